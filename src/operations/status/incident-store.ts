import type { Connection } from '../../database/open.ts';
import { type Component, isComponent } from './component.ts';
import type { Impact, Kind, Stage } from './form.ts';

export type Update = { id: string; at: Date; stage: Stage; body: string; bodyEn: string | undefined };
export type Incident = {
  id: string;
  kind: Kind;
  state: 'draft' | 'open' | 'resolved';
  title: string;
  titleEn: string | undefined;
  components: readonly Component[];
  impact: Impact;
  startsAt: Date;
  endsAt: Date | undefined;
  body: string;
  bodyEn: string | undefined;
  createdAt: Date;
  publishedAt: Date | undefined;
  /** The newest first. */
  updates: readonly Update[];
};
export type Draft = Omit<Incident, 'id' | 'state' | 'createdAt' | 'publishedAt' | 'updates'>;

type Nullable<T> = { [Name in keyof T]: undefined extends T[Name] ? Exclude<T[Name], undefined> | null : T[Name] };
type Row = Nullable<Omit<Incident, 'updates' | 'components'>> & { components: string[] };
type UpdateRow = Nullable<Update> & { incidentId: string };

const columns = `id, kind, state, title, title_en as "titleEn", components, impact, starts_at as "startsAt", ends_at as "endsAt", body,
  body_en as "bodyEn", created_at as "createdAt", published_at as "publishedAt"`;

async function whole(db: Connection, rows: readonly Row[]): Promise<Incident[]> {
  const found =
    rows.length === 0
      ? []
      : await db.rows<UpdateRow>(
          `select id, incident_id as "incidentId", at, stage, body, body_en as "bodyEn" from status_updates
           where incident_id = any($1::uuid[]) order by at desc, id desc`,
          [rows.map(({ id }) => id)],
        );
  const updates = Map.groupBy(found, ({ incidentId }) => incidentId);
  return rows.map((row) => ({
    ...row,
    components: row.components.filter(isComponent),
    titleEn: row.titleEn ?? undefined,
    bodyEn: row.bodyEn ?? undefined,
    endsAt: row.endsAt ?? undefined,
    publishedAt: row.publishedAt ?? undefined,
    updates: (updates.get(row.id) ?? []).map(({ id, at, stage, body, bodyEn }) => ({
      ...{ id, at, stage, body },
      bodyEn: bodyEn ?? undefined,
    })),
  }));
}

const valuesOf = (draft: Draft) => [
  draft.kind,
  draft.title,
  draft.titleEn ?? null,
  draft.components,
  draft.impact,
  draft.startsAt,
  draft.endsAt ?? null,
  draft.body,
  draft.bodyEn ?? null,
];

export const insert = (trx: Connection, id: string, at: Date, draft: Draft) =>
  trx.run(
    `insert into status_incidents (id, created_at, state, kind, title, title_en, components, impact, starts_at, ends_at, body, body_en)
     values ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [id, at, ...valuesOf(draft)],
  );

/** False where it is no draft any more. */
export const change = async (trx: Connection, id: string, draft: Draft): Promise<boolean> =>
  (await trx.run(
    `update status_incidents set kind = $2, title = $3, title_en = $4, components = $5, impact = $6, starts_at = $7, ends_at = $8,
       body = $9, body_en = $10 where id = $1 and state = 'draft'`,
    [id, ...valuesOf(draft)],
  )) === 1;

export const discard = async (trx: Connection, id: string): Promise<boolean> =>
  (await trx.run(`delete from status_incidents where id = $1 and state = 'draft'`, [id])) === 1;

/** Of several who publish it, one does. */
export const publish = async (trx: Connection, id: string, at: Date): Promise<Incident | undefined> => {
  const row = await trx.row<Row>(
    `update status_incidents set state = 'open', published_at = $2 where id = $1 and state = 'draft' returning ${columns}`,
    [id, at],
  );
  return row && (await whole(trx, [row]))[0];
};

/** False if it is over, or was never published. */
export const extendIncident = async (trx: Connection, id: string, endsAt: Date | undefined): Promise<boolean> =>
  (await trx.run(`update status_incidents set ends_at = coalesce($2, ends_at) where id = $1 and state = 'open'`, [
    id,
    endsAt ?? null,
  ])) === 1;

export const resolve = async (trx: Connection, id: string, at: Date): Promise<boolean> =>
  (await trx.run(
    `update status_incidents set state = 'resolved', resolved_at = $2, ends_at = $2 where id = $1 and state = 'open'`,
    [id, at],
  )) === 1;

export const insertUpdate = (trx: Connection, incidentId: string, { id, at, stage, body, bodyEn }: Update) =>
  trx.run(`insert into status_updates (id, incident_id, at, stage, body, body_en) values ($1, $2, $3, $4, $5, $6)`, [
    ...[id, incidentId, at, stage, body, bodyEn ?? null],
  ]);

export const find = async (db: Connection, id: string): Promise<Incident | undefined> => {
  const row = await db.row<Row>(`select ${columns} from status_incidents where id = $1`, [id]);
  return row && (await whole(db, [row]))[0];
};

export const drafts = async (db: Connection, limit: number): Promise<Incident[]> =>
  whole(
    db,
    await db.rows<Row>(
      `select ${columns} from status_incidents where state = 'draft' order by created_at desc limit $1`,
      [limit],
    ),
  );

export const open = async (db: Connection, limit: number): Promise<Incident[]> =>
  whole(
    db,
    await db.rows<Row>(
      `select ${columns} from status_incidents where state = 'open' order by published_at desc, id desc limit $1`,
      [limit],
    ),
  );

export type Listed = { before: { at: Date; id: string } | undefined; limit: number };

/** Published incidents, the newest first. */
export const publishedIncidents = async (db: Connection, { before, limit }: Listed): Promise<Incident[]> =>
  whole(
    db,
    await db.rows<Row>(
      `select ${columns} from status_incidents
       where state <> 'draft' and ($1::timestamptz is null or (published_at, id) < ($1, $2::uuid))
       order by published_at desc, id desc limit $3`,
      [before?.at ?? null, before?.id ?? null, limit],
    ),
  );
