import type { Connection } from '../../database/open.ts';
import type { Region } from './region-table.ts';

type Row = {
  code: string;
  name: string;
  valid_from: string | null;
  valid_to: string | null;
  replaced_by: string | null;
};

export async function list(db: Connection): Promise<Region[]> {
  const rows = await db.rows<Row>(
    `select code, name, valid_from::text, valid_to::text, replaced_by from region_changes order by code`,
  );
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    validFrom: row.valid_from ?? undefined,
    validTo: row.valid_to ?? undefined,
    replacedBy: row.replaced_by ?? undefined,
  }));
}

export async function set(trx: Connection, region: Region, at: Date): Promise<void> {
  await trx.run(
    `insert into region_changes (code, name, valid_from, valid_to, replaced_by, changed_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (code) do update set name = $2, valid_from = $3, valid_to = $4, replaced_by = $5, changed_at = $6`,
    [region.code, region.name, region.validFrom ?? null, region.validTo ?? null, region.replacedBy ?? null, at],
  );
}
