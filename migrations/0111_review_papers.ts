import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw(`select quote_ident(current_schema()) as name`);
  await knex.raw(`
    -- Since when the papers of the person who acts for an institution are gone from it: number and photos of the identity document (docs/adr/0125).
    alter table submissions add column papers_ended_at timestamptz(3);
    create index submissions_papers on submissions (kind, updated_at) where papers_ended_at is null; -- the job

    -- The one thing that leaves what was sent: nothing before its time by the clock of the database, and only of what nobody works on any more.
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
  `);
};

export const down = (knex: Knex) =>
  knex.raw(`
    drop function end_submission_papers(bigint[], bytea[], bytea[]);
    drop index submissions_papers;
    alter table submissions drop column papers_ended_at;
  `);
