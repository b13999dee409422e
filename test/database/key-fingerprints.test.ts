import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { mustBelong } from '../../src/database/key-fingerprints.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freshFolder, tamper } from '../support/keys.ts';
import { cloud } from '../support/server.ts';

describe('the secrets of a database', () => {
  let base: TestDatabase;
  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());

  const now = new Date('2026-11-26T01:00:00Z');
  const fingerprint = (name: string) => Buffer.alloc(32, name);
  const refusal = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

  it('are noted by the first of several that start, and the others are held against them', async () => {
    const starts = ['a', 'b', 'c', 'd'].map((who) =>
      refusal(mustBelong(base.db, { subject: fingerprint(who), index: fingerprint('i') }, now, './keys')),
    );
    const refusals = (await Promise.all(starts)).filter((text) => text !== 'undefined');
    expect(refusals).to.have.length(3);
    for (const text of refusals) expect(text).to.contain('are not those of this database (subject)');
  });

  it('gain one that a release brings', async () => {
    const known = await base.db.row<{ fingerprint: Buffer }>(
      `select fingerprint from key_fingerprints where name = 'subject'`,
    );
    const secrets = { subject: known?.fingerprint ?? Buffer.alloc(0), index: fingerprint('i') };
    await mustBelong(base.db, { ...secrets, fresh: fingerprint('f') }, now, './keys');
    const text = await refusal(mustBelong(base.db, { ...secrets, fresh: fingerprint('g') }, now, './keys'));
    expect(text).to.contain('(fresh)');
  });

  it('cannot be exchanged in the database', async () => {
    const refused = await refusal(base.db.run(`update key_fingerprints set fingerprint = '\\x00'`));
    expect(refused).to.equal('key_fingerprints is append-only');
  });

  it('of another folder are refused at the start with the cure, and nothing is changed', async () => {
    const fresh = await testDatabase();
    const [dir, other] = [await freshFolder(), await freshFolder()];
    const list = (KEYS_DIR: string) =>
      cloud(['application', 'list'], { DATABASE_URL: fresh.url, KEYS_DIR, DEMO: 'off' });
    expect((await list(dir)).code).to.equal(0);
    const refused = await list(other);
    expect([refused.code, refused.stdout]).to.deep.equal([1, '']);
    expect(refused.stderr)
      .to.match(/are not those of this database \(\w+(, \w+)*\)/)
      .and.contain('Restore secrets.json from the backup')
      .and.not.contain('keys create');
    expect((await list(dir)).code).to.equal(0);
    await tamper(dir, 'secrets.json', (content) => {
      content.subject = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
    });
    expect((await list(dir)).stderr).to.contain('are not those of this database (subject)');
    await fresh.drop();
  });
});
