import { createHash } from 'node:crypto';
import { systemClock } from '../src/clock.ts';
import { hashToken } from '../src/crypto/secrets.ts';
import type { Connection, Database } from '../src/database/open.ts';
import { regionsBelow } from '../src/fields/regions/region-table.ts';
import { institutionKinds } from '../src/institutions/institution/institution.ts';
import { dayAfter, daysBetween } from '../src/statistics/reports/closing.ts';
import { createTotals } from '../src/statistics/totals/totals.ts';
import { sums } from '../src/statistics/totals/totals-store.ts';

/** Every county there is; of a city without any, the city. */
function counties(): string[] {
  const below = (code?: string): string[] => {
    const next = regionsBelow(code);
    return next.length === 0 && code !== undefined ? [code] : next.flatMap((region) => below(region.code));
  };
  return below();
}

export const secret = 'ncc_sk_of_all_applications_of_this_benchmark';
export const institutionAt = (index: number) =>
  createHash('md5')
    .update(`institution${index}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
export const clientAt = (index: number) => `bench-${index}`;

/** Tables that are filled without their indexes and constraints, which are made afterwards, all at once. */
const filled = ['report_revisions', 'daily_reports', 'daily_counts', 'daily_totals', 'daily_kind_totals'];

/** Fills tables without indexes, constraints and triggers on them. Only for a throw-away database. */
async function withoutIndexes(db: Database, fillAll: () => Promise<void>): Promise<void> {
  const constraints = await db.rows<{ table: string; name: string; is: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as is from pg_constraint
     where contype in ('p', 'f') and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[])) order by contype desc, conrelid`,
    [filled],
  );
  const indexes = await db.rows<{ name: string; is: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as is from pg_index
     where indrelid = any($1::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid and contype = 'p')`,
    [filled],
  );
  const [foreign, primary] = [
    constraints.filter(({ is }) => is.startsWith('FOREIGN')),
    constraints.filter(({ is }) => !is.startsWith('FOREIGN')),
  ];
  for (const { table, name } of [...foreign, ...primary]) await db.run(`alter table ${table} drop constraint ${name}`);
  for (const { name } of indexes) await db.run(`drop index ${name}`);
  for (const table of filled) await db.run(`alter table ${table} disable trigger user`);
  await fillAll();
  const built = (statements: readonly string[]) =>
    statements.map((statement) => (trx: Connection) => trx.run(statement));
  await inTurns(db, built(primary.map(({ table, name, is }) => `alter table ${table} add constraint ${name} ${is}`)));
  await inTurns(db, built(indexes.map(({ is }) => is)));
  await inTurns(db, built(foreign.map(({ table, name, is }) => `alter table ${table} add constraint ${name} ${is}`)));
  for (const table of filled) await db.run(`alter table ${table} enable trigger user`);
}

/** Work of the database by two sessions at a time, each piece in a transaction of its own. */
async function inTurns(db: Database, pieces: readonly ((trx: Connection) => Promise<unknown>)[]): Promise<void> {
  const waiting = [...pieces];
  const worker = async () => {
    for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
      const own = piece;
      await db.transaction(async (trx) => {
        await trx.run(`set local maintenance_work_mem = '512MB'`);
        await trx.run(`set local work_mem = '256MB'`);
        await own(trx);
      });
    }
  };
  await Promise.all([worker(), worker()]);
}

/** Nothing is written twice for the sake of a crash, or looked at by autovacuum, while all of it is filled. Only for a throw-away database. */
async function unhurried(db: Database, fillAll: () => Promise<void>): Promise<void> {
  const settings = { max_wal_size: '64GB', checkpoint_timeout: '1h', autovacuum: 'off' };
  const reload = () => db.row('select pg_reload_conf()');
  for (const [name, value] of Object.entries(settings)) await db.run(`alter system set ${name} = '${value}'`);
  await reload();
  await fillAll();
  for (const name of Object.keys(settings)) await db.run(`alter system reset ${name}`);
  await reload();
}

/** Days that are filled one by one; those of earlier years are copies of them, by the day of the year. */
const yearDays = 366;
/** Of so many newest days totals are made by the roll-up itself, with those of the past; of older ones by one statement for a month. */
const rolledDays = 100;

/**
 * So many applications in all counties, each with a report of every day and a count of the Cloud's own: one in 29 is late, by up to eight days, and one in 50 was corrected,
 * up to twelve days after. Then the totals of all.
 */
export const fill = (db: Database, size: Size): Promise<void> => unhurried(db, () => fillNow(db, size));

type Size = { applications: number; days: number; last: string };

async function fillNow(db: Database, { applications, days, last }: Size): Promise<void> {
  const codes = counties();
  const kinds = Object.keys(institutionKinds);
  await db.run(
    `insert into institutions (id, name, kind, region_code, certified_at, created_at, updated_at)
     select md5('institution' || n)::uuid, '第 ' || n || ' 文化馆', ($5::text[])[1 + n % cardinality($5::text[])], ($2::text[])[1 + n % cardinality($2::text[])],
       $3::date - $4::integer, $3::date - $4::integer, $3::date - $4::integer
     from generate_series(1, $1) n`,
    [applications, codes, last, days + 1, kinds],
  );
  await db.run(
    `insert into applications (client_id, institution_id, name, scope, api_scope, token_endpoint_auth_method, redirect_uris, expires_at, tokens_valid_from,
       created_at, updated_at)
     select 'bench-' || n, md5('institution' || n)::uuid, '第 ' || n || ' 平台', 'openid', 'stats:write stats:read', 'client_secret_basic', '{}',
       $2::date + 30, $2::date - $3::integer, $2::date - $3::integer, $2::date from generate_series(1, $1) n`,
    [applications, last, days],
  );
  await db.run(
    `insert into application_secrets (id, client_id, hash, last_four, created_at)
     select md5('secret' || n)::uuid, 'bench-' || n, $2, right($3, 4), $4::date from generate_series(1, $1) n`,
    [applications, hashToken(secret), secret, last],
  );
  const own = Math.min(days, yearDays);
  const months = Array.from({ length: Math.ceil(own / 30) }, (_, month) => {
    const back = own - 1 - 30 * month;
    return [back, Math.max(0, back - 29)] as const;
  });
  const began = performance.now();
  const said = (what: string) => console.log(`${what} after ${Math.round((performance.now() - began) / 1000)} s`);
  await withoutIndexes(db, async () => {
    await inTurns(
      db,
      months.map(([from, to]) => async (trx) => {
        const stretch = { applications, last, from, to, codes, kinds };
        await report(trx, stretch);
        await totalsOf(trx, stretch);
      }),
    );
    said('reports, counts and totals of a year');
    await copyYears(db, { days, last });
    said('earlier years');
    // Of a report that was not corrected the only version is the report itself; nothing here looks at a second copy of it.
    await db.run(
      `insert into report_revisions (client_id, day, revision, figures, reason, actor_kind, at)
       select r.client_id, r.day, v.revision, case when v.revision = 1 then r.figures[:2] || (r.figures[3] / 2) || r.figures[4:] else r.figures end,
         case when v.revision = 2 then '漏计' end, 'application', case when v.revision = 1 then r.reported_at else r.updated_at end
       from daily_reports r, (values (1), (2)) v (revision) where r.revision = 2`,
    );
    said('revisions');
  });
  said('indexes');
  // A few figures in question, which dashboards leave out of their rankings.
  await db.run(
    `insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
     select md5('question' || n)::uuid, client_id, institution_id, region_code, day, day, now(), now() + interval '7 days'
     from daily_reports, generate_series(1, $2::integer, 75) n where client_id = 'bench-' || n and day = $1::date - n % 60`,
    [last, applications],
  );
  await db.run(
    `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at)
     select client_id, first_day, 'pv', 'jump', id, '{}', asked_at from figure_questions`,
  );
  await db.run('analyze');
  const totals = createTotals({ db, reads: db, clock: systemClock });
  await db.run(
    `insert into totals_due (day, region_code) select distinct day, region_code from daily_reports where day > $1::date - $2::integer`,
    [last, rolledDays],
  );
  await db.run('analyze totals_due');
  await Promise.all([totals.roll(), totals.roll()]);
  said(`totals of the last ${rolledDays} days`);
  await db.run('vacuum analyze');
  said('vacuum');
}

type Stretch = {
  applications: number;
  last: string;
  from: number;
  to: number;
  codes: readonly string[];
  kinds: readonly string[];
};

/** Reports of some days, and the Cloud's own counts of them: logins, counted views, opens, clicks, calls (places 14 to 28 of a row). */
async function report(trx: Connection, { applications, last, from, to, codes, kinds }: Stretch): Promise<void> {
  const base = `select 'bench-' || n as client_id, d::date as day, n, pv, came, is_late, is_corrected,
      ($5::text[])[1 + n % cardinality($5::text[])] as region_code, ($6::text[])[1 + n % cardinality($6::text[])] as kind
    from generate_series(1, $1::integer) n, generate_series($2::date - $3::integer, $2::date - $4::integer, interval '1 day') d,
      lateral (select 200 + (n * 7919 + extract(doy from d)::integer * 104729) % 3000 as pv, (n + extract(doy from d)::integer) % 29 = 0 as is_late,
        (n * 3 + extract(doy from d)::integer) % 50 = 0 as is_corrected) one,
      lateral (select d + interval '26 hours' + case when is_late then (1 + n % 8) * interval '1 day' else interval '0' end as came) two`;
  const values = [applications, last, from, to, codes, kinds];
  await trx.run(
    `insert into daily_reports (client_id, day, institution_id, region_code, kind, figures, revision, late, reported_at, updated_at)
     select client_id, day, md5('institution' || n)::uuid, region_code, kind,
       array[pv, pv * 3 / 10 + 1, pv / 4 + 1, n % 3, n % 2, n % 5, null, n % 7, null, n % 11, n % 13, n % 17, n % 19, n % 23, null, null, null]::bigint[],
       case when is_corrected then 2 else 1 end, is_late, came, case when is_corrected then came + (1 + n % 12) * interval '1 day' else came end
     from (${base}) base`,
    values,
  );
  await trx.run(
    `insert into daily_counts (client_id, day, region_code, kind, figures)
     select client_id, day, region_code, kind, array[null, null, null, null, null, null, null, null, null, null, null, null, null, null,
       pv / 9, pv / 11, pv % 5, pv % 3, pv % 2, case when pv % 4 = 0 then pv / 2 end, case when pv % 4 = 0 then pv / 5 end, case when pv % 4 = 0 then pv / 6 end,
       case when pv % 4 = 0 then pv / 2 else pv / 9 end, case when pv % 4 = 0 then pv / 5 else pv / 11 end, pv % 97, (pv % 211 = 0)::int,
       pv / 7, pv / 20, pv % 13]::bigint[]
     from (${base}) base`,
    values,
  );
}

const counts = 'figures, reported, extra, late, revised, updated_at';

/** Totals of some days, by one statement for each level. */
async function totalsOf(trx: Connection, { last, from, to }: Stretch): Promise<void> {
  const counted = `${sums('figures')}, count(revision), 0, count(*) filter (where late), count(*) filter (where revision > 1), now()`;
  const added = `${sums('figures')}, sum(reported), 0, sum(late), sum(revised), now()`;
  const within = 'day between $1::date - $2::integer and $1::date - $3::integer';
  const rows = `(select region_code, kind, day, figures, late, revision from daily_reports where ${within}
    union all select region_code, kind, day, figures, false, null from daily_counts where ${within}) rows`;
  const values = [last, from, to];
  await trx.run(
    `insert into daily_totals (region, day, ${counts}) select region_code, day, ${counted} from ${rows} group by 1, 2`,
    values,
  );
  await trx.run(
    `insert into daily_kind_totals (region, kind, day, ${counts}) select left(region_code, 4), kind, day, ${counted} from ${rows} group by 1, 2, 3`,
    values,
  );
  for (const length of [4, 2, 0]) {
    const above = `left(region, $4::integer)`;
    const ofLevel = `where ${within} and length(region) = $4::integer + 2`;
    await trx.run(
      `insert into daily_totals (region, day, ${counts}) select ${above}, day, ${added} from daily_totals ${ofLevel} group by 1, 2`,
      [...values, length],
    );
    if (length === 4) continue;
    await trx.run(
      `insert into daily_kind_totals (region, kind, day, ${counts}) select ${above}, kind, day, ${added} from daily_kind_totals ${ofLevel} group by 1, 2, 3`,
      [...values, length],
    );
  }
}

/** The days before the newest year, each as that year's day of the same number. */
async function copyYears(db: Database, { days, last }: { days: number; last: string }): Promise<void> {
  const year = daysBetween(dayAfter(last, 1 - yearDays), last);
  const known = new Map(year.map((day) => [day.slice(5), day]));
  const older = daysBetween(dayAfter(last, 1 - days), dayAfter(last, -yearDays));
  const values = [older, older.map((day) => known.get(day.slice(5)) ?? last)];
  const of = 'unnest($1::date[], $2::date[]) as older (day, known)';
  const moved = (column: string) => `x.${column} + (older.day - older.known) * interval '1 day'`;
  const copied =
    (table: string, same: string, columns = '', made = '') =>
    (trx: Connection) =>
      trx.run(
        `insert into ${table} (day, ${same}${columns}) select older.day, ${same}${made} from ${table} x join ${of} on x.day = older.known`,
        values,
      );
  await inTurns(db, [
    copied(
      'daily_reports',
      'client_id, institution_id, region_code, kind, figures, revision, late',
      ', reported_at, updated_at',
      `, ${moved('reported_at')}, ${moved('updated_at')}`,
    ),
    copied('daily_counts', 'client_id, region_code, kind, figures'),
    copied('daily_totals', `region, ${counts}`),
    copied('daily_kind_totals', `region, kind, ${counts}`),
  ]);
}
