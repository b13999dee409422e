import type { Connection } from '../../database/open.ts';
import type { Region } from './region-table.ts';

type Row = {
  code: string;
  name: string;
  valid_from: string | null;
  valid_to: string | null;
  replaced_by: string | null;
};

const present = (row: Row): Region => ({
  code: row.code,
  name: row.name,
  validFrom: row.valid_from ?? undefined,
  validTo: row.valid_to ?? undefined,
  replacedBy: row.replaced_by ?? undefined,
});

const columns = `code, name, valid_from::text, valid_to::text, replaced_by`;

export const list = async (db: Connection): Promise<Region[]> =>
  (await db.rows<Row>(`select ${columns} from region_changes order by code`)).map(present);

/** The same by when they were last changed, newest first. */
export async function changes(db: Connection): Promise<(Region & { at: Date })[]> {
  const rows = await db.rows<Row & { changed_at: Date }>(
    `select ${columns}, changed_at from region_changes order by changed_at desc, code limit 500`,
  );
  return rows.map((row) => ({ ...present(row), at: row.changed_at }));
}

export async function set(trx: Connection, region: Region, at: Date): Promise<void> {
  await trx.run(
    `insert into region_changes (code, name, valid_from, valid_to, replaced_by, changed_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (code) do update set name = $2, valid_from = $3, valid_to = $4, replaced_by = $5, changed_at = $6`,
    [region.code, region.name, region.validFrom ?? null, region.validTo ?? null, region.replacedBy ?? null, at],
  );
}
