import type { Connection } from '../../database/open.ts';
import type { HistoryQuery } from '../../review/history.ts';
import type { Side, State } from './side.ts';

type Look = { id: string; at: Date; link_id: string; link: string; side: Side; state: State };

/** Checks at which a side of an institution's link failed or recovered, newest first. Unseen pages do not count. */
export async function linesOf(db: Connection, { institutionId, from, before, limit }: HistoryQuery) {
  const rows = await db.rows<Look>(
    `select id, at, link_id, link, side, state from (
       select lpad(c.id::text, 19, '0') as id, c.slot as at, c.link_id, l.name as link, c.side, c.state,
         c.state in ('missing', 'down') as bad,
         lag(c.state in ('missing', 'down')) over (partition by c.link_id, c.side order by c.slot) as was_bad
       from links l join link_checks c on c.link_id = l.id
       where l.institution_id = $1 and c.state <> 'unseen') line
     where (bad or was_bad) and bad is distinct from was_bad
       and ($2::timestamptz is null or at >= $2) and ($3::timestamptz is null or at < $3 or (at = $3 and id < $4))
     order by at desc, id desc limit $5`,
    [institutionId, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map(({ link_id, ...row }) => ({ ...row, linkId: link_id }));
}

type Turn = { id: string; at: Date; linkId: string; link: string; sides: readonly Side[]; isAlarm: boolean };

/** Alarms and all-clears sent to the institution about sides of its links, newest first. */
export const turnsOf = (db: Connection, { institutionId, from, before, limit }: HistoryQuery): Promise<Turn[]> =>
  db.rows<Turn>(
    `select e.id::text as id, e.at, l.id as "linkId", l.name as link, e.details -> 'sides' as sides, e.verb = 'link.alarm' as "isAlarm"
     from links l join audit_events e on e.subject_kind = 'link' and e.subject_id = l.id::text
     where l.institution_id = $1 and e.verb in ('link.alarm', 'link.mended')
       and ($2::timestamptz is null or e.at >= $2) and ($3::timestamptz is null or e.at < $3 or (e.at = $3 and e.id < $4::bigint))
     order by e.at desc, e.id desc limit $5`,
    [institutionId, from ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
