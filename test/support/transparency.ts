import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.ts';
import { readLogKeys } from '../../src/crypto/log-keys.ts';
import { type Contents, figureText } from '../../src/oversight/transparency/entry.ts';
import { createGrowing } from '../../src/oversight/transparency/growing.ts';
import { newSigner, readVerifier, type Signer } from '../../src/oversight/transparency/note.ts';
import { createRemoteLog } from '../../src/oversight/transparency/remote-log.ts';
import type { LogName } from '../../src/oversight/transparency/service.ts';
import { type Verdict, witness } from '../../src/oversight/transparency/witness.ts';
import { openState } from '../../src/oversight/transparency/witness-state.ts';
import { sealOfCount, sealOfRevision } from '../../src/statistics/reports/seal.ts';
import { countsOf, keptOf, type WholeReport, wholeReport } from '../../src/statistics/totals/day-store.ts';
import type { TestApp } from './app.ts';
import { silent } from './database.ts';

/** An outside witness of an application's logs, as `cloud audit witness`, with a folder. */
export async function createWitness(
  at: TestApp,
  clock: Clock,
  {
    signer = newSigner('witness.example.cn/zhejiang'),
    dir = mkdtempSync(join(tmpdir(), 'ccc-witness-')),
    compares = 20_000,
    keys,
  }: { signer?: Signer; dir?: string; compares?: number; keys?: readonly string[] } = {},
) {
  const logs = at.app.transparency;
  const trusted = keys ?? (await logs.standing('figures')).keys;
  return {
    dir,
    async look(log: LogName = 'figures'): Promise<Verdict> {
      const origin = `${new URL(at.origin).host}/transparency/${log}`;
      const verifiers = trusted.flatMap((text) => {
        const verifier = readVerifier(text);
        return verifier === undefined ? [] : [{ ...verifier, name: origin }];
      });
      return witness({
        ...{ remote: createRemoteLog(new URL(at.origin), log), log, origin, verifiers, signer, clock },
        state: await openState(dir),
        compares: log === 'figures' ? compares : 0,
      });
    },
  };
}

/** How leaves call a report or count. */
export const publicName = (at: TestApp, kind: 'report' | 'count', key: string, day: string, revision = 1): string =>
  figureText(at.app.transparency.aliasOf({ kind, key, day, revision }).name);

/** Past every trigger, as the owner of the database may. */
export const asOwner = (at: TestApp, ...statements: readonly string[]): Promise<void> =>
  at.database.db.transaction(async (trx) => {
    await trx.run(`set local session_replication_role = replica`);
    for (const statement of statements) await trx.run(statement);
  });

/** Seals the rows of the database as they stand, as a forger with the keys of the service can. */
export async function sealAnew(at: TestApp): Promise<Buffer> {
  const { audit } = JSON.parse(readFileSync(join(at.keysDir, 'secrets.json'), 'utf8'));
  const key = Buffer.from(audit, 'base64url');
  const { db } = at.database;
  const bytes = (seal: Buffer) => `'\\x${seal.toString('hex')}'`;
  const reports = await db.rows<{ whole: WholeReport }>(`select ${wholeReport('r')} as whole from daily_reports r`);
  const statements = reports.flatMap(({ whole: { report, revisions } }) =>
    revisions.map(({ actor_kind: actorKind, actor_id: actorId, at: when, ...one }) => {
      const { client_id: clientId, day, institution_id: institutionId, region_code: regionCode, kind, late } = report;
      const setting = one.revision === 1 ? { institutionId, regionCode, kind, late } : undefined;
      const seal = sealOfRevision(key, { ...one, clientId, day, actorKind, actorId, at: new Date(when) }, setting);
      return `update report_revisions set seal = ${bytes(seal)} where client_id = '${clientId}' and day = '${day}' and revision = ${one.revision}`;
    }),
  );
  for (const { day } of await db.rows<{ day: string }>(`select distinct day::text as day from daily_counts`))
    for (const { text: _, ...count } of await countsOf(db, day))
      statements.push(
        `update daily_counts set seal = ${bytes(sealOfCount(key, { day, ...count }))} where client_id = '${count.clientId}' and day = '${day}'`,
      );
  await asOwner(at, ...statements);
  return key;
}

/**
 * A forger with database and keys: the log is made again from the database as it is now, with the same leaves in the same order, and signed like
 * the true one. `leaves` is the table of its leaves.
 */
export async function rewriteLog(at: TestApp, clock: Clock, leaves = 'figure_leaves'): Promise<void> {
  const saltKey = await sealAnew(at);
  await asOwner(
    at,
    `delete from figures_due`,
    `insert into figures_due (kind, key, day, revision)
       select kind, case kind when 'total' then split_part(key, '-', 1) else key end, day, case kind when 'report' then revision end
       from ${leaves} order by position`,
    `delete from figure_leaves`,
    `delete from transparency_tiles where log = 'figures'`,
    `delete from transparency_heads where log = 'figures'`,
    `delete from transparency_cosignatures where log = 'figures'`,
  );
  const { db } = at.database;
  const origin = (log: LogName) => `${new URL(at.origin).host}/transparency/${log}`;
  await createGrowing({
    ...{ db, clock, log: silent, saltKey, origin },
    signersOf: async (log) => (await readLogKeys(at.keysDir)).map((seed) => ({ name: origin(log), seed })),
    // Nothing is derived: every value is taken as it stands.
    standingOf: async (day) => ({
      ...{ unproved: [], isWhole: true },
      proved: new Map<string, Contents>([
        ...[...(await keptOf(db, day))].map(([name, { full }]) => [name, full.flat()] as const),
        ...(await countsOf(db, day)).map(({ clientId, text }) => [`count ${clientId}`, [text]] as const),
      ]),
    }),
  }).grow();
}
