import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { migrate, migrateDown, migrations } from '../../src/database/migrate.ts';
import { createLog } from '../../src/log.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

describe('R43 entries that had one number before it was one', () => {
  const log = createLog('silent');
  const institution = randomUUID();
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
    const { db } = database;
    await migrateDown(db, log, migrations().filter((name) => name >= '0085').length);
    const at = new Date('2026-11-01T00:00:00Z');
    await db.run(`insert into institutions (id, name, created_at, updated_at) values ($1, '青溪县文化馆', $2, $2)`, [
      institution,
      at,
    ]);
    for (const ak of ['ncc_a', 'ncc_b'])
      await db.run(
        `insert into applications (client_id, institution_id, name, scope, api_scope, token_endpoint_auth_method, redirect_uris, expires_at,
           tokens_valid_from, created_at, updated_at) values ($1, $2, $1, '', '', 'client_secret_basic', '{}', $3, $3, $3, $3)`,
        [ak, institution, at],
      );
  });
  after(() => database.drop());

  it('leaves it to what citizens see, else to the oldest, and names the others so that nobody asks for them', async () => {
    const { db } = database;
    const long = 'x'.repeat(64);
    const put = (title: string, number: string, ak: string | null, state: string | null, day: number) =>
      db.run(
        `insert into entries (id, institution_id, client_id, channel, external_id, title, review_state, content_hash, gaps, publication_state,
           created_by, created_at, updated_at) values ($1, $2, $3, 'news', $4, $5, 'draft', '', 0, $6, '', $7, $7)`,
        [randomUUID(), institution, ak, number, title, state, new Date(Date.UTC(2026, 10, day))],
      );
    await put('草稿', 'a-1', null, null, 1);
    await put('已发布', 'a-1', 'ncc_a', 'published', 3);
    await put('已过期', 'a-1', 'ncc_b', 'expired', 2);
    await put('较早', long, 'ncc_a', null, 1);
    await put('较晚', long, null, null, 2);
    await migrate(db, log);
    const rows = await db.rows<{ title: string; external_id: string }>(`select title, external_id from entries`);
    const numberOf = new Map(rows.map(({ title, external_id }) => [title, external_id]));
    expect([numberOf.get('已发布'), numberOf.get('较早')]).to.deep.equal(['a-1', long]);
    for (const title of ['草稿', '已过期']) expect(numberOf.get(title)).to.match(/^a-1\.again-[\da-f]{10}$/);
    expect(numberOf.get('较晚')).to.match(/^x{46}\.again-[\da-f]{10}$/);
  });
});
