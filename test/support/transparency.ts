import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.ts';
import { newSigner, readVerifier, type Signer } from '../../src/oversight/transparency/note.ts';
import { createRemoteLog } from '../../src/oversight/transparency/remote-log.ts';
import type { LogName } from '../../src/oversight/transparency/service.ts';
import { type Verdict, witness } from '../../src/oversight/transparency/witness.ts';
import { openState } from '../../src/oversight/transparency/witness-state.ts';
import type { TestApp } from './app.ts';

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

/** Past every trigger, as the owner of the database may. */
export const asOwner = (at: TestApp, ...statements: readonly string[]): Promise<void> =>
  at.database.db.transaction(async (trx) => {
    await trx.run(`set local session_replication_role = replica`);
    for (const statement of statements) await trx.run(statement);
  });

/**
 * A forger with database and keys: the log is made again from the database as it is now, with the same leaves in the same order, and signed like
 * the true one. `leaves` is the table of its leaves.
 */
export async function rewriteLog(at: TestApp, leaves = 'figure_leaves'): Promise<void> {
  await asOwner(
    at,
    `insert into figures_due (kind, key, day, revision)
       select kind, key, day, case kind when 'report' then revision end from ${leaves} order by position`,
    `delete from figure_leaves`,
    `delete from transparency_tiles where log = 'figures'`,
    `delete from transparency_heads where log = 'figures'`,
    `delete from transparency_cosignatures where log = 'figures'`,
  );
  await at.app.transparency.grow();
}
