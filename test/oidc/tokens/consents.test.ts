import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Clock, days, after as later, systemClock } from '../../../src/clock.ts';
import { distributedStore } from '../../../src/oidc/distributed/index.ts';
import { createConsents } from '../../../src/oidc/tokens/consents.ts';
import { touch } from '../../../src/oidc/tokens/consents-store.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { until } from '../../support/until.ts';
import { tokenStores } from './token-stores.ts';

describe('consents', () => {
  let at: TestApp;
  let clientId: string;
  let people = 0;
  before(async () => {
    at = await startApp(import.meta.filename);
    ({ clientId } = await createClient(at));
  });
  after(() => at.close());

  const person = async () => {
    people += 1;
    return (await createCitizen(at, `consenting${people}`)).id;
  };
  /** Never the same twice: later calls are later, however quick the machine. */
  let last = 0;
  const clock: Clock = {
    now() {
      last = Math.max(last + 1, systemClock.now().getTime());
      return new Date(last);
    },
  };
  const createWith = (tokens: (typeof tokenStores)[number][1]) =>
    createConsents({ db: at.app.db, clock, notices: { enqueue: async () => undefined }, tokens });

  it('note a login within the page of the row, however full it was, and hold no account for it', async function () {
    if (process.env.CITUS_URLS) this.skip(); // spread tables have a statement of their own
    const { db } = at.app;
    const id = await person();
    await db.run(
      `insert into accounts select made.* from accounts a, generate_series(1, 500) n,
         jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'username', 'crowd' || n, 'phone_index', null, 'email_index', null)) made
       where a.id = $1`,
      [id],
    );
    await db.run(
      `insert into consents (account_id, client_id, granted, refused, first_at, last_at, expires_at)
       select id, $1, '{openid,profile}', '{}', $2, $2, $3 from accounts where username like 'crowd%'`,
      [clientId, systemClock.now(), later(systemClock.now(), days(365))],
    );
    const crowd = await db.rows<{ id: string }>(
      `select account_id as id from consents join accounts on id = account_id where username like 'crowd%' order by consents.ctid limit 1`,
    );
    const one = crowd[0]?.id ?? '';
    const holder = () => db.row<{ xmax: string }>(`select xmax::text from accounts where id = $1`, [one]);
    const before = await holder();
    const written = await db.transaction(async (trx) => {
      await touch(trx, [{ accountId: one, clientId, at: later(systemClock.now(), 60) }]);
      return trx.row(
        `select n_tup_upd::int as changed, n_tup_hot_upd::int as "inPlace" from pg_stat_xact_user_tables where relname = 'consents'`,
      );
    });
    expect(written).to.eql({ changed: 1, inPlace: 1 });
    expect(await holder()).to.eql(before);
  });

  for (const [name, store] of tokenStores)
    describe(name, () => {
      it('merge with earlier decisions about other scopes, and the later decision counts', async () => {
        const consents = createWith(store);
        const id = await person();
        await consents.give({ accountId: id, clientId, granted: ['openid', 'phone'], refused: ['email'] });
        await consents.give({ accountId: id, clientId, granted: ['openid', 'email'], refused: ['phone', 'profile'] });
        const found = await consents.find(id, clientId);
        expect(found?.granted.toSorted()).to.deep.equal(['email', 'openid']);
        expect(found?.refused.toSorted()).to.deep.equal(['phone', 'profile']);
      });

      it('record the last login, and once a day the scopes given', async () => {
        const id = await person();
        await createWith(store).give({ accountId: id, clientId, granted: ['openid', 'phone'], refused: [] });
        await createWith(store).touch(id, clientId);
        await createWith(store).give({ accountId: id, clientId, granted: ['email'], refused: ['phone'] });
        await createWith(store).touch(id, clientId);
        const consents = createWith(store);
        await consents.touch(id, clientId);
        const [day, ...others] = await consents.uses(id);
        expect(others).to.deep.equal([]);
        expect(day?.granted.toSorted()).to.deep.equal(['email', 'openid', 'phone']);
        const found = await consents.find(id, clientId);
        expect(found?.lastAt.getTime()).to.be.above(found?.firstAt.getTime() ?? Number.POSITIVE_INFINITY);
      });

      it('note the logins of many at once, by two nodes in any order while some are withdrawn', async () => {
        const nodes = [createWith(store), createWith(store)];
        const ids = await Promise.all(Array.from({ length: 8 }, person));
        const [leaving = '', ...staying] = ids;
        const give = (accountId: string) =>
          nodes[0]?.give({ accountId, clientId, granted: ['openid', 'phone'], refused: [] });
        for (const id of ids) await give(id);
        await Promise.all([
          ...ids.map((id) => nodes[0]?.touch(id, clientId)),
          ...ids.toReversed().map((id) => nodes[1]?.touch(id, clientId)),
          nodes[1]?.withdraw({ kind: 'citizen', accountId: leaving }, leaving, clientId, randomUUID()),
        ]);
        for (const id of staying) {
          const found = await nodes[0]?.find(id, clientId);
          expect(found?.lastAt.getTime()).to.be.above(found?.firstAt.getTime() ?? Number.POSITIVE_INFINITY);
          expect((await nodes[0]?.uses(id))?.map(({ granted }) => granted)).to.eql([['openid', 'phone']]);
        }
        expect(await nodes[0]?.find(leaving, clientId)).to.equal(undefined);
      });

      it('lose none of several that are given at once, also where they are the first', async () => {
        const consents = createWith(store);
        const id = await person();
        const scopes = ['openid', 'profile', 'phone', 'email', 'age_range', 'offline_access'];
        await Promise.all(
          scopes.map((scope) => consents.give({ accountId: id, clientId, granted: [scope], refused: [] })),
        );
        expect((await consents.find(id, clientId))?.granted.toSorted()).to.deep.equal(scopes.toSorted());
      });
    });

  it('are left of no application that ends at the same moment, also without the key to it', async () => {
    // As on a Citus, where the keys of spread tables are put away.
    const keys = await at.app.db.rows<{ name: string }>(
      `select conname as name from pg_constraint where conrelid = 'consents'::regclass and contype = 'f'`,
    );
    for (const { name } of keys) await at.app.db.run(`alter table consents drop constraint ${name}`);
    const consents = createWith(distributedStore);
    const id = await person();
    const going = await createClient(at);
    let given: Promise<unknown> | undefined;
    await at.database.db.transaction(async (trx) => {
      await trx.row('select 1 from applications where client_id = $1 for update', [going.clientId]);
      given = consents.give({ accountId: id, clientId: going.clientId, granted: ['openid'], refused: [] }).then(
        () => 'given',
        (error: unknown) => String(error),
      );
      await until(
        async () =>
          (
            await at.app.db.rows(
              `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
            )
          ).length > 0,
        'the consent waits',
      );
      await trx.run('delete from consents where client_id = $1', [going.clientId]);
      await trx.run('delete from applications where client_id = $1', [going.clientId]);
    });
    expect(await given).to.match(/to no application/);
    expect(await at.app.db.rows('select 1 from consents where client_id = $1', [going.clientId])).to.deep.equal([]);
  });
});
