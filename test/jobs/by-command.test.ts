import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { yearOf } from '../../src/clock.ts';
import { createServices } from '../../src/services.ts';
import { fill, signInAt } from '../citizens/privacy/filled.ts';
import { createCitizen, password, startApp, type TestApp } from '../support/app.ts';
import { silent } from '../support/database.ts';
import { cloud } from '../support/server.ts';
import { words } from '../support/words.ts';

/** Everything that can be is as it was left 400 days ago: whatever a job waits for is due. */
const agedBy = '400 days';

async function age({ db }: TestApp['database']): Promise<void> {
  const tables = await db.rows<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'timestamptz'::regtype
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relispartition and c.relname !~ '^(knex_|audit_|job_runs|nodes|key_fingerprints)'
      group by c.relname order by 1`,
  );
  await db.transaction(async (trx) => {
    await trx.run('set local session_replication_role = replica'); // append-only tables, and triggers of notifications
    for (const { name, columns } of tables)
      await trx.run(
        `update ${name} set ${columns.map((column) => `${column} = ${column} - interval '${agedBy}'`).join(', ')}`,
      );
    // An incident is counted hour by hour: those of a day show as much as ten thousand.
    await trx.run(`update incident_countings set counted_until = now() - interval '1 day'`);
  });
}

describe('scheduled work by the command line', function () {
  this.timeout(300_000);
  let at: TestApp;
  let env: Record<string, string>;
  const ids = { leaving: '', child: '' };
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    env = { DATABASE_URL: at.database.url, KEYS_DIR: at.keysDir, PUBLIC_URL: at.origin };
    const { partner } = await fill(at);
    const { app } = at;
    const leaving = await createCitizen(at, 'leaving', { phone: '13900001111', email: 'leaving@example.cn' });
    const guardian = await createCitizen(at, 'guardian', { phone: '13900002222' });
    ids.leaving = leaving.id;
    await signInAt(at, partner, 'leaving');
    await app.privacy.exports.ask(leaving.id);
    const asked = await app.privacy.deletions.ask(leaving.id, { password, understood: true, device: 'Firefox' });
    expect(asked).to.have.property('dueAt');
    const child = await at.database.db.transaction((trx) =>
      app.accounts.insertChild(trx, {
        ...{ nickname: '小禾', username: 'xiaohe', birthYear: yearOf(app.clock.now()) - 13 },
        ...{ guardianId: guardian.id, passwordHash: '', termsVersion: 1 },
      }),
    );
    ids.child = 'id' in child ? child.id : '';
    await at.database.db.run('update accounts set birth_year = birth_year - 3 where id = $1', [ids.child]);
    await age(at.database);
  });
  after(() => at.close());

  const accountOf = (id: string) =>
    at.database.db.row<{ deleted: boolean; phone: boolean; nickname: string; guardian: string | null }>(
      `select deleted_at is not null as deleted, phone_sealed is not null as phone, nickname, guardian_id as guardian from accounts where id = $1`,
      [id],
    );

  it('erases nothing of a person where not all of it can be erased', async () => {
    const { config, clock } = at.app;
    const services = await createServices({ config, clock, log: silent, words }); // without the provider
    const failed = await services.jobs.runNow('privacy.erase').catch((error: Error) => error.message);
    await services.close();
    expect(failed).to.equal('the provider is not there yet');
    expect(await accountOf(ids.leaving)).to.include({ deleted: false, phone: true, nickname: '溪边人家' });
  });

  it('has names that can be typed, all of one form', () => {
    expect(at.app.jobs.scheduled().filter((name) => !/^[a-z_]+\.[a-z_-]+$/.test(name))).to.eql([]);
  });

  it('includes every scheduled job of a server, and each ends well with people for whom it is due', async () => {
    const names = at.app.jobs.scheduled();
    expect(names.length).to.be.above(40);
    const failed: string[] = [];
    for (const name of names) {
      const { code, stdout, stderr } = await cloud(['jobs', 'run', name], env);
      if (code !== 0 || stdout !== `${name} 做完了\n`) failed.push(`${name}: ${stderr}`);
    }
    expect(failed).to.eql([]);
    const { count } = (await at.database.db.row<{ count: number }>(
      'select count(distinct name)::int as count from job_runs where finished_at is not null',
    )) ?? { count: 0 };
    expect(count).to.equal(names.length);
  });

  it('has erased who asked for it, and given a child its account', async () => {
    const [leaving, child] = await Promise.all([accountOf(ids.leaving), accountOf(ids.child)]);
    expect(leaving).to.include({ deleted: true, phone: false });
    expect(leaving?.nickname).not.to.equal('溪边人家');
    expect(await at.database.db.rows('select from consents where account_id = $1', [ids.leaving])).to.eql([]);
    expect(child?.guardian).to.equal(null);
  });

  it('leaves the addresses of the back office as the servers set them, whatever address its own settings say', async () => {
    const addresses = () =>
      at.database.db.rows(`select client_id, redirect_uris from applications where first_party order by client_id`);
    const before = await addresses();
    expect(before).to.have.length.above(1);
    const { code, stderr } = await cloud(['jobs', 'run', 'throttle.purge'], {
      ...env,
      PUBLIC_URL: 'http://localhost:9',
    });
    expect(code, stderr).to.equal(0);
    expect(await addresses()).to.deep.equal(before);
  });

  it('lists the jobs, where an unknown one is named', async () => {
    const { code, stderr } = await cloud(['jobs', 'run', 'nothing'], env);
    expect(code).to.equal(1);
    for (const name of at.app.jobs.scheduled()) expect(stderr).to.include(name);
  });
});
