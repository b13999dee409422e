import type { Connection, Reader } from '../../database/open.ts';
import { type Figures, figuresOf, rowOf } from './metric.ts';
import type { Terminals } from './report.ts';
import { type Setting, sealOfExplanation, sealOfRevision } from './seal.ts';

/** A report as it counts now. */
export interface Reported {
  clientId: string;
  day: string;
  figures: Figures;
  terminals: Terminals | undefined;
  note: string | undefined;
  revision: number;
  late: boolean;
  reportedAt: Date;
  updatedAt: Date;
}

type Row = {
  client_id: string;
  day: string;
  figures: (string | null)[];
  terminals: Terminals | null;
  note: string | null;
  revision: number;
  late: boolean;
  reported_at: Date;
  updated_at: Date;
};

const columns = `r.client_id, to_char(r.day, 'YYYY-MM-DD') as day, r.figures, r.terminals, r.note, r.revision, r.late, r.reported_at, r.updated_at`;

const present = (row: Row): Reported => ({
  clientId: row.client_id,
  day: row.day,
  figures: figuresOf(row.figures),
  terminals: row.terminals ?? undefined,
  note: row.note ?? undefined,
  revision: row.revision,
  late: row.late,
  reportedAt: row.reported_at,
  updatedAt: row.updated_at,
});

export type New = Pick<Reported, 'clientId' | 'day' | 'figures' | 'terminals' | 'note' | 'late'> & {
  institutionId: string;
  regionCode: string | undefined;
  /** 机构类型 */
  kind: string | undefined;
  at: Date;
};

/** The first report of a day; undefined where there is one already. */
export async function insert(trx: Connection, one: New): Promise<Reported | undefined> {
  const row = await trx.row<Row>(
    `insert into daily_reports as r (client_id, day, institution_id, region_code, figures, terminals, note, revision, late, reported_at, updated_at, kind)
     values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $9, $10) on conflict (client_id, day) do nothing
     returning ${columns}`,
    [
      one.clientId,
      one.day,
      one.institutionId,
      one.regionCode ?? null,
      rowOf(one.figures),
      one.terminals === undefined ? null : JSON.stringify(one.terminals),
      one.note ?? null,
      one.late,
      one.at,
      one.kind ?? null,
    ],
  );
  return row && present(row);
}

export async function lock(trx: Connection, clientId: string, day: string): Promise<Reported | undefined> {
  const row = await trx.row<Row>(
    `select ${columns} from daily_reports r where r.client_id = $1 and r.day = $2 for update`,
    [clientId, day],
  );
  return row && present(row);
}

export type Correction = Pick<Reported, 'clientId' | 'day' | 'figures' | 'terminals' | 'note' | 'revision'> & {
  at: Date;
};

/** Of a row that is locked. */
export async function update(trx: Connection, one: Correction): Promise<Reported> {
  const row = await trx.row<Row>(
    `update daily_reports r set figures = $3, terminals = $4, note = $5, revision = $6, updated_at = $7
     where r.client_id = $1 and r.day = $2 returning ${columns}`,
    [
      one.clientId,
      one.day,
      rowOf(one.figures),
      one.terminals === undefined ? null : JSON.stringify(one.terminals),
      one.note ?? null,
      one.revision,
      one.at,
    ],
  );
  if (row === undefined) throw new Error('a report that was locked and is not there');
  return present(row);
}

export type Revision = Correction & { reason: string | undefined; actorKind: string; actorId: string | undefined };

