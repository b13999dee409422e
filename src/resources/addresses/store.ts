import type { Connection, Reader } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import { isOpen } from '../../institutions/institution/institution.ts';
import type { FailingAddress, Standing } from '../channels/watched-addresses.ts';
import { isListed } from '../listing/listing.ts';

type Public = { entryId: string; title: string; values: Record<string, unknown> };

const shown = `listings l join publications p on p.id = l.publication_id join institutions i on i.id = l.institution_id
  left join live_states s on s.entry_id = l.entry_id`;
const columns = `l.entry_id, l.title, p.data, s.data as live`;
/** A course that has begun ends when it starts: it is not over. */
const isCurrent = `(l.ends_at is null or l.ends_at >= $1 or l.ends_at = l.starts_at or s.data ->> 'replay_url' is not null)`;

/** Public entries that are not over, by id: all of them, or those with a failing address. */
export async function current(
  db: Reader,
  { now, after, limit, isFailing }: { now: Date; after: string | undefined; limit: number; isFailing: boolean },
): Promise<Public[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from ${shown}
     where ${isListed.sql('l', '$1')} and ${isOpen.sql('i')} and ${isCurrent} and ($2::uuid is null or l.entry_id > $2)
       and (not $4::boolean or exists (select from failing_addresses f where f.entry_id = l.entry_id))
     order by l.entry_id limit $3`,
    [now, after ?? null, limit, isFailing],
  );
  return rows.map(present);
}

type Row = { entry_id: string; title: string; data: string; live: Record<string, unknown> | null };
const present = ({ entry_id, title, data, live }: Row): Public => ({
  ...{ entryId: entry_id, title },
  values: { ...JSON.parse(data), ...live },
});

export type Failing = Standing & { field: string; url: string };

/** Held until the end of the transaction, so that two looks are counted one after the other. */
export async function failing(trx: Connection, entryId: string): Promise<Failing[]> {
  await trx.rows(`select id from entries where id = $1 for update`, [entryId]);
  const rows = await trx.rows<{ field: string; url: string; failures: number; since: Date; gone_at: Date | null }>(
    `select f.field, f.url, f.failures, f.since, f.gone_at from failing_addresses f where f.entry_id = $1`,
    [entryId],
  );
  return rows.map(({ gone_at, ...row }) => ({ ...row, goneAt: gone_at ?? undefined }));
}

export const keep = (
  trx: Connection,
  entryId: string,
  { field, url, failures, since, goneAt }: Failing,
  cause: Fact,
  at: Date,
) =>
  trx.run(
    `insert into failing_addresses (entry_id, field, url, cause, failures, since, gone_at, checked_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (entry_id, field) do update set url = excluded.url, cause = excluded.cause, failures = excluded.failures,
       since = excluded.since, gone_at = excluded.gone_at, checked_at = excluded.checked_at,
       told_at = case when failing_addresses.url = excluded.url then failing_addresses.told_at end`,
    [entryId, field, url, JSON.stringify(cause), failures, since, goneAt ?? null, at],
  );

/** Those that answer again, and those that the entry no longer names. */
export const forget = (trx: Connection, entryId: string, others: readonly string[]) =>
  trx.run(`delete from failing_addresses where entry_id = $1 and not field = any($2)`, [entryId, others]);

/** The pages of these entries change. */
export const announce = (trx: Connection) => trx.changed('resources');

export type Unnotified = { institutionId: string; institution: string; count: number; titles: string[]; field: string };

/** By institution: entries with an address that is gone and of which it was not told yet. */
export async function unnotified(trx: Connection, mostTitles: number): Promise<Unnotified[]> {
  const rows = await trx.rows<{ id: string; name: string; count: number; titles: string[]; field: string }>(
    `select i.id, i.name, count(distinct e.id)::int as count, (array_agg(distinct e.title))[1:$1] as titles, min(f.field) as field
     from failing_addresses f join entries e on e.id = f.entry_id join institutions i on i.id = e.institution_id
     where f.gone_at is not null and f.told_at is null group by i.id, i.name order by i.id`,
    [mostTitles],
  );
  return rows.map(({ id, name, ...row }) => ({ ...row, institutionId: id, institution: name }));
}

export const markNotified = (trx: Connection, institutionId: string, at: Date) =>
  trx.run(
    `update failing_addresses f set told_at = $2 from entries e
     where e.id = f.entry_id and e.institution_id = $1 and f.gone_at is not null and f.told_at is null`,
    [institutionId, at],
  );

/** Of one entry, for its institution. */
export async function ofEntry(db: Reader, entryId: string): Promise<FailingAddress[]> {
  const rows = await db.rows<{ field: string; url: string; cause: Fact; since: Date; gone: boolean }>(
    `select f.field, f.url, f.cause, f.since, f.gone_at is not null as gone from failing_addresses f where f.entry_id = $1 order by f.field`,
    [entryId],
  );
  return rows.map(({ gone, ...row }) => ({ ...row, isGone: gone }));
}
