import type { Database } from './connection.ts';

/**
 * Refuses keys that are not those which this database was begun with. The first start on an empty database, and the first with a
 * secret that a release brings, notes its fingerprint; of several that start at once one does, and the others compare.
 */
export async function mustBelong(
  db: Database,
  fingerprints: Readonly<Record<string, Buffer>>,
  now: Date,
  dir: string,
): Promise<void> {
  const names = Object.keys(fingerprints);
  await db.run(
    `insert into key_fingerprints (name, fingerprint, since)
     select name, fingerprint, $3 from unnest($1::text[], $2::bytea[]) as fresh (name, fingerprint)
     on conflict (name) do nothing`,
    [names, Object.values(fingerprints), now],
  );
  const foreign = await foreignSecrets(db, fingerprints);
  if (foreign.length === 0) return;
  throw new Error(
    [
      `The secrets in KEYS_DIR=${dir} are not those of this database (${foreign.join(', ')}): every citizen's sub would change, and sealed data could not be read.`,
      '  Restore secrets.json from the backup that belongs to this database,',
      '  or set DATABASE_URL (DATA_DIR for the embedded one) to the database that these secrets belong to.',
      '  To begin anew with these secrets, use an empty database.',
    ].join('\n'),
  );
}

/** The names of secrets that are not those which this database was begun with. */
export async function foreignSecrets(db: Database, fingerprints: Readonly<Record<string, Buffer>>): Promise<string[]> {
  const known = await db.rows<{ name: string; fingerprint: Buffer }>(
    'select name, fingerprint from key_fingerprints where name = any ($1::text[])',
    [Object.keys(fingerprints)],
  );
  return known.flatMap(({ name, fingerprint }) => (fingerprints[name]?.equals(fingerprint) ? [] : [name]));
}
