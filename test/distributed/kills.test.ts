import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, minutes, systemClock } from '../../src/clock.ts';
import { isUnavailable } from '../../src/errors.ts';
import { distributedStore as store } from '../../src/oidc/distributed/index.ts';
import { exchangeOne } from '../../src/oidc/distributed/writing-store.ts';
import type { Artefact, Write } from '../../src/oidc/tokens/store.ts';
import { until } from '../support/until.ts';
import { type Citus, citusBin, createDatabases, startCitus, why } from './citus.ts';

const bin = citusBin();
const there = bin === undefined ? describe.skip : describe;
// KILLS=20 npm run distributed -- test/distributed/kills.test.ts
const kills = Number(process.env.KILLS ?? 3);

/** A code exchanged by three at once, and the outcome. */
type Attempt = { code: Buffer; writes: Write[][]; answers: (boolean | undefined)[] };

there(`spread tokens whose servers die${bin === undefined ? `: not tried, ${why}` : ''}`, function () {
  this.timeout(120_000 + kills * 30_000);
  let citus: Citus;
  let database: Awaited<ReturnType<ReturnType<typeof createDatabases>>>;
  before(async () => {
    citus = await startCitus(bin ?? '');
    database = await createDatabases([citus.coordinator, ...citus.workers].map(({ url }) => url))();
  });
  after(async () => {
    await database.drop();
    await citus.remove();
  });

  const artefact = (): Artefact => ({
    payload: {},
    clientId: undefined,
    accountId: undefined,
    grantKey: undefined,
    uidKey: undefined,
    issuedAt: systemClock.now(),
    expiresAt: later(systemClock.now(), minutes(60)),
  });
  const write = (kind: Write['kind']): Write => ({ kind, key: randomBytes(32), artefact: artefact() });
  const byKey = () => database.db.byKey;

  const odd = new Set<string>();
  function nobodyKnows(error: unknown): undefined {
    if (!isUnavailable(error)) odd.add(String(error));
  }
  async function attempt(): Promise<Attempt | undefined> {
    const code = write('AuthorizationCode');
    const isSaved = await store.upsert(byKey(), [code]).then(
      () => true,
      () => false,
    );
    if (!isSaved) return undefined;
    const writes = Array.from({ length: 3 }, () => [write('AccessToken'), write('RefreshToken')]);
    const answers = await Promise.all(
      writes.map((given) =>
        exchangeOne(byKey(), { kind: 'AuthorizationCode', key: code.key, writes: given }, systemClock.now()).catch(
          nobodyKnows,
        ),
      ),
    );
    return { code: code.key, writes, answers };
  }

  /** The rows when everything is decided. */
  async function outcome({ code, writes, answers }: Attempt) {
    const [source] = await store.find(byKey(), [{ kind: 'AuthorizationCode', key: code }]);
    const found = await Promise.all(writes.map((given) => store.find(byKey(), given)));
    const written = found.map((rows) => rows.filter(Boolean).length);
    return {
      lost: answers.some((answer, place) => answer === true && written[place] !== 2) ? 1 : 0,
      torn: written.includes(1) || (source?.consumedAt !== undefined) !== written.includes(2) ? 1 : 0,
      twice: written.filter((count) => count > 0).length > 1 ? 1 : 0,
      phantom: answers.some((answer, place) => answer === false && (written[place] ?? 0) > 0) ? 1 : 0,
    };
  }

  it(`exchange each code once and wholly, and lose none that was answered: ${kills} kills of each`, async () => {
    const attempts: Attempt[] = [];
    let isOver = false;
    const working = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const made = await attempt();
        if (made === undefined) await sleep(20);
        else attempts.push(made);
      }
    });
    const settled: number[] = [];
    for (let turn = 0; turn < kills; turn += 1)
      for (const server of [...citus.workers, citus.coordinator]) {
        await sleep(300 + Math.random() * 300);
        await server.kill();
        await sleep(200);
        await server.start();
        const began = performance.now();
        await until(async () => {
          const open = await Promise.all(
            citus.workers.map((worker) =>
              worker.sql("select 1 from pg_prepared_xacts where prepared < now() - interval '50 ms'"),
            ),
          );
          return open.every((rows) => rows.length === 0);
        }, 'no commit is left half done');
        settled.push((performance.now() - began) / 1000);
      }
    isOver = true;
    await Promise.all(working);
    await sleep(2_500);
    const sum = { lost: 0, torn: 0, twice: 0, phantom: 0 };
    for (const one of attempts) {
      const found = await outcome(one);
      for (const name of ['lost', 'torn', 'twice', 'phantom'] as const) sum[name] += found[name];
    }
    const acknowledged = attempts.filter(({ answers }) => answers.includes(true)).length;
    const unknown = attempts.filter(({ answers }) => answers.includes(undefined)).length;
    process.stdout.write(
      `      ${attempts.length} codes, ${acknowledged} exchanges answered, ${unknown} with an answer that was lost; half-done commits settled within ${Math.max(...settled).toFixed(1)} s\n`,
    );
    expect([...odd], 'answered as a defect').to.eql([]);
    expect(acknowledged).to.be.above(20);
    expect(sum).to.deep.equal({ lost: 0, torn: 0, twice: 0, phantom: 0 });
  });
});
