import type { Knex } from 'knex';

export const up = (knex: Knex) =>
  knex.raw(`
    -- Whatever oidc-provider remembers: sessions, interactions, grants, codes, tokens. The key is the SHA-256 of the value that its
    -- bearer holds; the value itself is nowhere in the row, so that a dump of this table opens nothing.
    create table oidc_tokens (
      kind smallint not null,
      key bytea not null,
      payload json not null,
      client_id text,
      account_id uuid,
      grant_key bytea,
      uid_key bytea,
      -- All refresh tokens of a login, one after the other, have one row (docs/adr/0089).
      current_hash bytea, -- of such a family: SHA-256 of the token that counts; all before it were used
      rotated_at timestamptz(3), -- since when it counts; null: it is the first
      exchange uuid, -- of a code or a refresh token: which exchange used it, so that one whose answer was lost can tell that it was committed
      issued_at timestamptz(3) not null,
      consumed_at timestamptz(3),
      expires_at timestamptz(3) not null,
      primary key (kind, key)
    ) with (
      -- Rows come and go by the million; a vacuum that waits for a fifth of the table comes late, and one for what was only inserted is for
      -- nothing, as every row is deleted one day (docs/adr/0017).
      autovacuum_vacuum_scale_factor = 0.05,
      autovacuum_analyze_scale_factor = 0.05,
      autovacuum_vacuum_insert_threshold = -1,
      -- A tenth of the usual pace (docs/adr/0107): what a vacuum changes after a checkpoint goes into the log as whole pages, and where the pages
      -- are in memory and were changed lately the usual pace is none: everybody's commit would wait behind a gigabyte of them.
      autovacuum_vacuum_cost_limit = 20,
      -- The file stays as long as it is: to give its end back a vacuum takes the table for itself, and what is free is filled again in minutes.
      vacuum_truncate = off,
      -- Room on each page for the next version of a row, so that a refresh finds it there and writes no index.
      fillfactor = 90
    );
    create index oidc_tokens_uid on oidc_tokens (uid_key) where uid_key is not null; -- Session.findByUid
    create index oidc_tokens_account on oidc_tokens (account_id, client_id) where kind in (1, 3); -- a person's sessions and grants
    create index oidc_tokens_over on oidc_tokens (expires_at); -- purge

    create table consents (
      account_id uuid not null references accounts,
      client_id text not null references applications,
      granted text[] not null,
      refused text[] not null,
      first_at timestamptz(3) not null,
      last_at timestamptz(3) not null, -- last login at the application
      expires_at timestamptz(3) not null,
      primary key (account_id, client_id)
    ) with (fillfactor = 90); -- whoever comes back writes when: with room on the page no index hears of it (docs/adr/0100)
    create index consents_over on consents (expires_at); -- purge

    -- What each application was given and when: one row a day on which somebody signed in there. No foreign keys: it is made from a consent, which
    -- has them, and a check would lock the row of the account, which writes another page whole into the log.
    create table consent_uses (
      account_id uuid not null,
      client_id text not null,
      day date not null, -- in Beijing
      granted text[] not null,
      primary key (account_id, client_id, day)
    );
    create index consent_uses_old on consent_uses (day); -- purge after a year

    -- Which forms new tokens have. A node that does not know a form may be asked as long as one of an older version runs, or somebody may go back
    -- to it: as long as that is so, the function says false (create or replace function … as 'select false'), and the form before is given.
    create function gives_refresh_families() returns boolean language sql as 'select true'; -- docs/adr/0089
    create function gives_self_contained_tokens() returns boolean language sql as 'select true'; -- docs/adr/0101

    -- Every process is told at the commit what ends a token or changes what is said of its person, so that it may answer for tokens without
    -- asking (docs/adr/0082). What a login, an exchange or a refresh writes tells nothing: a notification takes one lock for all at the commit.
    -- Whoever changes something is told before that, on its own connection (raise info), so that it never answers by what it knew before.
    -- The number is that of the transaction: the two belong together.
    create function tell_withdrawal(what text) returns void language plpgsql as $$
      begin
        what := what || ' ' || pg_current_xact_id();
        raise info 'withdrawn %', what;
        perform pg_notify('withdrawn', what);
      end $$;

    -- t: a token, by its key; g: a grant, by its key; s: a session, by that of its uid. A session that is new is looked at by nothing but what
    -- concerns it, first: PL/pgSQL prepares each condition anew in every transaction that comes to it (docs/adr/0092). Two sessions of one uid are
    -- looked for behind "offset 0", where nothing but the uid leads to the rows: where no statistics say that a uid is rare, as on a new database,
    -- the planner would read the entries of all sessions beside it.
    create function withdraw_token() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          if exists (select from
              (select t.kind, t.key, t.payload, t.account_id, t.issued_at, t.consumed_at, t.expires_at
                 from oidc_tokens t where t.uid_key = new.uid_key offset 0) s
              where s.kind = 1 and s.key <> new.key and s.account_id is not null and s.consumed_at is null) then
            perform tell_withdrawal('s ' || encode(new.uid_key, 'hex')); -- of two sessions of one uid the newer counts
          end if;
          return null;
        end if;
        if tg_op = 'TRUNCATE' then perform tell_withdrawal('all of them');
        elsif tg_op = 'UPDATE' and (old.account_id is null and old.kind <> 7 or not (
            (old.kind, old.key, old.client_id, old.account_id, old.grant_key, old.uid_key, old.issued_at, old.consumed_at)
              is distinct from (new.kind, new.key, new.client_id, new.account_id, new.grant_key, new.uid_key, new.issued_at, new.consumed_at)
            or new.expires_at < old.expires_at
            or case when old.kind = 1 then
                 (old.payload->>'accountId', old.payload->>'loginTs') is distinct from (new.payload->>'accountId', new.payload->>'loginTs')
                 or coalesce((new.payload->>'exp')::float8, 0) < coalesce((old.payload->>'exp')::float8, 0)
                 or not coalesce((new.payload->'authorizations')::jsonb, '{}') @> coalesce((old.payload->'authorizations')::jsonb, '{}')
               else new.payload::text <> old.payload::text end)) then
          return null; -- it goes on: it lasts longer, or applications are added to it
        elsif tg_op <> 'INSERT' then
          -- A login goes on under another id each time that somebody comes back from a page: for its tokens nothing changes.
          if tg_op = 'UPDATE' and old.kind = 1 and exists (select from
              (select t.kind, t.key, t.payload, t.account_id, t.issued_at, t.consumed_at, t.expires_at
                 from oidc_tokens t where t.uid_key = old.uid_key offset 0) s
              where s.kind = 1
              and s.consumed_at is null and s.account_id = old.account_id and s.issued_at >= old.issued_at and s.expires_at >= old.expires_at
              and (s.payload->>'loginTs')::float8 >= (old.payload->>'loginTs')::float8
              and (s.payload->>'exp')::float8 >= (old.payload->>'exp')::float8
              and s.payload->>'accountId' = old.payload->>'accountId'
              and coalesce((s.payload->'authorizations')::jsonb, '{}') @> coalesce((old.payload->'authorizations')::jsonb, '{}')) then
            return null;
          end if;
          perform tell_withdrawal(case old.kind when 1 then 's ' when 3 then 'g ' else 't ' end
            || encode(case old.kind when 1 then coalesce(old.uid_key, old.key) else old.key end, 'hex'));
        end if;
        return null;
      end $$;

    create trigger withdrawn_all after truncate on oidc_tokens for each statement execute function withdraw_token();
    create trigger withdrawn_insert after insert on oidc_tokens for each row
      when (new.kind = 1 and new.account_id is not null) execute function withdraw_token();
    -- What has been over for minutes is removed without a word: each process knows the time.
    create trigger withdrawn_delete after delete on oidc_tokens for each row
      when ((old.kind in (1, 3, 5) and old.account_id is not null or old.kind = 7)
        and current_setting('cloud.purging', true) is distinct from 'on')
      execute function withdraw_token();
    -- A session goes on all the time: it lasts longer, and applications are added to it. At the commit, as what follows it is written after it.
    -- The condition stays short, as it is read anew with every statement that updates a token.
    create constraint trigger withdrawn_update after update on oidc_tokens deferrable initially deferred for each row
      when (old.kind in (1, 3, 5, 7)) execute function withdraw_token();

    -- a: an AK; i: an institution; p: a person.
    create function withdraw_row() returns trigger language plpgsql as $$
      begin
        perform tell_withdrawal(tg_argv[0] || ' ' || (to_jsonb(old) ->> tg_argv[1]));
        return null;
      end $$;
    create trigger withdrawn_delete after delete on applications for each row execute function withdraw_row('a', 'client_id');
    create trigger withdrawn_update after update on applications for each row
      when ((old.client_id, old.expires_at, old.disabled_at, old.tokens_valid_from, old.sandbox, old.institution_id)
        is distinct from (new.client_id, new.expires_at, new.disabled_at, new.tokens_valid_from, new.sandbox, new.institution_id))
      execute function withdraw_row('a', 'client_id');
    create trigger withdrawn_delete after delete on institutions for each row execute function withdraw_row('i', 'id');
    create trigger withdrawn_update after update on institutions for each row
      when ((old.id, old.disabled_at) is distinct from (new.id, new.disabled_at)) execute function withdraw_row('i', 'id');
    create trigger withdrawn_delete after delete on accounts for each row execute function withdraw_row('p', 'id');
    -- All but the password's hash, which a login may renew, and which terms were agreed to.
    create trigger withdrawn_update after update on accounts for each row
      when ((old.id, old.username, old.phone_sealed, old.email_sealed, old.email_verified_at, old.nickname, old.avatar_id, old.region_code,
          old.over_14, old.locked_at, old.deleted_at, old.test_of, old.verifies, old.closing_at, old.new_password_since, old.guardian_id,
          old.birth_year, old.handover_at, old.realname_masked, old.realname_at, old.sessions_valid_from, old.updated_at)
        is distinct from (new.id, new.username, new.phone_sealed, new.email_sealed, new.email_verified_at, new.nickname, new.avatar_id, new.region_code,
          new.over_14, new.locked_at, new.deleted_at, new.test_of, new.verifies, new.closing_at, new.new_password_since, new.guardian_id,
          new.birth_year, new.handover_at, new.realname_masked, new.realname_at, new.sessions_valid_from, new.updated_at))
      execute function withdraw_row('p', 'id');
  `);

/** Processes that still run are told that they will not be told any more: they ask each time from then on. */
export const down = (knex: Knex) =>
  knex.raw(`
    select pg_notify('withdrawn', 'no more');
    drop trigger withdrawn_update on accounts;
    drop trigger withdrawn_delete on accounts;
    drop trigger withdrawn_update on institutions;
    drop trigger withdrawn_delete on institutions;
    drop trigger withdrawn_update on applications;
    drop trigger withdrawn_delete on applications;
    drop table consent_uses, consents, oidc_tokens;
    drop function withdraw_row(), withdraw_token(), tell_withdrawal(text), gives_self_contained_tokens(), gives_refresh_families();
  `);
