import type { Knex } from 'knex';

/**
 * Every process is told at the commit what ends a token or changes what is said of its person, so that it may answer for tokens without
 * asking (docs/adr/0082). What a login, an exchange or a refresh writes tells nothing: a notification takes one lock for all at the commit.
 * Whoever changes something is told before that, on its own connection (`raise info`), so that it never answers by what it knew before.
 * The number is that of the transaction: the two belong together.
 */
export const up = (knex: Knex) =>
  knex.raw(`
    create function tell_withdrawal(what text) returns void language plpgsql as $$
      begin
        what := what || ' ' || pg_current_xact_id();
        raise info 'withdrawn %', what;
        perform pg_notify('withdrawn', what);
      end $$;

    -- t: a token, by its key; g: a grant, by its key; s: a session, by that of its uid.
    create function withdraw_token() returns trigger language plpgsql as $$
      begin
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
          if tg_op = 'UPDATE' and old.kind = 1 and exists (select from oidc_tokens s where s.uid_key = old.uid_key and s.kind = 1
              and s.consumed_at is null and s.account_id = old.account_id and s.issued_at >= old.issued_at and s.expires_at >= old.expires_at
              and (s.payload->>'loginTs')::float8 >= (old.payload->>'loginTs')::float8
              and (s.payload->>'exp')::float8 >= (old.payload->>'exp')::float8
              and s.payload->>'accountId' = old.payload->>'accountId'
              and coalesce((s.payload->'authorizations')::jsonb, '{}') @> coalesce((old.payload->'authorizations')::jsonb, '{}')) then
            return null;
          end if;
          perform tell_withdrawal(case old.kind when 1 then 's ' when 3 then 'g ' else 't ' end
            || encode(case old.kind when 1 then coalesce(old.uid_key, old.key) else old.key end, 'hex'));
        elsif exists (select from oidc_tokens s where s.uid_key = new.uid_key and s.kind = 1 and s.key <> new.key
            and s.account_id is not null and s.consumed_at is null) then
          perform tell_withdrawal('s ' || encode(new.uid_key, 'hex')); -- of two sessions of one uid the newer counts
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
    drop trigger withdrawn_update on oidc_tokens;
    drop trigger withdrawn_delete on oidc_tokens;
    drop trigger withdrawn_insert on oidc_tokens;
    drop trigger withdrawn_all on oidc_tokens;
    drop function withdraw_row(), withdraw_token(), tell_withdrawal(text);
  `);
