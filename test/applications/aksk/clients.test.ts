import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createClients } from '../../../src/applications/aksk/clients.ts';
import { systemClock } from '../../../src/clock.ts';
import { newId } from '../../../src/crypto/secrets.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { silent } from '../../support/database.ts';
import { until } from '../../support/until.ts';

describe('the cache of applications', () => {
  let at: TestApp;
  let clientId: string;
  let institutionId: string;
  let reads = 0;
  let cached: ReturnType<typeof createClients>;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());
  beforeEach(async () => {
    ({ clientId, institutionId } = await createClient(at));
    const { db } = at.database;
    const byKey: typeof db.byKey = {
      ...db.byKey,
      rows: (...statement) => {
        reads += 1;
        return db.byKey.rows(...statement);
      },
    };
    cached = createClients({ db: { ...db, byKey }, clock: systemClock, log: silent });
    cached.invalidation.start();
    db.withdrawals.start();
    await until(() => cached.invalidation.isLive() && db.withdrawals.isLive(), 'live');
    await cached.clients.get(clientId);
    reads = 0;
  });
  afterEach(() => cached.invalidation.stop());

  const get = () => cached.clients.get(clientId);
  const run = (text: string, ...values: unknown[]) => at.database.db.run(text, values);

  it('are read once, and not again while nothing changes', async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      await get();
      await sleep(100);
    }
    expect(reads).to.equal(0);
  });

  it('that are asked for at the same moment are read together', async () => {
    const more = await Promise.all(Array.from({ length: 6 }, () => createClient(at, {}, { institutionId })));
    reads = 0;
    const found = await Promise.all([...more, { clientId: 'ncc_nobody' }].map((of) => cached.clients.get(of.clientId)));
    expect(found.map((one) => one?.application.clientId)).to.eql([...more.map((one) => one.clientId), undefined]);
    expect(reads).to.equal(1);
  });

  const changes: Record<string, () => Promise<unknown>> = {
    'the application': () => run('update applications set name = $2 where client_id = $1', clientId, '改名'),
    'an SK': () => run('update application_secrets set expires_at = $2 where client_id = $1', clientId, new Date()),
    'a new SK': () =>
      run(
        `insert into application_secrets (id, client_id, hash, last_four, created_at) values ($2, $1, '\\x00', 'abcd', $3)`,
        clientId,
        newId(),
        new Date(),
      ),
    'a waiver': () =>
      run(
        `insert into application_waivers (id, client_id, redirect_uri, until, reason, created_at)
         values ($2, $1, 'http://a.cn/', $3, '旧系统', $3)`,
        clientId,
        newId(),
        new Date(),
      ),
    'its institution': () => run('update institutions set disabled_at = $2 where id = $1', institutionId, new Date()),
    'its end': async () => {
      await run('delete from application_secrets where client_id = $1', clientId);
      await run('delete from applications where client_id = $1', clientId);
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`are read again after a change, by any path: ${what}`, async () => {
      await change();
      await until(async () => {
        await get();
        return reads > 0;
      }, 'read again');
    });
  }

  it('that did not exist are looked for again once they do', async () => {
    const unknown = 'ncc_later';
    expect(await cached.clients.get(unknown)).to.equal(undefined);
    await run(
      `insert into applications select made.* from applications a,
         jsonb_populate_record(a, jsonb_build_object('client_id', $2::text)) made where a.client_id = $1`,
      clientId,
      unknown,
    );
    await until(async () => (await cached.clients.get(unknown)) !== undefined, 'found');
  });

  it('are not read again for the last use of an SK', async () => {
    await run('update application_secrets set last_used_at = $2 where client_id = $1', clientId, new Date());
    await sleep(300);
    await get();
    expect(reads).to.equal(0);
  });
});
