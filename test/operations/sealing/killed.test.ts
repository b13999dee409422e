import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../../src/clock.ts';
import { type Keys, openKeys } from '../../../src/crypto/keys.ts';
import { rotateDataKey } from '../../../src/crypto/rotation.ts';
import { newId } from '../../../src/crypto/secrets.ts';
import { createJobs } from '../../../src/jobs/service.ts';
import { sealedAs } from '../../../src/mail/outbox.ts';
import { sealed } from '../../../src/mail/sealed.ts';
import { createSealing, type Sealing } from '../../../src/operations/sealing/service.ts';
import { operator } from '../../support/app.ts';
import { silent, type TestDatabase, testDatabase } from '../../support/database.ts';
import { freshFolder } from '../../support/keys.ts';
import { until } from '../../support/until.ts';

const program = fileURLToPath(new URL('resealing-program.ts', import.meta.url));
const clock = systemClock;
const most = 4_000;

describe('a resealing run', () => {
  let base: TestDatabase;
  let dir: string;
  let keys: Keys;
  let sealing: Sealing;
  const nodes: ChildProcess[] = [];

  before(async () => {
    base = await testDatabase();
    dir = await freshFolder();
    keys = await openKeys({ dir, clock, production: false, log: silent });
    const jobs = createJobs({ db: base.db, clock, log: silent });
    sealing = createSealing({ db: base.db, clock, log: silent, keys, jobs, asks: { sealed: () => sealed } });
    sealing.connect([]);
    const ids = Array.from({ length: most }, newId);
    const values = ids.map((id) => keys.seal.seal(`mail ${id}`, sealedAs('mails', id)));
    await base.db.run(
      `insert into mails (id, created_at, sealed, sent_at) select id, now(), value, now() from unnest($1::uuid[], $2::bytea[]) as v (id, value)`,
      [ids, values],
    );
  });
  after(async () => {
    for (const node of nodes) node.kill('SIGKILL');
    keys.close();
    await base.drop();
  });

  async function start(): Promise<ChildProcess> {
    const node = spawn(process.execPath, [program, base.url, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    nodes.push(node);
    await once(node.stdout, 'data'); // it is ready
    return node;
  }

  const left = async () =>
    (
      await base.db.row<{ count: number }>(
        `select count(*)::int as count from mails where substring(sealed from 1 for 5) <> $1`,
        [keys.seal.head()],
      )
    )?.count ?? 0;

  it('begins by the newest key, also while another node begins one by an earlier key', async () => {
    const { promise: known, resolve: commit } = Promise.withResolvers<void>();
    const earlier = base.db.transaction(async (trx) => {
      await trx.run(
        `insert into sealing_runs (id, target, state, begun_at, advanced_at, expected) values ($1, '\\x0102030405', 'under_way', now(), now(), 1)`,
        [newId()],
      );
      await known;
    });
    const isLocked = async (where: string) =>
      (await base.db.row(`select 1 from pg_locks where ${where}`)) !== undefined;
    await until(() => isLocked(`relation = 'sealing_runs'::regclass`), 'the other one has begun');
    const begun = sealing.begin(operator);
    await until(() => isLocked('not granted'), 'this one waits for it');
    commit();
    await earlier;
    expect((await begun).state).to.equal('under_way');
    const runs = await base.db.rows<{ target: Buffer; state: string }>('select target, state from sealing_runs');
    const [replaced, live] = ['replaced', 'under_way'].map((state) => runs.filter((run) => run.state === state));
    expect(replaced?.map(({ target }) => target.toString('hex'))).to.deep.equal(['0102030405']);
    expect(live?.map(({ target }) => target)).to.deep.equal([keys.seal.head()]);
    await base.db.run('delete from sealing_runs');
    await base.db.run('delete from jobs');
  });

  it('survives the death of the node that is at it, and ends once on two', async () => {
    const first = await start();
    for (const _step of ['publish', 'promote']) {
      await rotateDataKey({ dir, clock, force: true, mayUse: async () => undefined });
      await keys.refresh();
    }
    await sealing.begin(operator);
    expect(await left()).to.equal(most);
    while ((await left()) === most) await sleep(10);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const half = await left();
    expect(half).to.be.within(1, most - 1);

    // Its lease is over, as it is half a minute later.
    await base.db.run(`update jobs set leased_until = now() - interval '1 second' where leased_until is not null`);
    await Promise.all([start(), start()]);
    while ((await sealing.standing())?.state !== 'done') await sleep(50); // mocha has the last word
    expect(await left()).to.equal(0);
    const standing = await sealing.standing();
    // Values written but not recorded by the dead process are found done, and not done again.
    expect(standing?.changed).to.be.within(half, most);
    expect(standing?.failed).to.equal(0);
    const rows = await base.db.rows<{ id: string; sealed: Buffer }>(
      `select id, sealed from mails order by id limit 500`,
    );
    for (const { id, sealed: value } of rows)
      expect(keys.seal.unseal(value, sealedAs('mails', id))).to.equal(`mail ${id}`);
  });
});
