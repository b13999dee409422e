import type { Connection, Reader } from '../../database/open.ts';
import { isListed } from './listing.ts';
import { isShown } from './public-store.ts';

export type Share = { code: string; count: number };
export type Totals = { entries: number; institutions: number };

export async function total(db: Reader): Promise<(Totals & { at: Date }) | undefined> {
  return db.row<Totals & { at: Date }>(`select entries, institutions, at from listing_counted`);
}

/** Counts whatever is shown now. */
export async function count(trx: Connection, now: Date): Promise<void> {
  await trx.run(`delete from listing_counts`);
  await trx.run(
    `insert into listing_counts (zone, channel, entries)
     select l.zone, l.channel, count(*)::int from listings l join institutions i on i.id = l.institution_id
     where ${isListed.sql('l', '$1')} and ${isShown} group by l.zone, l.channel
     on conflict (zone, channel) do update set entries = excluded.entries`, // of two concurrent counts neither sees the other's rows
    [now],
  );
  await trx.run(
    `insert into listing_counted (one, at, entries, institutions)
     select true, $1::timestamptz, (select coalesce(sum(entries), 0) from listing_counts),
       (select count(*) from institutions i where ${isShown} and exists (select from listings l where l.institution_id = i.id and ${isListed.sql('l', '$1')}))
     on conflict (one) do update set at = excluded.at, entries = excluded.entries, institutions = excluded.institutions`,
    [now],
  );
  await trx.changed('counts');
}

/** How many entries stand under each code that begins so; '' for the country, by province. */
export const sharesOf = (db: Reader, within: string): Promise<Share[]> =>
  db.rows<Share>(
    `select case when $1 = '' then left(zone, 2) else zone end as code, sum(entries)::int as count from listing_counts
     where starts_with(zone, $1) group by 1 order by 1`,
    [within],
  );

/** How many entries an institution has in each channel. */
export const channelsOf = (db: Reader, institutionId: string, now: Date): Promise<Share[]> =>
  db.rows<Share>(
    `select l.channel as code, count(*)::int as count from listings l where l.institution_id = $2 and ${isListed.sql('l', '$1')} group by 1 order by 1`,
    [now, institutionId],
  );

/** How many entries of each channel stand under codes that begin so; '' for the country. */
export const channelsIn = (db: Reader, within: string): Promise<Share[]> =>
  db.rows<Share>(
    `select channel as code, sum(entries)::int as count from listing_counts where starts_with(zone, $1) group by 1 order by 1`,
    [within],
  );
