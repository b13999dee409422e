import type { Knex } from 'knex';

/** What reviewers of every platform write most; operators change them on 常用语. */
const phrases: readonly (readonly [kind: string | null, text: string])[] = [
  ['certification', '证件照不清晰，请用扫描件重新上传（≥ 200 dpi）。'],
  ['certification', '授权书没有加盖公章。请打印预填的授权书，盖章后重新扫描上传。'],
  ['certification', '授权书上的经办人与填写的不一致，请核对后重新上传。'],
  ['certification', '授权期限已过，请换一份仍在期限内的授权书。'],
  ['certification', '机构全称与证书上的名称不一致，请按证书填写。'],
  ['certification', '统一社会信用代码与证书不一致，请对照证书逐位核对。'],
  ['certification', '行政区划与证书上的住所不一致，请核对后重新选择。'],
  ['certification', '法定代表人与证书不一致；如已变更，请上传变更后的证书。'],
  ['application', '应用地址打不开，请确认网站已经上线、公网可以访问。'],
  ['application', '回调地址与应用地址不是同一个单位的域名，请说明或更换。'],
  ['application', '登录用途说明写得太笼统，请写明公民登录后可以做什么。'],
  ['application', '申请的能力超出用途，请只勾选实际需要的，或补充说明。'],
  ['link', '海报上的文字太小，缩小到 180×50 后看不清，请换一张。'],
  ['link', '链接打开的不是贵单位的首页，请核对后重新填写。'],
  [null, '有内容没有填完整，请补充后重新提交。'],
  [null, '联系电话无法接通，请核对后重新填写。'],
  [null, '资料已过有效期，请上传最新的。'],
];

export async function up(knex: Knex): Promise<void> {
  const { rows } = await knex.raw(`select quote_ident(current_schema()) as name`);
  await knex.raw(`
    create table submissions (
      id uuid primary key,
      kind text not null,
      institution_id uuid not null, -- of institutions, which add the constraint
      subject_id text, -- what it changes, or what came of it
      version integer not null check (version >= 1),
      state text not null check (state in ('draft', 'submitted', 'claimed', 'checked', 'approved', 'returned', 'rejected')),
      title text not null,
      region_code text,
      data bytea not null, -- sealed JSON: field name to what was typed
      source text not null default 'online' check (source in ('online', 'mail')),
      reason text,
      comments jsonb not null default '{}',
      created_by text not null,
      submitted_by text,
      submitted_at timestamptz(3),
      due_at timestamptz(3),
      claimed_by text,
      claimed_at timestamptz(3),
      checked_by text,
      decided_by text,
      decided_at timestamptz(3),
      -- Since when the papers of the person who acts for an institution are gone from it: number and photos of the identity document (docs/adr/0125).
      papers_ended_at timestamptz(3),
      revision integer not null default 1,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check ((submitted_at is null) = (due_at is null)),
      check (state not in ('submitted', 'claimed', 'checked', 'approved') or submitted_by is not null),
      check (state not in ('claimed', 'checked') or claimed_by is not null),
      check (state not in ('approved', 'rejected') or decided_by is not null),
      check (checked_by is null or decided_by is null or state <> 'approved' or checked_by <> decided_by),
      check (state <> 'approved' or decided_by <> submitted_by) -- nobody approves the own submission (R58)
    );
    create index submissions_of_institution on submissions (institution_id, created_at desc, id desc); -- 对接历史, lists of the institution
    create index submissions_of_subject on submissions (kind, subject_id, version desc) where subject_id is not null; -- the version before
    create index submissions_queue on submissions (submitted_at, id) where state in ('submitted', 'claimed', 'checked'); -- the desk, oldest first
    create index submissions_decided on submissions (decided_at desc, id desc) where decided_at is not null; -- the desk, what was decided
    create index submissions_papers on submissions (kind, updated_at) where papers_ended_at is null; -- the job that ends papers

    create table submission_events (
      id bigint generated always as identity primary key,
      submission_id uuid not null references submissions, -- what has one is never deleted
      at timestamptz(3) not null,
      actor_kind text not null,
      actor_id text,
      verb text not null,
      from_state text,
      to_state text not null,
      reason text,
      comments jsonb not null default '{}',
      data bytea -- sealed: what was submitted, kept as it was
    );
    create index submission_events_of_submission on submission_events (submission_id, id); -- timeline
    create trigger submission_events_append_only before update or delete or truncate on submission_events
      for each statement execute function refuse_change();

    -- What may change in that history: by which key it is sealed. Whoever calls it can put nothing there that opens as something else, without
    -- the keys; and nothing that one key and way sealed in the place of what the same sealed.
    create function reseal_submission_events(keys text[], prefixes bytea[], texts bytea[]) returns integer
      language plpgsql security definer set search_path = ${rows[0].name}, pg_temp as $$
    declare changed integer;
    begin
      perform set_config('cloud.reseal', 'on', true);
      update submission_events e set data = w.text
        from unnest(keys, prefixes, texts) as w (key, prefix, text)
       where e.id = w.key::bigint and substring(e.data from 1 for length(w.prefix)) = w.prefix and length(w.prefix) > 5
         and substring(w.text from 1 for 5) <> substring(e.data from 1 for 5);
      get diagnostics changed = row_count;
      perform set_config('cloud.reseal', 'off', true);
      return changed;
    end $$;
    revoke all on function reseal_submission_events(text[], bytea[], bytea[]) from public;

    -- And what leaves it, the papers: nothing before its time by the clock of the database, and only of what nobody works on any more.
    create function end_submission_papers(keys bigint[], before bytea[], texts bytea[]) returns integer
      language plpgsql security definer set search_path = ${rows[0].name}, pg_temp as $$
    declare changed integer;
    begin
      perform set_config('cloud.reseal', 'on', true);
      update submission_events e set data = w.text
        from unnest(keys, before, texts) as w (key, was, text)
       where e.id = w.key and e.data = w.was and e.at <= now() - interval '180 days'
         and exists (select from submissions s where s.id = e.submission_id and s.state not in ('submitted', 'claimed', 'checked'));
      get diagnostics changed = row_count;
      perform set_config('cloud.reseal', 'off', true);
      return changed;
    end $$;
    revoke all on function end_submission_papers(bigint[], bytea[], bytea[]) from public;

    -- R58: who of the staff has written in a submission; such a one has no say in it.
    create table submission_writers (
      submission_id uuid not null references submissions on delete cascade,
      account_id text not null,
      primary key (submission_id, account_id)
    );

    -- 常用语
    create table review_phrases (
      id uuid primary key,
      kind text, -- null: for every kind
      text text not null,
      created_at timestamptz(3) not null
    );

    -- 敏感词: what reviewers look at twice. It stops nothing by itself.
    create table review_words (
      word text primary key check (char_length(word) between 1 and 50),
      note text, -- why, for whoever reviews
      added_by text not null,
      added_at timestamptz(3) not null
    );
  `);
  for (const [position, [kind, text]] of phrases.entries())
    await knex.raw(
      `insert into review_phrases (id, kind, text, created_at)
       values (gen_random_uuid(), ?, ?, timestamptz '2026-01-01 00:00:00+08' + make_interval(secs => ?))`,
      [kind, text, position],
    );
}

export const down = (knex: Knex) =>
  knex.raw(`
    drop function end_submission_papers(bigint[], bytea[], bytea[]), reseal_submission_events(text[], bytea[], bytea[]);
    drop table review_words, review_phrases, submission_writers, submission_events, submissions;
  `);