/** `setting`: of the report, with its first revision. */
export async function insertRevision(trx: Connection, one: Revision, setting?: Setting): Promise<void> {
  const row = {
    ...{ clientId: one.clientId, day: one.day, revision: one.revision, figures: rowOf(one.figures) },
    ...{ terminals: one.terminals, note: one.note ?? null, reason: one.reason ?? null },
    ...{ actorKind: one.actorKind, actorId: one.actorId ?? null, at: one.at },
  };
  await trx.run(
    `insert into report_revisions (client_id, day, revision, figures, terminals, note, reason, actor_kind, actor_id, at, seal)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[row.clientId, row.day, row.revision, row.figures],
      row.terminals === undefined ? null : JSON.stringify(row.terminals),
      ...[row.note, row.reason, row.actorKind, row.actorId, row.at],
      trx.auditKey === undefined ? null : sealOfRevision(trx.auditKey, row, setting),
    ],
  );
}

export type Explanation = Pick<Revision, 'clientId' | 'day' | 'revision' | 'actorKind' | 'actorId' | 'at'> & {
  note: string;
};

/** A sentence about figures that stay as they are. */
export const insertExplanation = (trx: Connection, one: Explanation): Promise<unknown> => {
  const actor = { actorKind: one.actorKind, actorId: one.actorId ?? null };
  return trx.run(
    `insert into report_explanations (client_id, day, revision, note, actor_kind, actor_id, at, seal) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[one.clientId, one.day, one.revision, one.note, actor.actorKind, actor.actorId, one.at],
      trx.auditKey === undefined ? null : sealOfExplanation(trx.auditKey, { ...one, ...actor }),
    ],
  );
};

/** The sentences that were added to a revision afterwards, the first one first, null where there is none: an expression. */
const explanations = (
  row: string,
) => `(select json_agg(json_build_object('note', e.note, 'actorKind', e.actor_kind, 'at', e.at) order by e.id)
  from report_explanations e where e.client_id = ${row}.client_id and e.day = ${row}.day and e.revision = ${row}.revision)`;

/** Of an application, by day, the latest first. */
export async function list(
  db: Connection,
  clientId: string,
  { from, to, limit = 400 }: { from: string; to: string; limit?: number },
): Promise<Reported[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from daily_reports r where r.client_id = $1 and r.day between $2 and $3 order by r.day desc limit $4`,
    [clientId, from, to, limit],
  );
  return rows.map(present);
}

/** One version of a report; `added`: the sentences that came after it, each with its own moment. */
export type KeptRevision = Omit<Revision, 'clientId' | 'day' | 'terminals'> & { added: readonly AddedNote[] };
type AddedNote = { note: string; actorKind: string; at: Date };

/** Every version of a report, the first one first. */
export const revisions = async (db: Reader, clientId: string, day: string): Promise<KeptRevision[]> =>
  (await versionsIn(db, clientId, [day])).map(({ day: _, ...version }) => version);

/** Every version of the reports of some days, by day, the first one first. */
export async function versionsIn(
  db: Reader,
  clientId: string,
  days: readonly string[],
): Promise<(KeptRevision & { day: string })[]> {
  const rows = await db.rows<{
    day: string;
    revision: number;
    figures: (string | null)[];
    note: string | null;
    added: { note: string; actorKind: string; at: string }[] | null;
    reason: string | null;
    actor_kind: string;
    actor_id: string | null;
    at: Date;
  }>(
    `select to_char(v.day, 'YYYY-MM-DD') as day, v.revision, v.figures, v.note, ${explanations('v')} as added, v.reason,
       v.actor_kind, v.actor_id, v.at
     from report_revisions v where v.client_id = $1 and v.day = any($2::date[]) order by v.day, v.revision`,
    [clientId, days],
  );
  return rows.map((row) => ({
    day: row.day,
    revision: row.revision,
    figures: figuresOf(row.figures),
    note: row.note ?? undefined,
    added: (row.added ?? []).map(({ at, ...each }) => ({ ...each, at: new Date(at) })),
    reason: row.reason ?? undefined,
    actorKind: row.actor_kind,
    actorId: row.actor_id ?? undefined,
    at: row.at,
  }));
}

/** Marks the totals of this county and day for a new sum. */
export async function markDue(trx: Connection, day: string, regionCode: string | undefined): Promise<void> {
  await trx.run(`insert into totals_due (day, region_code) values ($1, $2)`, [day, regionCode ?? '']);
}

/** The same for a report that is there: it counts where its institution lay on that day, wherever it lies now. */
export async function markReportDue(trx: Connection, clientId: string, day: string): Promise<void> {
  await trx.run(
    `insert into totals_due (day, region_code)
     select r.day, coalesce(r.region_code, '') from daily_reports r where r.client_id = $1 and r.day = $2`,
    [clientId, day],
  );
}
