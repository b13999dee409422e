import type { Connection, Reader } from '../../database/open.ts';
import { type InstitutionPage, pageOf } from './institution-page.ts';

export type Version = { version: number; approvedAt: Date; shown: boolean };
export type ShownPage = InstitutionPage & { version: number; approvedAt: Date };

/** The public version; undefined where nothing was written, or it was taken down. */
export async function shown(db: Reader, institutionId: string): Promise<ShownPage | undefined> {
  const row = await db.row<{
    version: number;
    data: Record<string, unknown>;
    picture: string | null;
    approved_at: Date;
  }>(`select version, data, picture, approved_at from institution_pages where institution_id = $1 and shown`, [
    institutionId,
  ]);
  return (
    row && {
      ...pageOf({ ...row.data, picture: row.picture ?? undefined }),
      ...{ version: row.version, approvedAt: row.approved_at },
    }
  );
}

/** Newest first. */
export const versions = (db: Reader, institutionId: string, limit: number): Promise<Version[]> =>
  db.rows<Version>(
    `select version, approved_at as "approvedAt", shown from institution_pages where institution_id = $1
     order by version desc limit $2`,
    [institutionId, limit],
  );

/** The next version; returns its number. The institution is locked by the caller. */
export async function insert(
  trx: Connection,
  {
    institutionId,
    submissionId,
    page,
    at,
  }: { institutionId: string; submissionId: string; page: InstitutionPage; at: Date },
): Promise<number> {
  const { picture, ...data } = page;
  const row = await trx.row<{ version: number }>(
    `insert into institution_pages (institution_id, version, submission_id, data, picture, shown, approved_at)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, false, $5 from institution_pages where institution_id = $1 returning version`,
    [institutionId, submissionId, JSON.stringify({ ...data, visiting: data.visiting.join('\n') }), picture ?? null, at],
  );
  return row?.version ?? 1;
}

/** One version is shown, or none; says how many changed. */
export async function show(trx: Connection, institutionId: string, version: number | undefined): Promise<number> {
  const hidden = await trx.run(
    `update institution_pages set shown = false where institution_id = $1 and shown and version is distinct from $2`,
    [institutionId, version ?? null],
  );
  const shown = await trx.run(
    `update institution_pages set shown = true where institution_id = $1 and version = $2 and not shown`,
    [institutionId, version ?? null],
  );
  await trx.changed('institutions');
  return hidden + shown;
}
