import { isWithin } from '../../../actor.ts';
import type { Connection } from '../../../database/open.ts';
import type { Item, Licence } from '../terms/licence.ts';
import { inState, isNotOver, type LicenceState } from '../terms/state.ts';

type Row = {
  id: string;
  number: number;
  institution_id: string;
  institution: string;
  region_code: string | null;
  client_id: string | null;
  platform: string;
  purposes: string[];
  usage: string;
  scope: string | null;
  conditions: string | null;
  starts_at: Date;
  ends_at: Date;
  approved_at: Date;
  revoked_at: Date | null;
  revoked_reason: string | null;
  count: number;
};

const columns = `l.id, l.number::float8 as number, l.institution_id, i.name as institution, i.region_code, l.client_id, l.platform, l.purposes, l.usage,
  l.scope, l.conditions, l.starts_at, l.ends_at, l.approved_at, l.revoked_at, l.revoked_reason,
  (select count(*)::int from licence_items t where t.licence_id = l.id) as count`;
const from = `from licences l join institutions i on i.id = l.institution_id`;

const present = (row: Row): Licence => ({
  id: row.id,
  number: row.number,
  institutionId: row.institution_id,
  institution: row.institution,
  regionCode: row.region_code ?? undefined,
  clientId: row.client_id ?? undefined,
  platform: row.platform,
  purposes: row.purposes,
  usage: row.usage,
  scope: row.scope ?? undefined,
  conditions: row.conditions ?? undefined,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  approvedAt: row.approved_at,
  revokedAt: row.revoked_at ?? undefined,
  revokedReason: row.revoked_reason ?? undefined,
  count: row.count,
});

export type New = Omit<Licence, 'number' | 'institution' | 'regionCode' | 'revokedAt' | 'revokedReason' | 'count'> & {
  approvedBy: string;
};

export async function insert(trx: Connection, one: New, items: readonly Item[]): Promise<void> {
  await trx.run(
    `insert into licences (id, institution_id, client_id, platform, purposes, usage, scope, conditions, starts_at, ends_at, approved_by, approved_at)
     values ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, $10, $11, $12)`,
    [
      one.id,
      one.institutionId,
      one.clientId ?? null,
      one.platform,
      one.purposes,
      one.usage,
      one.scope ?? null,
      one.conditions ?? null,
      one.startsAt,
      one.endsAt,
      one.approvedBy,
      one.approvedAt,
    ],
  );
  await trx.run(
    `insert into licence_items (licence_id, position, entry_id, mark, title, terms)
     select $1, position, entry_id, mark, title, terms
     from unnest($2::integer[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[]) as given (position, entry_id, mark, title, terms)`,
    [
      one.id,
      items.map(({ position }) => position),
      items.map(({ entryId }) => entryId),
      items.map(({ mark }) => mark),
      items.map(({ title }) => title),
      items.map(({ terms }) => JSON.stringify(terms)),
    ],
  );
}

export async function find(db: Connection, id: string): Promise<Licence | undefined> {
  const row = await db.row<Row>(`select ${columns} ${from} where l.id = $1`, [id]);
  return row && present(row);
}

/** Locked against revocation until the transaction ends. */
export async function hold(trx: Connection, id: string): Promise<Licence | undefined> {
  await trx.run(`select 1 from licences where id = $1 for share`, [id]);
  return find(trx, id);
}

export async function items(db: Connection, id: string): Promise<Item[]> {
  return db.rows<Item>(
    `select position, entry_id as "entryId", mark, title, terms from licence_items where licence_id = $1 order by position`,
    [id],
  );
}

export type Filter = {
  institutionId?: string;
  /** Only those of these applications. */
  clientIds?: readonly string[];
  state?: LicenceState;
  /** Part of platform or institution, or the whole number. */
  text?: string;
  /** The beginnings of region codes that the actor is limited to. */
  reach?: readonly string[] | undefined;
};
export type Cursor = { at: Date; id: string };

/** The last approved first. */
export async function list(
  db: Connection,
  now: Date,
  filter: Filter,
  before: Cursor | undefined,
  limit: number,
): Promise<Licence[]> {
  const values: unknown[] = [now];
  const place = (value: unknown) => `$${values.push(value)}`;
  const { institutionId, clientIds, state, text, reach } = filter;
  const where = [
    `$1::timestamptz is not null`,
    institutionId && `l.institution_id = ${place(institutionId)}`,
    clientIds && `l.client_id = any(${place(clientIds)}::text[])`,
    state && inState[state].sql('l', '$1'),
    text &&
      `(strpos(lower(l.platform), lower(${place(text)})) > 0 or strpos(lower(i.name), lower(${place(text)})) > 0
        or l.number = ${place(Number(/^(?:XK-\d{4}-)?0*(\d{1,9})$/i.exec(text)?.[1] ?? 0))})`,
    reach && isWithin.sql('i.region_code', place(reach)),
    before && `(l.approved_at, l.id) < (${place(before.at)}::timestamptz, ${place(before.id)}::uuid)`,
  ].filter(Boolean);
  const rows = await db.rows<Row>(
    `select ${columns} ${from} where ${where.join(' and ')} order by l.approved_at desc, l.id desc limit ${place(limit)}`,
    values,
  );
  return rows.map(present);
}

/** One conditional statement: false where it was over or revoked already. */
export const revoke = async (
  trx: Connection,
  id: string,
  { by, reason, at }: { by: string; reason: string; at: Date },
): Promise<boolean> =>
  (await trx.run(
    `update licences set revoked_at = $2, revoked_by = $3, revoked_reason = $4 where id = $1 and ${isNotOver.sql('licences', '$2')}`,
    [id, at, by, reason],
  )) === 1;

/** Licences near their end without a reminder. */
export async function toRemind(db: Connection, now: Date, limit: number): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    `select id from licences where reminded_at is null and ${inState.expiring.sql('licences', '$1')} order by ends_at limit $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** False where another node was faster, or it was revoked meanwhile. */
export const remind = async (trx: Connection, id: string, at: Date): Promise<boolean> =>
  (await trx.run(
    `update licences set reminded_at = $2 where id = $1 and reminded_at is null and not ${inState.revoked.sql('licences', '$2')}`,
    [id, at],
  )) === 1;
