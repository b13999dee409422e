import type { Knex } from 'knex';

/**
 * Two sessions of one uid are looked for by their uid alone: where no statistics say that a uid is rare, as on a new database, the planner read
 * the entries of all sessions beside it, at each login. And a session that is new is looked at by nothing but what concerns it: PL/pgSQL prepares
 * each condition anew in every transaction that comes to it, and that of a change stood before (docs/adr/0092). Nothing is told otherwise than
 * before (migrations/0068).
 */
const withdrawToken = (ofUid: (uid: string) => string, first: string, last: string) => `
    create or replace function withdraw_token() returns trigger language plpgsql as $$
      begin
        ${first}if tg_op = 'TRUNCATE' then perform tell_withdrawal('all of them');
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
          if tg_op = 'UPDATE' and old.kind = 1 and exists (select from ${ofUid('old.uid_key')} s.kind = 1
              and s.consumed_at is null and s.account_id = old.account_id and s.issued_at >= old.issued_at and s.expires_at >= old.expires_at
              and (s.payload->>'loginTs')::float8 >= (old.payload->>'loginTs')::float8
              and (s.payload->>'exp')::float8 >= (old.payload->>'exp')::float8
              and s.payload->>'accountId' = old.payload->>'accountId'
              and coalesce((s.payload->'authorizations')::jsonb, '{}') @> coalesce((old.payload->'authorizations')::jsonb, '{}')) then
            return null;
          end if;
          perform tell_withdrawal(case old.kind when 1 then 's ' when 3 then 'g ' else 't ' end
            || encode(case old.kind when 1 then coalesce(old.uid_key, old.key) else old.key end, 'hex'));
        ${last}end if;
        return null;
      end $$;`;

const isOfTwo = (
  ofUid: (uid: string) => string,
) => `exists (select from ${ofUid('new.uid_key')} s.kind = 1 and s.key <> new.key
            and s.account_id is not null and s.consumed_at is null)`;
const tellOfTwo = `perform tell_withdrawal('s ' || encode(new.uid_key, 'hex')); -- of two sessions of one uid the newer counts`;

const read = 't.kind, t.key, t.payload, t.account_id, t.issued_at, t.consumed_at, t.expires_at';
// Behind `offset 0` nothing but the uid leads to the rows.
const byItsIndex = (uid: string) => `(select ${read} from oidc_tokens t where t.uid_key = ${uid} offset 0) s where`;
const asPlanned = (uid: string) => `oidc_tokens s where s.uid_key = ${uid} and`;

export const up = (knex: Knex) =>
  knex.raw(
    withdrawToken(
      byItsIndex,
      `if tg_op = 'INSERT' then
          if ${isOfTwo(byItsIndex)} then
            ${tellOfTwo}
          end if;
          return null;
        end if;
        `,
      '',
    ),
  );

export const down = (knex: Knex) =>
  knex.raw(
    withdrawToken(
      asPlanned,
      '',
      `elsif ${isOfTwo(asPlanned)} then
          ${tellOfTwo}
        `,
    ),
  );
