import type { Connection } from '../database/open.ts';

/** Puts a licence of the demo into the past: by the pages that would take a month. */
export async function age(
  db: Connection,
  id: string,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
): Promise<void> {
  await db.run(`update licences set approved_at = $2, starts_at = $2, ends_at = $3 where id = $1`, [
    id,
    startsAt,
    endsAt,
  ]);
}
