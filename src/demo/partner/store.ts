import type { Connection } from '../../database/open.ts';

/** An entry of the demo as it is public at this moment: the partner site shows the same as the Cloud. */
export type Shown = {
  externalId: string;
  channel: string;
  title: string;
  summary: string;
  institution: string;
  values: Readonly<Record<string, unknown>>;
  live: Readonly<Record<string, unknown>>;
};

type Row = {
  external_id: string;
  channel: string;
  title: string;
  summary: string;
  institution: string;
  data: string;
  live: Record<string, unknown> | null;
};

const columns = `e.external_id, p.channel, p.title, p.summary, i.name as institution, p.data, s.data as live`;
const tables = `entries e join publications p on p.id = e.publication_id join institutions i on i.id = e.institution_id
  left join live_states s on s.entry_id = e.id`;
const isShown = `e.publication_state = 'published' and (i.name like '%（演示）' or e.created_by = 'operator:demo')`;

export async function entry(db: Connection, externalId: string): Promise<Shown | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from ${tables} where e.external_id = $1 and ${isShown} order by p.published_at limit 1`,
    [externalId],
  );
  return row && present(row);
}

/** The next activities of an institution. */
export async function next(
  db: Connection,
  { institution, now, limit }: { institution: string; now: Date; limit: number },
): Promise<Shown[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from ${tables} join listings l on l.entry_id = e.id
     where i.name = $1 and ${isShown} and l.channel = 'activity' and l.starts_at > $2 order by l.starts_at, e.id limit $3`,
    [institution, now, limit],
  );
  return rows.map(present);
}

const present = (row: Row): Shown => ({
  ...{ externalId: row.external_id, channel: row.channel, title: row.title, summary: row.summary },
  ...{ institution: row.institution, values: JSON.parse(row.data), live: row.live ?? {} },
});
