import { isLockedSince, isNotDeleted, isOfPerson, isUnlocked } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';

export type Scope = { clientIds: readonly string[]; since: Date; until: Date };

/**
 * Accounts that used some applications in a period: by the login history, and by the consents, whose last login there may have been without a
 * new one at the Cloud. Of a consent only the first and the last moment are known: possible presence counts. Test citizens are no people; they are
 * left out afterwards, as servers that hold a part of the logins and consents do not know the accounts (docs/adr/0085).
 */
const people = `(
  with there as materialized (
    select account_id from logins where at >= $2 and at < $3 and client_id = any($1::text[]) and succeeded
    union
    select account_id from consents where client_id = any($1::text[]) and last_at >= $2 and first_at < $3)
  select account_id from there where ${isOfPerson('there.account_id')})`;
const valuesOf = ({ clientIds, since, until }: Scope) => [clientIds, since, until];

/**
 * How many they are, by no more rows of each log than this, the newest logins first; `isWhole`: those were all. The cost depends neither on the
 * length of the period nor on the number of people.
 */
export const count = async (
  db: Connection,
  scope: Scope,
  most: number,
): Promise<{ people: number; isWhole: boolean }> =>
  (await db.row<{ people: number; isWhole: boolean }>(
    `with newest as materialized (
       select account_id, client_id, succeeded from logins where at >= $2 and at < $3 order by at desc limit $4),
     known as materialized (select account_id, client_id, first_at, last_at from consents limit $4)
     select (select count(*) from newest) < $4 and (select count(*) from known) < $4 as "isWhole",
       (select count(*)::int from (
          select account_id from newest where client_id = any($1::text[]) and succeeded
          union select account_id from known where client_id = any($1::text[]) and last_at >= $2 and first_at < $3) p
        where ${isOfPerson('p.account_id')}) as people`,
    [...valuesOf(scope), most],
  )) ?? { people: 0, isWhole: false };

/** By their ids, behind one of them: for a notice of an earlier release. */
export const page = async (
  db: Connection,
  scope: Scope,
  behind: string | undefined,
  limit: number,
): Promise<string[]> =>
  (
    await db.rows<{ accountId: string }>(
      `select p.account_id as "accountId" from ${people} as p where $4::uuid is null or p.account_id > $4 order by p.account_id limit $5`,
      [...valuesOf(scope), behind ?? null, limit],
    )
  ).map(({ accountId }) => accountId);

/**
 * Lists the accounts of a freeze: without the actor, and for a lock without those locked for another reason than a freeze, and without staff,
 * who are not locked by one person (docs/adr/0115).
 */
export const take = (trx: Connection, scope: Scope, freezeId: string, except: string, locks: boolean) =>
  trx.run(
    `insert into incident_freeze_items (freeze_id, account_id, state)
     select $4::uuid, p.account_id, 'waiting' from ${people} as p join accounts a on a.id = p.account_id
     where a.id <> $5::uuid and ${isNotDeleted.sql('a')} and (not $6 or (
       not exists (select from account_roles r where r.account_id = a.id) and (${isUnlocked.sql('a')} or exists (
         select from incident_freeze_items i where i.account_id = a.id and i.state = 'done' and ${isLockedSince.sql(['i.locked_at', 'a'])}))))`,
    [...valuesOf(scope), freezeId, except, locks],
  );
