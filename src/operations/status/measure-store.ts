import type { Connection } from '../../database/open.ts';
import type { Counted, Measure } from './component.ts';

/** Totals of one process: repeated ones count once; an older total that comes late changes nothing. */
export const save = (db: Connection, process: string, rows: readonly Counted[]) =>
  db.run(
    `insert into service_minutes (minute, component, process, requests, failures, slow, probes, silent)
     select t.minute, t.component, $1::uuid, t.requests, t.failures, t.slow, t.probes, t.silent
     from unnest($2::timestamptz[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[])
       as t (minute, component, requests, failures, slow, probes, silent)
     on conflict (minute, component, process) do update set
       requests = greatest(service_minutes.requests, excluded.requests), failures = greatest(service_minutes.failures, excluded.failures),
       slow = greatest(service_minutes.slow, excluded.slow), probes = greatest(service_minutes.probes, excluded.probes),
       silent = greatest(service_minutes.silent, excluded.silent)`,
    [
      process,
      rows.map(({ minute }) => minute),
      rows.map(({ component }) => component),
      rows.map(({ requests }) => requests),
      rows.map(({ failures }) => failures),
      rows.map(({ slow }) => slow),
      rows.map(({ probes }) => probes),
      rows.map(({ silent }) => silent),
    ],
  );

/** The outcome of the messages of the last minutes: given up or waiting for very long, late, all. */
export const messages = (
  db: Connection,
  table: 'mails' | 'sms_messages',
  times: { from: Date; until: Date; lateAfter: number; lostAfter: number },
): Promise<Pick<Measure, 'requests' | 'failures' | 'slow'> | undefined> =>
  db.row(
    `select count(*)::int as requests,
       count(*) filter (where failed_at is not null or (sent_at is null and created_at < $2::timestamptz - $4 * interval '1 second'))::int as failures,
       count(*) filter (where failed_at is null and (case when sent_at is null
         then created_at >= $2::timestamptz - $4 * interval '1 second' and created_at < $2::timestamptz - $3 * interval '1 second'
         else sent_at > created_at + $3 * interval '1 second' end))::int as slow
     from ${table} where created_at >= $1 and created_at < $2`,
    [times.from, times.until, times.lateAfter, times.lostAfter],
  );

type Sum = Measure & { component: string };
const sums =
  'sum(requests)::int as requests, sum(failures)::int as failures, sum(slow)::int as slow, sum(probes)::int as probes, sum(silent)::int as silent';

/** Of all processes together, minute by minute. */
export const eachMinute = (db: Connection, from: Date, until: Date): Promise<Sum[]> =>
  db.rows<Sum>(
    `select component, ${sums} from service_minutes where minute >= $1 and minute < $2 group by component, minute order by component, minute`,
    [from, until],
  );

export type Day = { day: string; component: string; measured: number; slow: number; down: number };

export const saveDay = (db: Connection, { day, component, measured, slow, down }: Day) =>
  db.run(
    `insert into service_days (day, component, measured, slow, down) values ($1, $2, $3, $4, $5)
     on conflict (day, component) do update set measured = excluded.measured, slow = excluded.slow, down = excluded.down`,
    [day, component, measured, slow, down],
  );

export const daysFrom = (db: Connection, from: string): Promise<Day[]> =>
  db.rows<Day>(
    `select to_char(day, 'YYYY-MM-DD') as day, component, measured, slow, down from service_days where day >= $1 order by day, component`,
    [from],
  );

export const forgetMinutes = (db: Connection, before: Date, limit: number) =>
  db.run(
    `delete from service_minutes where (minute, component, process) in
       (select minute, component, process from service_minutes where minute < $1 order by minute limit $2)`,
    [before, limit],
  );
