import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, minutes, systemClock } from '../../../src/clock.ts';
import { type Database, openDatabase } from '../../../src/database/open.ts';
import { distributedStore as store } from '../../../src/oidc/distributed/index.ts';
import type { Kind } from '../../../src/oidc/tokens/kinds.ts';
import type { Write } from '../../../src/oidc/tokens/store.ts';
import { silent, type TestDatabase, testDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

describe('one code that many redeem at once at one process of spread tokens', () => {
  let database: TestDatabase;
  /** Who has the row. */
  let holder: Database;
  before(async () => {
    database = await testDatabase();
    holder = await openDatabase({ url: database.url, dataDir: '', log: silent });
  });
  after(async () => {
    await holder.close();
    await database.drop();
  });

  const now = systemClock.now();
  const write = (kind: Kind, currentHash?: Buffer): Write => ({
    kind,
    key: randomBytes(32),
    artefact: {
      ...{ payload: {}, clientId: undefined, accountId: undefined, grantKey: undefined, uidKey: undefined },
      ...{ issuedAt: now, expiresAt: later(now, minutes(10)), ...(currentHash && { currentHash }) },
    },
  });
  const asking = async () =>
    (
      await database.db.rows<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and state = 'active'
          and query ~ '^update oidc_tokens set (consumed_at|current_hash)'`,
      )
    ).map(({ pid }) => pid);

  const contested = {
    'a code': async () => {
      const code = write('AuthorizationCode');
      await store.upsert(database.db.byKey, [code]);
      const exchange = { kind: code.kind, key: code.key };
      const ask = () => store.exchange(database.db.byKey, [{ ...exchange, writes: [write('AccessToken')] }], now);
      return { key: code.key, ask };
    },
    'a refresh token of a family': async () => {
      const current = randomBytes(32);
      const family = write('RefreshToken', current);
      await store.insertOnce(database.db.byKey, [family]);
      const step = () => ({ key: family.key, current, next: randomBytes(32), writes: [write('AccessToken')] });
      return { key: family.key, ask: () => store.rotate(database.db.byKey, [step()], now) };
    },
  };

  for (const [name, make] of Object.entries(contested)) {
    it(`costs one statement that waits, and one wins: ${name}`, async () => {
      const { key, ask } = await make();
      const answers = await holder.transaction(async (trx) => {
        await trx.row('select 1 from oidc_tokens where key = $1 for update', [key]);
        const asked = Array.from({ length: 12 }, ask);
        await until(async () => (await asking()).length > 0, 'one asks');
        expect(await asking()).to.have.length(1);
        return { asked };
      });
      const won = await Promise.all(answers.asked);
      expect(won.filter(({ size }) => size > 0)).to.have.length(1);
      expect((await ask()).size, 'who comes later').to.equal(0);
    });

    it(`is asked again by the next one where the outcome is unknown: ${name}`, async () => {
      const { key, ask } = await make();
      const { asked, ended } = await holder.transaction(async (trx) => {
        await trx.row('select 1 from oidc_tokens where key = $1 for update', [key]);
        const asked = Array.from({ length: 5 }, () =>
          ask().then(
            ({ size }) => size,
            () => 'lost' as const,
          ),
        );
        let ended: number | undefined;
        await until(async () => {
          [ended] = await asking();
          return ended !== undefined;
        }, 'one asks');
        await trx.run('select pg_terminate_backend($1::int)', [ended]);
        await until(async () => (await asking()).some((pid) => pid !== ended), 'the next one asks');
        return { asked, ended };
      });
      expect(ended).to.be.a('number');
      expect((await Promise.all(asked)).toSorted()).to.deep.equal([0, 0, 0, 1, 'lost']);
    });
  }
});
