import { hashToken } from '../src/crypto/secrets.ts';
import type { Database } from '../src/database/open.ts';
import { regionsBelow } from '../src/fields/region-table.ts';

/** Every county there is; of a city without any, the city. */
function counties(): string[] {
  const below = (code?: string): string[] => {
    const next = regionsBelow(code);
    return next.length === 0 && code !== undefined ? [code] : next.flatMap((region) => below(region.code));
  };
  return below();
}

export const secret = 'ncc_sk_of_all_applications_of_this_benchmark';
export const clientAt = (index: number) => `bench-${index}`;

/** So many applications in all counties, each with a report of every day; then the totals of all, in one statement a level. */
export async function fill(
  db: Database,
  { applications, days, last }: { applications: number; days: number; last: string },
): Promise<void> {
  const codes = counties();
  await db.run(
    `insert into institutions (id, name, region_code, certified_at, created_at, updated_at)
     select md5('institution' || n)::uuid, '第 ' || n || ' 文化馆', ($2::text[])[1 + n % cardinality($2::text[])], $3::date - $4::integer, $3::date - $4::integer, $3::date - $4::integer
     from generate_series(1, $1) n`,
    [applications, codes, last, days + 1],
  );
  await db.run(
    `insert into applications (client_id, institution_id, name, scope, api_scope, token_endpoint_auth_method, redirect_uris, expires_at, tokens_valid_from,
       created_at, updated_at)
     select 'bench-' || n, md5('institution' || n)::uuid, '第 ' || n || ' 平台', 'openid', 'stats:write stats:read', 'client_secret_basic', '{}',
       $2::date + 30, $2::date - $3::integer, $2::date - $3::integer, $2::date - $3::integer from generate_series(1, $1) n`,
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
      `insert into daily_reports (client_id, day, institution_id, region_code, figures, revision, late, reported_at, updated_at)
       select 'bench-' || n, d::date, md5('institution' || n)::uuid, ($5::text[])[1 + n % cardinality($5::text[])],
         array[pv, pv * 3 / 10 + 1, pv / 4 + 1, n % 3, n % 2, n % 5, null, n % 7, null, n % 11, n % 13, n % 17, n % 19, n % 23, null, null, null]::bigint[],
         1, n % 29 = 0, d + interval '10 hours', d + interval '10 hours'
       from generate_series(1, $1) n, generate_series($2::date - $3::integer, $2::date - $4::integer, interval '1 day') d,
         lateral (select 200 + (n * 7919 + extract(doy from d)::integer * 104729) % 3000 as pv) figures`,
      [applications, last, back, Math.max(0, back - 29), codes],
    );
  await db.run('analyze');
  const places = Array.from({ length: 17 }, (_, place) => `sum(figures[${place + 1}])::bigint`).join(', ');
  await db.run(
    `insert into daily_totals (region, day, figures, reported, due, late, revised, updated_at)
     select region_code, day, array[${places}], count(*), count(*), count(*) filter (where late), 0, max(updated_at) from daily_reports group by 1, 2`,
  );
  for (const length of [4, 2, 0])
    await db.run(
      `insert into daily_totals (region, day, figures, reported, due, late, revised, updated_at)
       select left(region, $1), day, array[${places}], sum(reported), sum(due), sum(late), 0, max(updated_at) from daily_totals
       where length(region) = $1 + 2 group by 1, 2`,
      [length],
    );
  await db.run('vacuum analyze daily_totals');
}
