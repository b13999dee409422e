import { isLockedSince } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';

export type Due = { reportedBefore: Date; endedBefore: Date };
/** Of an incident that is over: its last report went out so long ago, or it ended longer ago still. */
const isOver = `i.closed_at is not null and (i.final_at < $1 or i.closed_at < $2)`;

export const dueCountings = async (db: Connection, { reportedBefore, endedBefore }: Due): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select c.id from incident_countings c join incidents i on i.id = c.incident_id
       where c.cleared_at is null and c.is_over and not c.is_replaced and ${isOver} order by c.id limit 100`,
      [reportedBefore, endedBefore],
    )
  ).map(({ id }) => id);

export const removePeople = (db: Connection, countingId: string, limit: number): Promise<number> =>
  db.run(
    `delete from incident_people where counting_id = $1
       and account_id = any(array(select account_id from incident_people where counting_id = $1 limit $2))`,
    [countingId, limit],
  );

/** The progress of a notice is an account's id, too. */
export const noteCleared = (db: Connection, countingId: string, at: Date) =>
  db.run(
    `with cleared as (update incident_countings set cleared_at = $2 where id = $1 and cleared_at is null returning incident_id)
     update incident_tellings t set place = null from cleared c where t.incident_id = c.incident_id and t.is_over`,
    [countingId, at],
  );

/** Items of mass freezes that are no longer needed: neither to lift a lock, nor for the account centre of a locked account. */
const needless = `i.state <> 'taking' and (i.locked_at is null or i.locked_at < $2)
  and not exists (select from accounts a where i.state = 'done' and a.id = i.account_id and ${isLockedSince.sql(['i.locked_at', 'a'])})`;

export const dueFreezes = async (
  db: Connection,
  { reportedBefore, endedBefore }: Due,
  shownBefore: Date,
): Promise<string[]> =>
  (
    await db.rows<{ id: string }>(
      `select f.id from incident_freezes f join incidents i on i.id = f.incident_id
       where f.kind in ('end_sign_ins', 'lock_sign_ins') and f.state in ('done', 'undone') and ${isOver}
         and exists (select from incident_freeze_items i where i.freeze_id = f.id and ${needless.replaceAll('$2', '$3')})
       order by f.id limit 100`,
      [reportedBefore, endedBefore, shownBefore],
    )
  ).map(({ id }) => id);

/** Their numbers are added to the freeze's own. */
export const removeItems = async (
  trx: Connection,
  freezeId: string,
  shownBefore: Date,
  limit: number,
): Promise<number> =>
  (
    await trx.row<{ count: number }>(
      `with gone as (
         delete from incident_freeze_items where freeze_id = $1
           and account_id = any(array(select i.account_id from incident_freeze_items i where i.freeze_id = $1 and ${needless} limit $3))
         returning state),
       kept as (
         update incident_freezes set cleared_done = cleared_done + (select count(*) from gone where state = 'done'),
           cleared_undone = cleared_undone + (select count(*) from gone where state = 'undone') where id = $1)
       select count(*)::int as count from gone`,
      [freezeId, shownBefore, limit],
    )
  )?.count ?? 0;
