import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Data, Values } from '../../fields/form.ts';

/** A problem of a cell, with the name of its field. */
type KeptTrouble = { field: string | undefined; value: string; problem: Fact; isNotice?: boolean };
/** A row as it was read, and its values where they are valid. */
export type KeptRow = { row: number; isBad: boolean; data: Data; troubles: KeptTrouble[]; values?: Values };

export const recordAs = (id: string) => `imports.row.${id}`;

/** Writes each row, also over its earlier state. */
export const put = (trx: Connection, seal: Seal, id: string, rows: readonly KeptRow[]) =>
  trx.run(
    `insert into import_rows (import_id, "row", is_bad, record)
     select $1, "row", is_bad, record from unnest($2::integer[], $3::boolean[], $4::bytea[]) as given ("row", is_bad, record)
     on conflict (import_id, "row") do update set is_bad = excluded.is_bad, record = excluded.record`,
    [
      id,
      rows.map(({ row }) => row),
      rows.map(({ isBad }) => isBad),
      rows.map(({ data, troubles, values }) => seal.seal(JSON.stringify({ data, troubles, values }), recordAs(id))),
    ],
  );

type Row = { row: number; is_bad: boolean; record: Buffer };

/** In the order of the file, from the row behind `after` on. */
export async function list(
  db: Connection,
  seal: Seal,
  id: string,
  { after, limit, only }: { after: number; limit: number; only?: readonly number[] },
): Promise<KeptRow[]> {
  const rows = await db.rows<Row>(
    `select "row", is_bad, record from import_rows
     where import_id = $1 and "row" > $2 and ($4::integer[] is null or "row" = any($4)) order by "row" limit $3`,
    [id, after, limit, only ?? null],
  );
  return rows.map(({ row, is_bad: isBad, record }) => ({
    ...{ row, isBad },
    ...JSON.parse(seal.unseal(record, recordAs(id))),
  }));
}

export const any = async (db: Connection, id: string): Promise<boolean> =>
  (await db.row(`select 1 as one from import_rows where import_id = $1 limit 1`, [id])) !== undefined;

export const clear = (trx: Connection, id: string) => trx.run(`delete from import_rows where import_id = $1`, [id]);
/** Imported rows are entries now. */
export const clearGood = (trx: Connection, id: string) =>
  trx.run(`delete from import_rows where import_id = $1 and not is_bad`, [id]);
