import type { Database } from '../../src/database/open.ts';
import type { TokenKind } from '../../src/oidc/tokens/kinds.ts';
import { createPacking } from '../../src/oidc/tokens/packing.ts';
import { createSelfContained } from '../../src/oidc/tokens/self-contained.ts';
import type { TestApp } from './app.ts';
import { type TestDatabase, testDatabase } from './database.ts';

/** From the next start on: self-contained access tokens, or those with rows (docs/adr/0101). */
export const giveSelfContained = (db: Pick<Database, 'run'>, isGiven: boolean) =>
  db.run(
    `create or replace function gives_self_contained_tokens() returns boolean language sql as 'select ${isGiven}'`,
  );

/** As one that the version before has used. */
export async function databaseWithRows(): Promise<TestDatabase> {
  const database = await testDatabase();
  await giveSelfContained(database.db, false);
  return database;
}

export const tokensOf = ({ app: { keys } }: Pick<TestApp, 'app'>, isGiven = true) =>
  createSelfContained({
    seal: keys.tokenSeal,
    packing: createPacking({ seal: keys.seal, resumeUrl: (uid) => uid }),
    isGiven,
  });

/** The content of a self-contained token. */
export const saidBy = (at: Pick<TestApp, 'app'>, kind: TokenKind, value: string) =>
  tokensOf(at).read(kind, value)?.artefact;
