import { createHash } from 'node:crypto';
import { systemClock } from '../src/clock.ts';
import { hashToken } from '../src/crypto/secrets.ts';
import type { Database } from '../src/database/open.ts';
import { regionsBelow } from '../src/fields/regions/region-table.ts';
import { institutionKinds } from '../src/institutions/institution/institution.ts';
import { createTotals } from '../src/statistics/totals/totals.ts';

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

/**
 * So many applications in all counties, each with a report of every day and a count of the Cloud's own: one in 29 is late, by up to eight days, and one in 50 was corrected,
 * up to twelve days after. Then the totals of all, by the roll-up itself.
 */
export async function fill(
  db: Database,
  { applications, days, last }: { applications: number; days: number; last: string },
): Promise<void> {
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
  // By the month: one transaction of all would keep the log of all.
  for (let back = days - 1; back >= 0; back -= 30)
    await db.run(
      `insert into daily_reports (client_id, day, institution_id, region_code, kind, figures, revision, late, reported_at, updated_at)
       select 'bench-' || n, d::date, md5('institution' || n)::uuid, ($5::text[])[1 + n % cardinality($5::text[])], ($6::text[])[1 + n % cardinality($6::text[])],
         array[pv, pv * 3 / 10 + 1, pv / 4 + 1, n % 3, n % 2, n % 5, null, n % 7, null, n % 11, n % 13, n % 17, n % 19, n % 23, null, null, null]::bigint[],
         case when is_corrected then 2 else 1 end, is_late, came, case when is_corrected then came + (1 + n % 12) * interval '1 day' else came end
       from generate_series(1, $1) n, generate_series($2::date - $3::integer, $2::date - $4::integer, interval '1 day') d,
         lateral (select 200 + (n * 7919 + extract(doy from d)::integer * 104729) % 3000 as pv, (n + extract(doy from d)::integer) % 29 = 0 as is_late,
           (n * 3 + extract(doy from d)::integer) % 50 = 0 as is_corrected) one,
         lateral (select d + interval '26 hours' + case when is_late then (1 + n % 8) * interval '1 day' else interval '0' end as came) two`,
      [applications, last, back, Math.max(0, back - 29), codes, kinds],
    );
  // The Cloud's own counts of these days: logins, counted views, opens, clicks, calls (places 14 to 28 of a row).
  for (let back = days - 1; back >= 0; back -= 30)
    await db.run(
      `insert into daily_counts (client_id, day, region_code, kind, figures)
       select r.client_id, r.day, r.region_code, r.kind, array_fill(null::bigint, array[14]) || array[pv / 9, pv / 11, pv % 5, pv % 3, pv % 2,
           case when pv % 4 = 0 then pv / 2 end, case when pv % 4 = 0 then pv / 5 end, case when pv % 4 = 0 then pv / 6 end,
           case when pv % 4 = 0 then pv / 2 else pv / 9 end, case when pv % 4 = 0 then pv / 5 else pv / 11 end, pv % 97, (pv % 211 = 0)::int,
           pv / 7, pv / 20, pv % 13]::bigint[]
       from daily_reports r, lateral (select r.figures[1] as pv) one where r.day between $1::date - $2::integer and $1::date - $3::integer`,
      [last, back, Math.max(0, back - 29)],
    );
  // Of a report that was not corrected the only version is the report itself; nothing here looks at a second copy of it.
  await db.run(
    `insert into report_revisions (client_id, day, revision, figures, reason, actor_kind, at)
     select r.client_id, r.day, v.revision, case when v.revision = 1 then r.figures[:2] || (r.figures[3] / 2) || r.figures[4:] else r.figures end,
       case when v.revision = 2 then '漏计' end, 'application', case when v.revision = 1 then r.reported_at else r.updated_at end
     from daily_reports r, (values (1), (2)) v (revision) where r.revision = 2`,
  );
  await db.run('analyze');
  const totals = createTotals({ db, reads: db, clock: systemClock });
  await db.run(`insert into totals_due (day, region_code) select distinct day, region_code from daily_reports`);
  await db.run('analyze totals_due');
  await Promise.all([totals.roll(), totals.roll()]);
  await db.run('vacuum analyze');
}
