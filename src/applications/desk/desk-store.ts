import { isWithin } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import type { Application } from '../aksk/application.ts';
import { columns, present, type Row } from '../aksk/application-row.ts';
import { endsBefore, inForce, isEnabled, isExpired } from '../aksk/in-force.ts';

const from = `from applications a join institutions i on i.id = a.institution_id`;

/** All of an institution, the newest first; of a hired developer only the named ones. */
export async function ofInstitution(
  db: Connection,
  institutionId: string,
  clientIds: readonly string[] | undefined,
): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} ${from} where a.institution_id = $1 and ($2::text[] is null or a.client_id = any($2))
     order by a.created_at desc, a.client_id`,
    [institutionId, clientIds ?? null],
  );
  return rows.map(present);
}

export type Show = 'all' | 'expiring' | 'expired' | 'disabled' | 'sandbox';
export type Cursor = { at: Date; id: string };
/** `soon` is the moment from which an AK is not 即将到期 any more. */
type Moment = { now: Date; soon: Date };
/** `reach`: the beginnings of region codes that the actor is limited to. */
type DeskFilter = { text: string | undefined; reach: readonly string[] | undefined };
/** As 搜索和命令 asks: all of the patterns in the names of the application and its institution, or in the AK. */
export type Named = { patterns: readonly string[]; reach: readonly string[] | undefined };

const conditions: Record<Show, string> = {
  all: 'true',
  // Unclaimed keys last a week and end by themselves, without a renewal.
  expiring: `${inForce.sql(['a', 'i'], '$1')} and ${endsBefore.sql('a', '$2')} and i.kit_since is null`,
  expired: `${isEnabled.sql(['a', 'i'])} and ${isExpired.sql('a', '$1')}`,
  disabled: `not ${isEnabled.sql(['a', 'i'])}`,
  sandbox: 'a.sandbox',
};
const asked = `not a.first_party and ($3::text is null or strpos(lower(a.name), lower($3)) > 0
  or strpos(lower(i.name), lower($3)) > 0 or a.client_id = lower($3)) and ${isWithin.sql('i.region_code', '$4')}`;

/** Partners' applications by name, AK or institution, the newest first, before a cursor. */
export async function search(
  db: Connection,
  { show, text, reach }: DeskFilter & { show: Show },
  { now, soon }: Moment,
  before: Cursor | undefined,
  limit: number,
): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} ${from} where ${asked} and $1::timestamptz is not null and $2::timestamptz is not null
       and ${conditions[show]} and ($5::timestamptz is null or (a.created_at, a.client_id) < ($5, $6::text))
     order by a.created_at desc, a.client_id desc limit $7`,
    [now, soon, text ?? null, reach ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map(present);
}

/** Partners' applications, in production first. */
export async function named(db: Connection, { patterns, reach }: Named, limit: number): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} ${from} where not a.first_party and ${isWithin.sql('i.region_code', '$2')}
       and concat_ws(' ', a.name, i.name, a.client_id) ~* all($1::text[])
     order by a.sandbox, a.created_at desc, a.client_id limit $3`,
    [patterns, reach ?? null, limit],
  );
  return rows.map(present);
}

/** How many of each kind a search finds. */
export async function counts(db: Connection, { text, reach }: DeskFilter, { now, soon }: Moment) {
  const each = Object.entries(conditions).map(
    ([name, condition]) => `(count(*) filter (where ${condition}))::int as ${name}`,
  );
  const row = await db.row<Record<Show, number>>(
    `select ${each.join(', ')} ${from} where ${asked} and $1::timestamptz is not null and $2::timestamptz is not null`,
    [now, soon, text ?? null, reach ?? null],
  );
  return row ?? { all: 0, expiring: 0, expired: 0, disabled: 0, sandbox: 0 };
}
