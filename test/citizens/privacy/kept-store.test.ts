import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { remove, rowsOf } from '../../../src/citizens/privacy/kept-store.ts';
import { createSeal } from '../../../src/crypto/seal.ts';
import { untilErased } from '../../../src/personal.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

describe('R04 rows that are kept of a person', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
    await database.db.run('create table kept_things (account_id uuid not null, thing text not null)');
  });
  after(() => database.drop());

  const seal = createSeal(() => ({ sealing: [], index: randomBytes(32) }));
  const table = { table: 'kept_things', accountIn: ['account_id'] };
  const left = async () => (await database.db.rows('select 1 from kept_things')).length;
  const waiting = async () =>
    (
      await database.db.rows(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).length;
  async function removeAll(accountId: string, batch: number): Promise<number> {
    const person = { accountId, phone: undefined, email: undefined, seal };
    for (let steps = 0; ; steps += 1)
      if ((await database.db.transaction((trx) => remove(trx, table, person, batch))) === 0) return steps;
  }

  it('are removed in batches, and other accounts’ stay', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await database.db.run(
      `insert into kept_things select account_id, n::text from unnest($1::uuid[]) account_id, generate_series(1, 25) n`,
      [[one, other]],
    );
    expect(await removeAll(one, 10)).to.equal(3);
    expect(await left()).to.equal(25);
    expect(await removeAll(other, 100)).to.equal(1);
  });

  it('are read to the last, batch by batch, and never another account’s', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await database.db.run(
      `insert into kept_things select account_id, n::text from unnest($1::uuid[]) account_id, generate_series(1, 1001) n`,
      [[one, other]],
    );
    const person = { accountId: one, phone: undefined, email: undefined, seal };
    const kept = untilErased('');
    const about = { ...table, kept, heading: '', exported: { thing: '' }, atDeletion: 'removed' as const };
    for (const batch of [undefined, 1_001, 1_000, 7]) {
      const found = await database.db.transaction(async (trx) => {
        const rows = [];
        for await (const some of rowsOf(trx, about, person, batch)) rows.push(...some);
        return rows;
      });
      expect(new Set(found.map(({ thing }) => thing)).size, String(batch)).to.equal(1_001);
      expect(found).to.have.length(1_001);
    }
    await database.db.run('truncate kept_things');
  });

  it('are removed also when they are changed at the same moment', async () => {
    const one = randomUUID();
    await database.db.run(`insert into kept_things values ($1, 'as it was')`, [one]);
    let removing: Promise<number> | undefined;
    await database.db.transaction(async (trx) => {
      await trx.run(`update kept_things set thing = 'as it is now'`);
      removing = removeAll(one, 10);
      await until(async () => (await waiting()) === 1, 'a removal that waits for the row');
    });
    await removing;
    expect(await left()).to.equal(0);
  });
});
