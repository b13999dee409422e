import { isClosing, isNotDeleted, isOfPerson, isPerson } from '../../accounts/account/account.ts';
import { isRemembered } from '../../applications/aksk/consent.ts';
import type { Connection } from '../../database/open.ts';

export type People = {
  all: number;
  over14: number;
  under14: number;
  unknown: number;
  closing: number;
  registered: number;
};

/** Test citizens are no persons, no figure counts them: here for events of the audit, whose subject is a text, perhaps of no account. */
const aboutPeople = `not exists (select from accounts p where not (${isPerson.sql('p')}) and p.id::text = subject_id)`;

export const people = (db: Connection, since: Date, until: Date) =>
  db.row<People>(
    `select count(*) filter (where ${isNotDeleted.sql('p')})::int as "all",
            count(*) filter (where ${isNotDeleted.sql('p')} and over_14)::int as "over14",
            count(*) filter (where ${isNotDeleted.sql('p')} and not over_14)::int as "under14",
            count(*) filter (where ${isNotDeleted.sql('p')} and over_14 is null)::int as unknown,
            count(*) filter (where ${isClosing.sql('p')})::int as closing,
            count(*) filter (where created_at >= $1 and created_at < $2)::int as registered
       from accounts p where ${isPerson.sql('p')}`,
    [since, until],
  );

/**
 * The claims that each platform may read, and of how many people today; the largest first; without `limit` all of them. `inAll`: the number of
 * platforms.
 */
export const granted = (db: Connection, now: Date, limit: number | undefined) =>
  db.rows<{ name: string; institution: string; people: number; scopes: Record<string, number>; inAll: number }>(
    `with invented as materialized (select t.id from accounts t where not (${isPerson.sql('t')}))
     select a.name, i.name as institution, given.people, given.scopes, count(*) over ()::int as "inAll"
       from (select per.client_id, max(per.people)::int as people, json_object_agg(per.scope, per.count) as scopes
               from (select c.client_id, scope, count(*)::int as count, sum(count(*)) filter (where scope = 'openid') over (partition by c.client_id) as people
                       from consents c, unnest(c.granted) scope where ${isRemembered.sql('c', '$1')} and c.account_id not in (select id from invented)
                      group by c.client_id, scope) per
              group by per.client_id) given
       join applications a on a.client_id = given.client_id join institutions i on i.id = a.institution_id
      where not a.sandbox
      order by given.people desc nulls last, a.client_id limit $2`,
    [now, limit ?? null],
  );

const between = `at >= $1 and at < $2`;

/** How often people used which right. */
export const rights = (db: Connection, since: Date, until: Date) =>
  db.rows<{ verb: string; count: number }>(
    `select verb, count(*)::int as count from audit_events
      where ${between} and verb in ('consent.withdraw', 'account.close', 'account.keep', 'account.export')
        and ${aboutPeople} group by verb`,
    [since, until],
  );

export const exportTimes = (db: Connection, since: Date, until: Date) =>
  db.row<{ made: number; longest: number | null }>(
    `select count(ready_at)::int as made, max(extract(epoch from ready_at - asked_at))::float8 as longest
       from personal_exports where asked_at >= $1 and asked_at < $2 and ${isOfPerson('account_id')}`,
    [since, until],
  );

/** On which days deletions were asked for and done, and how many; the caller counts the working days. */
export const deletions = (db: Connection, since: Date, until: Date) =>
  db.rows<{ askedAt: Date; erasedAt: Date; count: number }>(
    `select min(asked_at) as "askedAt", min(erased_at) as "erasedAt", count(*)::int as count from account_deletions
      where erased_at >= $1 and erased_at < $2 and ${isOfPerson('account_id')}
      group by (asked_at at time zone 'Asia/Shanghai')::date, (erased_at at time zone 'Asia/Shanghai')::date`,
    [since, until],
  );

/** Actions of staff on accounts. */
export const staffAccess = (db: Connection, since: Date, until: Date) =>
  db.rows<{ verb: string; count: number; people: number }>(
    `select verb, count(*)::int as count, count(distinct actor_id)::int as people from audit_events
      where ${between} and actor_kind = 'staff' and subject_kind = 'account' and ${aboutPeople}
      group by verb order by 2 desc, 1`,
    [since, until],
  );
