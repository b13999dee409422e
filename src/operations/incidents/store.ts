import type { Connection } from '../../database/open.ts';
import type { Audience, FreezeKind, Level, ReportInput } from './form.ts';

type Nullable<T> = { [Name in keyof T]: undefined extends T[Name] ? Exclude<T[Name], undefined> | null : T[Name] };
/** Columns without a value are left out. */
const present = <Row extends object>(row: Nullable<Row>): Row =>
  Object.assign(
    Object.create({}),
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? undefined])),
  );

export type Incident = {
  id: string;
  number: number;
  title: string;
  summary: string;
  level: Level;
  foundAt: Date;
  beganAt: Date | undefined;
  containedAt: Date | undefined;
  clientIds: readonly string[];
  report: ReportInput;
  openedBy: string;
  openedAt: Date;
  reportedAt: Date | undefined;
  reportedTo: string | undefined;
  closedAt: Date | undefined;
  /** The last report, which is due after the end. */
  finalAt: Date | undefined;
  finalTo: string | undefined;
};
export type Draft = Pick<Incident, 'title' | 'summary' | 'level' | 'foundAt' | 'beganAt' | 'containedAt' | 'clientIds'>;

const columns = `id, number, title, summary, level, found_at as "foundAt", began_at as "beganAt", contained_at as "containedAt",
  client_ids as "clientIds", report, opened_by as "openedBy", opened_at as "openedAt", reported_at as "reportedAt",
  reported_to as "reportedTo", closed_at as "closedAt", final_at as "finalAt", final_to as "finalTo"`;

const valuesOf = (draft: Draft) => [
  draft.title,
  draft.summary,
  draft.level,
  draft.foundAt,
  draft.beganAt ?? null,
  draft.containedAt ?? null,
  draft.clientIds,
];

export const insert = (trx: Connection, id: string, by: string, at: Date, draft: Draft) =>
  trx.run(
    `insert into incidents (id, opened_by, opened_at, title, summary, level, found_at, began_at, contained_at, client_ids)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, by, at, ...valuesOf(draft)],
  );

/** False where it is closed. */
export const change = async (trx: Connection, id: string, draft: Draft): Promise<boolean> =>
  (await trx.run(
    `update incidents set title = $2, summary = $3, level = $4, found_at = $5, began_at = $6, contained_at = $7, client_ids = $8
     where id = $1 and closed_at is null`,
    [id, ...valuesOf(draft)],
  )) === 1;

export const saveReport = async (trx: Connection, id: string, report: ReportInput): Promise<boolean> =>
  (await trx.run(
    `update incidents set report = $2 where id = $1 and final_at is null and (closed_at is null or reported_at is not null)`,
    [id, JSON.stringify(report)],
  )) === 1;

/** Of several who say so, the first. */
export const report = async (trx: Connection, id: string, at: Date, to: string): Promise<boolean> =>
  (await trx.run(
    `update incidents set reported_at = $2, reported_to = $3 where id = $1 and reported_at is null and closed_at is null`,
    [id, at, to],
  )) === 1;

/** Whether there is a first report to which more is added. */
export const mayAdd = async (trx: Connection, id: string): Promise<boolean> =>
  (await trx.row(`select from incidents where id = $1 and reported_at is not null and closed_at is null for share`, [
    id,
  ])) !== undefined;

/** Once, behind the end. */
export const finish = async (trx: Connection, id: string, at: Date, to: string): Promise<boolean> =>
  (await trx.run(
    `update incidents set final_at = $2, final_to = $3
     where id = $1 and final_at is null and reported_at is not null and closed_at is not null`,
    [id, at, to],
  )) === 1;

export const close = async (trx: Connection, id: string, at: Date): Promise<boolean> =>
  (await trx.run(`update incidents set closed_at = $2 where id = $1 and closed_at is null`, [id, at])) === 1;

export const find = async (db: Connection, id: string): Promise<Incident | undefined> => {
  const row = await db.row<Nullable<Incident>>(`select ${columns} from incidents where id = $1`, [id]);
  return row && present<Incident>(row);
};

/** Locked against closing and changes until the transaction ends. */
export const lock = (trx: Connection, id: string) =>
  trx.row<{ id: string }>(`select id from incidents where id = $1 and closed_at is null for share`, [id]);

export type Listed = { before: { at: Date; id: string } | undefined; limit: number };
export const list = async (db: Connection, { before, limit }: Listed): Promise<Incident[]> =>
  (
    await db.rows<Nullable<Incident>>(
      `select ${columns} from incidents where $1::timestamptz is null or (opened_at, id) < ($1, $2::uuid)
       order by opened_at desc, id desc limit $3`,
      [before?.at ?? null, before?.id ?? null, limit],
    )
  ).map((row) => present<Incident>(row));

export const countOpen = async (db: Connection): Promise<number> =>
  (await db.row<{ count: number }>(`select count(*)::int as count from incidents where closed_at is null`))?.count ?? 0;

export type Step = { at: Date; accountId: string | undefined; kind: string; details: Record<string, unknown> };
export const insertStep = (trx: Connection, incidentId: string, { at, accountId, kind, details }: Step) =>
  trx.run(`insert into incident_steps (incident_id, at, account_id, kind, details) values ($1, $2, $3, $4, $5)`, [
    ...[incidentId, at, accountId ?? null, kind, JSON.stringify(details)],
  ]);
export const steps = async (db: Connection, incidentId: string): Promise<Step[]> =>
  (
    await db.rows<Nullable<Step>>(
      `select at, account_id as "accountId", kind, details from incident_steps where incident_id = $1 order by id desc`,
      [incidentId],
    )
  ).map((row) => present<Step>(row));

export type Freeze = {
  id: string;
  kind: FreezeKind;
  target: string;
  label: string;
  since: Date | undefined;
  until: Date | undefined;
  reason: string;
  state: 'under_way' | 'done' | 'undoing' | 'undone';
  by: string;
  at: Date;
  /** The times of one stopped AK or institution; those of accounts are in their items. */
  stoppedAt: Date | undefined;
};
const freezeColumns = 'id, kind, target, label, since, until, reason, state, by, at, stopped_at as "stoppedAt"';

export const insertFreeze = (trx: Connection, incidentId: string, freeze: Freeze) =>
  trx.run(
    `insert into incident_freezes (id, incident_id, kind, target, label, since, until, reason, state, by, at, stopped_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[freeze.id, incidentId, freeze.kind, freeze.target, freeze.label, freeze.since ?? null, freeze.until ?? null],
      ...[freeze.reason, freeze.state, freeze.by, freeze.at, freeze.stoppedAt ?? null],
    ],
  );

