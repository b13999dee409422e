import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { note } from '../../src/webhooks/delivery-store.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { fill } from '../support/fill.ts';

describe('an attempt of a delivery', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  it('is noted once, by whichever node was first, and in its turn', async () => {
    const { db } = database;
    const id = 'aaaaaaaa-0000-4000-8000-000000000001';
    await fill(db, 'webhook_deliveries', 1, { id: `'${id}'`, state: `'pending'` });
    const at = new Date('2026-11-24T02:00:00Z');
    const failed = { state: 'pending', at, nextAt: at, status: 500, problem: undefined } as const;
    const noted: boolean[] = [];
    for (const attempt of [1, 1, 3, 2, 2, 1]) noted.push(await note(db, id, attempt, failed));
    expect(noted).to.deep.equal([true, false, false, true, false, false]);
    expect(await note(db, id, 3, { ...failed, state: 'delivered', nextAt: undefined })).to.equal(true);
    expect(await note(db, id, 4, failed)).to.equal(false);
  });
});
