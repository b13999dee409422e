import { isEnabled } from '../../applications/aksk/in-force.ts';
import type { Reader } from '../../database/open.ts';
import { metrics } from '../reports/metric.ts';
import type { LoginShape } from './series.ts';

/** The figures that are read of a day, in this order. */
export const reportedCodes = ['pv', 'uv', 'ip', 'visits', 'new_activities', 'new_venues', 'new_resources'] as const;
export const seenCodes = ['ncc_logins', 'ncc_login_users', 'ncc_published', 'ncc_activities', 'ncc_venues'] as const;

const placed = (codes: readonly (keyof typeof metrics)[]) => codes.map((code) => `figures[${metrics[code].place + 1}]`);
const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`;

/** Weeks behind it, and those of a year ago. */
const inReach = (column: string) =>
  `(${column} between $2::date - 200 and $3 or ${column} between $2::date - 400 and $3::date - 350)`;

export type StoredDay = { clientId: string; day: string; at: Date; figures: (string | null)[] };

/** Reports of these applications, as far back as they are judged by. */
export const reported = (db: Reader, ids: readonly string[], first: string, last: string): Promise<StoredDay[]> =>
  db.rows<StoredDay>(
    `select r.client_id as "clientId", ${day('r.day')} as day, r.reported_at as at, array[${placed(reportedCodes).map((each) => `r.${each}`)}] as figures
     from daily_reports r where r.client_id = any($1) and ${inReach('r.day')}`,
    [ids, first, last],
  );

export const counts = (
  db: Reader,
  ids: readonly string[],
  first: string,
  last: string,
): Promise<Omit<StoredDay, 'at'>[]> =>
  db.rows<Omit<StoredDay, 'at'>>(
    `select c.client_id as "clientId", ${day('c.day')} as day, array[${placed(seenCodes).map((each) => `c.${each}`)}] as figures
     from daily_counts c where c.client_id = any($1) and ${inReach('c.day')}`,
    [ids, first, last],
  );

/** Of applications by day, how many visitors pages sent to 自助计数 and how many of these came from the one range with most of them. */
export const countedRanges = (db: Reader, ids: readonly string[], first: string, last: string) =>
  db.rows<{ clientId: string; day: string; visitors: number; range: number }>(
    `select c.client_id as "clientId", ${day('c.day')} as day, c.seen_visitors::float8 as visitors, c.range_visitors::float8 as range
     from counter_days c where c.client_id = any($1) and c.day between $2 and $3`,
    [ids, first, last],
  );

export type OfKind = { region: string; kind: string; day: string; pv: string | null; reported: number };

/** All visits of a province's platforms of one kind, by day. */
export const ofKinds = (db: Reader, first: string, last: string): Promise<OfKind[]> =>
  db.rows<OfKind>(
    `select t.region, t.kind, ${day('t.day')} as day, t.figures[${metrics.pv.place + 1}] as pv, t.reported from daily_kind_totals t
     where length(t.region) = 2 and t.day between $1::date - 130 and $2`,
    [first, last],
  );

export type ToJudge = {
  clientId: string;
  institutionId: string;
  region: string | null;
  kind: string | null;
  day: string;
  isOpen: boolean;
};

type Wanted = { after: string; settled: string; since: Date; until: Date; cursor: string; limit: number };

/**
 * Reports of days that are newly settled, and of earlier ones that were reported or corrected since. Of applications and institutions that are
 * disabled no questions are asked. By application, then day.
 */
export const toJudge = (db: Reader, { after, settled, since, until, cursor, limit }: Wanted): Promise<ToJudge[]> =>
  db.rows<ToJudge>(
    `with due as materialized (
       select r.client_id, r.day from daily_reports r where r.day > $1 and r.day <= $2 and r.client_id > $5
       union
       select v.client_id, v.day from report_revisions v where v.at > $3 and v.at <= $4 and v.day <= $1 and v.client_id > $5),
     chosen as (select distinct client_id from due order by client_id limit $6)
     select r.client_id as "clientId", a.institution_id as "institutionId", r.region_code as region, r.kind, ${day('r.day')} as day,
       ${isEnabled.sql(['a', 'i'])} as "isOpen"
     from chosen join due using (client_id) join daily_reports r on r.client_id = due.client_id and r.day = due.day
       join applications a on a.client_id = r.client_id join institutions i on i.id = a.institution_id
     order by r.client_id, r.day`,
    [after, settled, since, until, cursor, limit],
  );

type Round = { day: string; judgedUntil: Date };

export async function lastRound(db: Reader): Promise<Round | undefined> {
  return db.row<Round>(
    `select ${day('day')} as day, judged_until as "judgedUntil" from figure_rounds where name = 'reports'`,
  );
}

type LoginRow = { [Key in keyof LoginShape]: string | null };

/**
 * How the logins of a day came, counted from the events in one statement; nothing of it is kept. A range is a /24 of IPv4, a /48 of IPv6; a fresh
 * account had no login before the two days, and opened no other platform since.
 */
export async function shapeOf(db: Reader, clientId: string, from: Date, until: Date): Promise<LoginShape> {
  const row = await db.row<LoginRow>(
    `with own as materialized (
       select l.account_id, l.at, l.device, set_masklen(l.address, case family(l.address) when 4 then 24 else 48 end) & netmask(set_masklen(l.address, case family(l.address) when 4 then 24 else 48 end)) as range,
         extract(epoch from l.at - lag(l.at) over (order by l.at)) as gap
       from logins l where l.client_id = $1 and l.at >= $2 and l.at < $3 and l.succeeded),
     people as (select distinct account_id from own)
     select (select count(*) from own) as logins, (select count(*) from people) as people,
       (select max(n) from (select count(*) as n from own group by range) one) as range,
       (select max(n) from (select count(*) as n from own group by device) one) as device,
       (select count(*) from own where extract(hour from at at time zone 'Asia/Shanghai') < 5) as night,
       (select count(*) from people p where not exists (select from logins l where l.account_id = p.account_id and l.at < $3
          and (l.at < $2::timestamptz - interval '2 days' or l.client_id is distinct from $1))) as fresh,
       (select stddev_samp(gap) / nullif(avg(gap), 0) from own) as gaps`,
    [clientId, from, until],
  );
  const [logins, people] = [Number(row?.logins ?? 0), Number(row?.people ?? 0)];
  const part = (value: string | null | undefined, of: number) => (of === 0 ? 0 : Number(value ?? 0) / of);
  return {
    ...{ logins, people, range: part(row?.range, logins), device: part(row?.device, logins) },
    ...{ night: part(row?.night, logins), fresh: part(row?.fresh, people), gaps: Number(row?.gaps ?? 1) },
  };
}