export const findFreeze = async (
  db: Connection,
  id: string,
): Promise<(Freeze & { incidentId: string }) | undefined> => {
  const row = await db.row<Nullable<Freeze> & { incidentId: string }>(
    `select ${freezeColumns}, incident_id as "incidentId" from incident_freezes where id = $1`,
    [id],
  );
  return row && present<Freeze & { incidentId: string }>(row);
};

/** Of several who do the next step, one does. */
export const moveFreeze = async (
  trx: Connection,
  id: string,
  from: readonly Freeze['state'][],
  to: Freeze['state'],
): Promise<boolean> =>
  (await trx.run(`update incident_freezes set state = $3 where id = $1 and state = any($2::text[])`, [
    id,
    from,
    to,
  ])) === 1;

export type ShownFreeze = Freeze & { counts: { waiting: number; done: number; undone: number } };
export const freezes = async (db: Connection, incidentId: string): Promise<ShownFreeze[]> =>
  (
    await db.rows<Nullable<Freeze> & { waiting: number; done: number; undone: number }>(
      `select f.id, f.kind, f.target, f.label, f.since, f.until, f.reason, f.state, f.by, f.at, f.stopped_at as "stoppedAt",
         coalesce(c.waiting, 0)::int as waiting, f.cleared_done + coalesce(c.done, 0)::int as done,
         f.cleared_undone + coalesce(c.undone, 0)::int as undone
       from incident_freezes f left join lateral (
         select count(*) filter (where i.state in ('waiting', 'taking')) as waiting, count(*) filter (where i.state = 'done') as done,
           count(*) filter (where i.state = 'undone') as undone
         from incident_freeze_items i where i.freeze_id = f.id) c on true
       where f.incident_id = $1 order by f.at desc`,
      [incidentId],
    )
  ).map(({ waiting, done, undone, ...row }) => ({ ...present<Freeze>(row), counts: { waiting, done, undone } }));

export type NoticeRun = {
  id: string;
  incidentId: string;
  audience: Audience;
  body: string;
  since: Date;
  until: Date;
  clientIds: readonly string[];
  countingId: string | undefined;
  place: string | undefined;
  told: number;
  isOver: boolean;
  by: string;
  at: Date;
};
const noticeRunColumns = `id, incident_id as "incidentId", audience, body, since, until, client_ids as "clientIds",
  counting_id as "countingId", place, told, is_over as "isOver", by, at`;

export const insertNoticeRun = (trx: Connection, noticeRun: NoticeRun) =>
  trx.run(
    `insert into incident_tellings (id, incident_id, audience, body, since, until, client_ids, counting_id, by, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[noticeRun.id, noticeRun.incidentId, noticeRun.audience, noticeRun.body, noticeRun.since, noticeRun.until],
      ...[noticeRun.clientIds, noticeRun.countingId ?? null, noticeRun.by, noticeRun.at],
    ],
  );

export const isNoticeRunOpen = async (db: Connection, id: string): Promise<boolean> =>
  (await db.row(`select from incident_tellings where id = $1 and not is_over`, [id])) !== undefined;

/** Locked until the batch is sent: another node waits, and continues after it. */
export const holdNoticeRun = async (trx: Connection, id: string): Promise<NoticeRun | undefined> => {
  const row = await trx.row<Nullable<NoticeRun>>(
    `select ${noticeRunColumns} from incident_tellings where id = $1 and not is_over for update`,
    [id],
  );
  return row && present<NoticeRun>(row);
};

export const noteNoticeProgress = (
  trx: Connection,
  id: string,
  told: number,
  place: string | undefined,
  isOver: boolean,
) =>
  trx.run(`update incident_tellings set told = told + $2, place = coalesce($3, place), is_over = $4 where id = $1`, [
    ...[id, told, place ?? null, isOver],
  ]);

export const noticeRuns = async (db: Connection, incidentId: string): Promise<NoticeRun[]> =>
  (
    await db.rows<Nullable<NoticeRun>>(
      `select ${noticeRunColumns} from incident_tellings where incident_id = $1 order by at desc`,
      [incidentId],
    )
  ).map((row) => present<NoticeRun>(row));

/** The frozen account was deleted: the measures stay, its label does not. */
export const forgetTarget = (trx: Connection, accountId: string) =>
  trx.run(`update incident_freezes set label = '' where kind = 'account' and target = $1 and label <> ''`, [accountId]);
