import { awaitsHandover, isManaged } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';

export type Handover = {
  childId: string;
  guardianId: string;
  dueAt: Date;
  begunAt: Date | undefined;
  /** The guardian's declaration, or the date. */
  cause: 'guardian' | 'day' | undefined;
};
type Row = Omit<Handover, 'begunAt' | 'cause'> & { begunAt: Date | null; cause: 'guardian' | 'day' | null };

const columns = `child_id as "childId", guardian_id as "guardianId", due_at as "dueAt", begun_at as "begunAt", cause`;
const present = ({ begunAt, cause, ...row }: Row): Handover => ({
  ...row,
  begunAt: begunAt ?? undefined,
  cause: cause ?? undefined,
});

/** Those of this guardian that wait for the child, with how it is called; the first begun first. */
export async function waiting(db: Connection, guardianId: string) {
  const rows = await db.rows<Row & { nickname: string; username: string }>(
    `select h.child_id as "childId", h.guardian_id as "guardianId", h.due_at as "dueAt", h.begun_at as "begunAt", h.cause,
       a.nickname, a.username
       from child_handovers h join accounts a on a.id = h.child_id
      where h.guardian_id = $1 and h.begun_at is not null and ${awaitsHandover.sql('a')}
      order by h.begun_at, h.child_id`,
    [guardianId],
  );
  return rows.map(({ nickname, username, ...row }) => ({ ...present(row), nickname, username }));
}

/** Locked against other changes of the handover until the transaction ends. */
export async function forUpdate(trx: Connection, childId: string): Promise<Handover | undefined> {
  const row = await trx.row<Row>(`select ${columns} from child_handovers where child_id = $1 for update`, [childId]);
  return row && present(row);
}

/** Once for a child; says whether it is new. */
export const expect = async (trx: Connection, childId: string, guardianId: string, dueAt: Date): Promise<boolean> =>
  (await trx.run(
    `insert into child_handovers (child_id, guardian_id, due_at) values ($1, $2, $3) on conflict (child_id) do nothing`,
    [childId, guardianId, dueAt],
  )) > 0;

/** Managed children born in that year or before without a notice yet. */
export const unexpected = (db: Connection, year: number, limit: number) =>
  db.rows<{ id: string; guardianId: string; nickname: string; birthYear: number }>(
    `select a.id, a.guardian_id as "guardianId", a.nickname, a.birth_year as "birthYear" from accounts a
      where a.birth_year <= $1 and ${isManaged.sql('a')}
        and not exists (select from child_handovers h where h.child_id = a.id)
      order by a.birth_year, a.id limit $2`,
    [year, limit],
  );

const told = { year: 'year_told_at', soon: 'soon_told_at', child: 'child_told_at' } as const;
type Notice = keyof typeof told;

/** Returns whether it is the first such notice. */
export const noteNotice = async (trx: Connection, childId: string, what: Notice, at: Date): Promise<boolean> =>
  (await trx.run(`update child_handovers set ${told[what]} = $2 where child_id = $1 and ${told[what]} is null`, [
    childId,
    at,
  ])) > 0;

/** Handovers near their day whose guardian needs a notice. */
export const dueSoon = (db: Connection, before: Date, limit: number) =>
  db.rows<{ childId: string; guardianId: string; nickname: string; dueAt: Date }>(
    `select h.child_id as "childId", h.guardian_id as "guardianId", h.due_at as "dueAt", a.nickname
       from child_handovers h join accounts a on a.id = h.child_id and a.guardian_id = h.guardian_id
      where h.due_at <= $1 and h.soon_told_at is null and h.begun_at is null and ${isManaged.sql('a')}
      order by h.due_at limit $2`,
    [before, limit],
  );

/** The day of a child without a notice of it yet. */
export const unannouncedDay = (db: Connection, childId: string, before: Date) =>
  db.row<{ dueAt: Date }>(
    `select due_at as "dueAt" from child_handovers
      where child_id = $1 and due_at <= $2 and child_told_at is null and begun_at is null`,
    [childId, before],
  );

export const begin = (trx: Connection, childId: string, by: 'guardian' | 'day', at: Date) =>
  trx.run(`update child_handovers set begun_at = $2, cause = $3 where child_id = $1`, [childId, at, by]);

/** It was a mistake, and the year is not over. */
export const undo = (trx: Connection, childId: string) =>
  trx.run(`update child_handovers set begun_at = null, cause = null where child_id = $1`, [childId]);

/** The child has taken it over: who managed it before is in the consents, and here no longer. */
export const end = (trx: Connection, childId: string) =>
  trx.run(`delete from child_handovers where child_id = $1`, [childId]);
