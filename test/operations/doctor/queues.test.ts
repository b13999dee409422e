import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Actor, Staff } from '../../../src/actor.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { openMailServer } from '../../support/post-office.ts';
import { cloud, cloudJson } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const operator: Staff = { kind: 'staff', accountId: '00000000-0000-4000-8000-00000000000a', roles: ['operator'] };
const because = { reason: '邮件服务器已经恢复' };

describe('系统状态', function () {
  this.timeout(90_000);
  let at: TestApp;
  let mails: Awaited<ReturnType<typeof openMailServer>>;
  let env: Record<string, string>;
  before(async () => {
    mails = await openMailServer();
    at = await startApp(import.meta.filename, { jobs: true, env: { SMTP_URL: mails.url } });
    env = { DATABASE_URL: at.database.url, KEYS_DIR: at.keysDir, PUBLIC_URL: at.origin, SMTP_URL: mails.url };
  });
  after(async () => {
    await at.close();
    await mails.close();
  });

  const db = () => at.database.db;
  /** A dead mail, as left after the last attempt. */
  async function deadMail(to: string): Promise<string> {
    await db().transaction((trx) => at.app.mail.send(trx, { to, subject: 'x', text: 'x' }));
    await until(async () => mails.letters.some((each) => each.to === to), 'it was delivered once');
    // The job ends after the mail is marked as sent, and until then counts as running.
    const open = `select 1 from jobs where queue = 'mails' and done_at is null`;
    await until(async () => (await db().row(open)) === undefined, 'its job is done');
    const row = await db().row<{ id: string }>(
      `update mails set sent_at = null, failed_at = $1, attempts = 8, problem = 'no answer'
       where id = (select id from mails order by created_at desc limit 1) returning id`,
      [at.app.clock.now()],
    );
    return row?.id ?? '';
  }
  const events = async (verb: string) => {
    const rows = await db().rows<{ actor_id: string; subject_id: string; details: Record<string, unknown> }>(
      `select actor_id, subject_id, details from audit_events where verb = $1 order by id`,
      [verb],
    );
    return rows;
  };

  it('lists dead items with their reason, age and attempts, and only a part of the receiver', async () => {
    const id = await deadMail('wangfang@example.cn');
    const { shown } = await at.app.queues.list(operator, 'mails', { state: 'dead', before: undefined, limit: 10 });
    const [found] = shown;
    expect(found).to.include({ id, attempts: 8, problem: 'no answer' });
    expect(found?.receiver)
      .to.match(/@example\.cn$/)
      .and.not.include('wangfang');
    const counts = await at.app.queues.counts(operator);
    expect(counts.find(({ queue }) => queue === 'mails')).to.include({ dead: 1, waiting: 0 });
  });

  it('does scheduled work at once, and names all there is where it knows none of that name', async () => {
    await at.app.queues.run(operator, 'jobs.purge');
    const ended = `select from job_runs where name = 'jobs.purge' and finished_at is not null`;
    expect(await db().row(ended)).not.to.equal(undefined);
    const [event] = await events('job.run');
    expect(event).to.deep.include({ actor_id: operator.accountId, subject_id: 'jobs.purge' });
    const unknown = await at.app.queues.run(operator, 'jobs.nothing').catch((error: unknown) => error);
    expect(unknown).to.have.property('code', 'not_found');
    expect(unknown).to.have.nested.property('fact.params.known').that.includes('links.watch, ');
    const reviewer: Actor = { ...operator, roles: ['reviewer'] };
    expect(await at.app.queues.run(reviewer, 'jobs.purge').catch((error: unknown) => error)).to.have.property(
      'code',
      'forbidden',
    );
    expect(await events('job.run')).to.have.lengthOf(1);
  });

  it('sends a dead mail again for a reason, and the audit names the actor', async () => {
    const id = await deadMail('again@example.cn');
    expect(await at.app.queues.retry(operator, 'mails', id, { reason: '' })).to.have.nested.property('problems.reason');
    await at.app.queues.retry(operator, 'mails', id, because);
    await until(
      async () => mails.letters.filter(({ to }) => to === 'again@example.cn').length === 2,
      'a second delivery',
    );
    await until(
      async () => (await db().row(`select 1 from mails where id = $1 and sent_at is not null`, [id])) !== undefined,
      'noted',
    );
    const [event] = await events('mail.retry');
    expect(event).to.deep.include({ actor_id: operator.accountId, subject_id: id });
    expect(event?.details).to.deep.include({ reason: because.reason, attempts: 8, problem: 'no answer' });
    expect(JSON.stringify(event?.details)).not.to.include('again@');
    const refused = await at.app.queues.retry(operator, 'mails', id, because).catch((error: unknown) => error);
    expect(refused, 'it was sent').to.have.property('code', 'not_found');
  });

  it('gives a dead job all of its attempts again', async () => {
    const now = at.app.clock.now();
    const [job] = await db().rows<{ id: number }>(
      `insert into jobs (queue, payload, created_at, run_at, attempts, given_up_at) values ('other', '{}', $1, $1, 7, $1) returning id`,
      [now],
    );
    await at.app.queues.retry(operator, 'jobs', String(job?.id), because);
    const left = await db().row('select attempts, given_up_at from jobs where id = $1', [job?.id]);
    expect(left).to.deep.equal({ attempts: 0, given_up_at: null });
    await db().run('delete from jobs where id = $1', [job?.id]);
  });

  it('gives one up for good', async () => {
    const id = await deadMail('dropped@example.cn');
    await at.app.queues.drop(operator, 'mails', id, because);
    expect(await db().row('select 1 from mails where id = $1', [id])).to.equal(undefined);
    expect((await events('mail.drop')).map(({ subject_id }) => subject_id)).to.deep.equal([id]);
  });

  it('leaves running items alone', async () => {
    const [job] = await db().rows<{ id: number }>(
      `insert into jobs (queue, payload, created_at, run_at, attempts, leased_until) values ('other', '{}', $1, $1, 1, $2) returning id`,
      [at.app.clock.now(), new Date(at.app.clock.now().getTime() + 30_000)],
    );
    for (const verb of ['retry', 'drop'] as const) {
      const refused = await at.app.queues[verb](operator, 'jobs', String(job?.id), because).catch(
        (error: unknown) => error,
      );
      expect(refused).to.have.property('code', 'conflict');
    }
    await db().run('delete from jobs where id = $1', [job?.id]);
  });

  it('pages waiting items from the oldest on, and dead ones from the newest', async () => {
    for (let count = 1; count <= 5; count += 1)
      await db().run(
        `insert into jobs (queue, payload, created_at, run_at, attempts, given_up_at) values ('page', '{}', $1, $2, 1, $3)`,
        [new Date(2026, 0, count), new Date(2100, 0, count), count > 2 ? at.app.clock.now() : null],
      );
    const all = async (state: 'dead' | 'waiting') => {
      const days: number[] = [];
      let before: { at: Date; id: string } | undefined;
      do {
        const { shown, next } = await at.app.queues.list(operator, 'jobs', { state, before, limit: 1 });
        days.push(...shown.filter(({ what }) => what === 'page').map(({ createdAt }) => createdAt.getDate()));
        before = next;
      } while (before !== undefined);
      return days;
    };
    expect(await all('waiting')).to.deep.equal([1, 2]);
    expect(await all('dead')).to.deep.equal([5, 4, 3]);
    await db().run(`delete from jobs where queue = 'page'`);
  });

  it('is only for operators of the whole country', async () => {
    const others: Actor[] = [
      { ...operator, regions: ['330000'] },
      { ...operator, roles: ['reviewer', 'auditor', 'security'] },
      { kind: 'citizen', accountId: operator.accountId },
    ];
    for (const other of others) {
      const { queues } = at.app;
      const tries = [
        queues.counts(other),
        queues.list(other, 'mails', { state: 'dead', before: undefined, limit: 1 }),
        queues.get(other, 'mails', 'x'),
        queues.retry(other, 'mails', 'x', because),
        queues.drop(other, 'mails', 'x', because),
        queues.all(other, 'retry', 'mails', because),
      ];
      for (const tried of tries)
        expect(await tried.catch((error: unknown) => error)).to.have.property('code', 'forbidden');
    }
  });

  describe('on the command line', () => {
    it('lists, retries one or all, drops, and names the user of the operating system in the audit', async () => {
      const [one] = [await deadMail('one@example.cn'), await deadMail('two@example.cn')];
      const listed = await cloudJson(['mails', 'list'], env);
      expect(listed).to.include({ state: 'dead', next: null });
      expect((listed.items as { id: string }[]).map(({ id }) => id)).to.include(one);
      expect(await cloudJson(['mails', 'drop', one, '--reason', '地址写错了'], env)).to.deep.equal({ count: 1 });
      const { count } = await cloudJson(['mails', 'retry', 'all', '--reason', because.reason], env);
      expect(count).to.be.at.least(1);
      const { userInfo } = await import('node:os');
      expect((await events('mail.drop')).at(-1)).to.deep.include({ actor_id: userInfo().username, subject_id: one });
      await until(async () => (await at.app.queues.counts(operator))[1]?.waiting === 0, 'they are sent');
      const { stdout } = await cloud(['mails', 'list', '--state', 'waiting'], env);
      expect(stdout).to.match(/^放弃了 0 个，在等 \d+ 个/);
    });

    it('names a missing argument', async () => {
      const wrong = [
        [['jobs', 'retry', '1'], /请写上 --reason/],
        [['jobs', 'retry', '1', '--reason', 'x'], /reason: /],
        [['jobs', 'drop', '999999', '--reason', '已经不需要'], /没有找到这一条/],
        [['webhooks', 'list', '--state', 'gone'], /dead（放弃了的）或 waiting（在等的）/],
        [['sms', 'list', '--cursor', 'x'], /--cursor/],
      ] as const;
      for (const [args, said] of wrong) {
        const { code, stderr } = await cloud(args, env);
        expect([code, stderr]).to.deep.include(1);
        expect(stderr).to.match(said);
      }
    });
  });
});
