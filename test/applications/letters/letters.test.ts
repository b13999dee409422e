import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { setExpiry } from '../../../src/applications/aksk/store.ts';
import { letterFor, type Occasion } from '../../../src/applications/letters/letters.ts';
import { days, hours, after as later, minutes } from '../../../src/clock.ts';
import { operator } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';
import { speech } from '../../support/words.ts';
import { contact, type Office, openOffice } from '../office.ts';

describe('letters to the contact of an application', () => {
  let base: TestDatabase;
  let clock: TestClock;
  let office: Office;

  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());
  beforeEach(async () => {
    await base.db.run('truncate jobs, job_runs, notices, mails, sms_messages');
    // Not truncated: a cascade would reach publications, which are never emptied.
    await base.db.run('delete from applications');
    clock = testClock('2026-03-02T00:30:00Z'); // 08:30 in Shanghai
    office = openOffice({ base, clock });
  });
  afterEach(() => office.jobs.stop());

  const letters = async () => (await office.mail.recent()).toReversed();
  const last = async () => (await letters()).at(-1) ?? expect.fail('no letter');
  const runs = (name: string, slot: string) =>
    until(
      async () =>
        (
          await base.db.rows(`select 1 from job_runs where name = $1 and slot = $2 and finished_at is not null`, [
            name,
            slot,
          ])
        ).length === 1,
      `${name} at ${slot}`,
    );
  const pending = `select 1 from jobs where done_at is null and queue = 'applications.reminders.catch-up'`;
  const caughtUp = () => until(async () => (await base.db.rows(pending)).length === 0, 'caught up');

  it('tell that the AK is issued, and leave the SK out', async () => {
    const { secret = '' } = await office.enter('ak-1');
    const { to, subject, text = '', html = '' } = await last();
    expect(to).to.equal('wang@example.cn');
    expect(subject).to.equal('【国家公共文化云】“应用 ak-1”的 AK 已签发');
    for (const said of [
      '青溪县文化馆 王芳，您好：',
      'ak-1',
      '2026年4月1日 23:59（北京时间）',
      'SK 不会出现在邮件和短信里',
    ]) {
      expect(text).to.include(said);
      expect(html).to.include(said);
    }
    expect(text + html).not.to.include(secret);
  });

  it('tell that it was disabled, with the reason, and enabled again', async () => {
    await office.enter('ak-1');
    clock.advance(1);
    await office.applications.disable(operator, 'ak-1', '内容待整改');
    expect((await last()).text)
      .to.include('停用原因：内容待整改')
      .and.include('2026年3月2日 08:30');
    clock.advance(1);
    await office.applications.enable(operator, 'ak-1');
    expect((await last()).subject).to.equal('【国家公共文化云】“应用 ak-1”已恢复使用');
    expect((await last()).text).to.include('有效期到 2026年4月1日 23:59');
    clock.advance(1);
    await office.applications.disable(operator, 'ak-1', '再次');
    expect(await letters()).to.have.length(4);
  });

  it('report the state that is true after the end', async () => {
    clock.set('2026-03-01T01:00:00Z');
    await office.enter('ak-1', contact, { expiresAt: new Date('2026-03-01T15:59:59Z') });
    clock.set('2026-03-02T00:30:00Z');
    await office.applications.disable(operator, 'ak-1', '内容待整改');
    clock.advance(1);
    await office.applications.enable(operator, 'ak-1');
    clock.set('2026-03-02T01:00:00Z');
    office.jobs.start();
    await runs('applications.reminders', '2026-03-02T01:00:00Z');
    const [, , enabled, over] = await letters();
    expect(enabled?.text).to.include('还要延长有效期才能使用');
    expect(over?.text).to.include('AK 已于 2026年3月1日 23:59（北京时间）到期').and.include('数据接口也已停用');
  });

  it('R30 say how to renew, with one link to the page, which carries nothing that signs in', async () => {
    await office.enter('ak-1', contact, { expiresAt: new Date('2026-03-03T15:59:59Z') });
    clock.set('2026-03-02T01:00:00Z');
    office.jobs.start();
    await runs('applications.reminders', '2026-03-02T01:00:00Z');
    const { text = '', html = '' } = await last();
    expect(text)
      .to.include('请登录机构后台，点击“延长有效期”：从办理当天起 30 天')
      .and.include('不能登录时，请联系国家公共文化云运营（电话 400-0596-087），报上 AK')
      .and.include('延长有效期：https://sso.example.cn/console/applications/ak-1/renew');
    const [link, ...others] = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(link).to.match(/^https:\/\/sso\.example\.cn\/console\/applications\/ak-1\/renew\?institution=[\da-f-]{36}$/);
    expect(others).to.deep.equal(['tel:4000596087']);
  });

  it('lead to where the occasion is looked after', async () => {
    const places = { phone: '400-0596-087', origin: 'https://sso.example.cn' };
    const { application } = await office.enter('ak-1');
    const at = clock.now();
    const over = { ...application, expiresAt: later(at, -1) };
    const [secret] = await office.applications.secrets('ak-1');
    if (secret === undefined) throw new Error('no SK');
    const leads = (about: typeof application, occasion: Occasion) => {
      const { letter, href } = letterFor(about, occasion, places);
      return [speech.write(letter).action, href.replace('https://sso.example.cn/console/applications/ak-1', '')];
    };
    expect(leads(application, { kind: 'issued' })).to.eql(['查看应用', '']);
    expect(leads(application, { kind: 'disabled', reason: '核实', at })).to.eql(['查看应用', '']);
    expect(leads(application, { kind: 'enabled', at })).to.eql(['查看应用', '']);
    expect(leads(over, { kind: 'enabled', at })).to.eql(['延长有效期', '/renew']);
    expect(leads(application, { kind: 'sk_ends', secret, endsAt: at, lastUsedAt: at })).to.eql(['查看 SK', '#keys']);
  });

  it('count days by the midnight of 北京时间', async () => {
    const ends = { first: '2026-03-02T16:00:00Z', last: '2026-03-03T15:59:59Z' }; // both on March 3
    for (const [ak, end] of Object.entries(ends)) await office.enter(ak, contact, { expiresAt: new Date(end) });
    for (const [ak, end] of [
      ['before', '2026-03-02T15:59:59Z'],
      ['after', '2026-03-03T16:00:00Z'],
    ] as const)
      await office.enter(ak, contact, { expiresAt: new Date(end) });
    clock.set('2026-03-02T01:00:00Z');
    office.jobs.start();
    await runs('applications.reminders', '2026-03-02T01:00:00Z');
    const subjects = (await letters()).map(({ subject }) => subject.replace('【国家公共文化云】', ''));
    expect(subjects.filter((subject) => subject.includes('到期')).toSorted()).to.deep.equal([
      '“应用 before”的 AK 今天到期',
      '“应用 first”的 AK 明天到期',
      '“应用 last”的 AK 明天到期',
    ]);
  });

  it('show a hostile name as a name', async () => {
    await office.enter('ak-1', { ...contact, name: '<img src=x onerror=alert(1)>' });
    const { html = '', text } = await last();
    expect(html).to.include('&lt;img src=x').and.not.to.include('<img');
    expect(text).to.include('<img src=x onerror=alert(1)>');
  });

  it('are not written when their event did not happen', async () => {
    await office.enter('ak-1');
    const again = office.enter('ak-1').catch((error: Error) => error.message);
    expect(await again).to.include('applications.taken');
    expect(await letters()).to.have.length(1);
  });

  it('R32 go out at the start of a node that comes after nine, and not before', async () => {
    await office.enter('ak-1', contact, { expiresAt: new Date('2026-03-03T15:59:59Z') });
    await office.reminders.catchUp();
    expect(await base.db.rows(pending)).to.deep.equal([]);
    clock.set('2026-03-02T06:00:00Z'); // five hours after nine: the schedule alone would let it be
    for (let node = 0; node < 3; node += 1) await office.reminders.catchUp();
    office.jobs.start();
    await caughtUp();
    expect((await letters()).map(({ subject }) => subject)).to.deep.equal([
      '【国家公共文化云】“应用 ak-1”的 AK 已签发',
      '【国家公共文化云】“应用 ak-1”的 AK 明天到期',
    ]);
  });

  it('R30 wait for a renewal that is under way, and then say nothing', async () => {
    await office.enter('ak-1', contact, { expiresAt: new Date('2026-03-03T15:59:59Z') });
    clock.set('2026-03-02T06:00:00Z');
    await base.db.transaction(async (trx) => {
      await trx.run(`select 1 from applications where client_id = 'ak-1' for update`);
      await office.reminders.catchUp();
      office.jobs.start();
      const waiting = `select 1 from pg_locks where not granted`;
      await until(async () => (await base.db.rows(waiting)).length > 0, 'the reminder waits');
      await setExpiry(trx, 'ak-1', new Date('2026-04-01T15:59:59Z'), clock.now());
    });
    await caughtUp();
    expect(await letters()).to.have.length(1);
  });

  it('do not wait for one that cannot be written, which is tried again', async () => {
    for (const ak of ['ak-1', 'ak-2', 'ak-3'])
      await office.enter(ak, contact, { expiresAt: new Date('2026-03-03T15:59:59Z') });
    const sealed = await base.db.row<{ mail: Buffer }>(
      `select contact_email as mail from applications where client_id = 'ak-2'`,
    );
    await base.db.run(`update applications set contact_email = 'x' where client_id = 'ak-2'`);
    clock.set('2026-03-02T01:00:00Z');
    office.jobs.start();
    const tomorrow = async () => (await letters()).filter(({ subject }) => subject.includes('明天')).length;
    const failed = `select 1 from jobs where queue = 'schedule applications.reminders' and last_error = '1 reminders could not be written'`;
    await until(async () => (await base.db.rows(failed)).length === 1, 'one missing');
    expect(await tomorrow()).to.equal(2);
    await base.db.run(`update applications set contact_email = $1 where client_id = 'ak-2'`, [sealed?.mail]);
    clock.advance(minutes(1));
    await runs('applications.reminders', '2026-03-02T01:00:00Z');
    expect(await tomorrow()).to.equal(3);
  });

  describe('about a replaced SK', () => {
    const hourly = async (iso: string) => {
      clock.set(iso);
      await runs('applications.sk-reminders', iso);
    };
    const warnings = async () => (await letters()).filter(({ subject }) => subject.includes('旧 SK'));

    it('R33 come once, within the last day, if it is still used', async () => {
      await office.enter('ak-1');
      await office.enter('unused');
      const [old] = await office.applications.secrets('ak-1');
      for (const ak of ['ak-1', 'unused']) await office.applications.rotate(operator, ak, days(3));
      const end = later(clock.now(), days(3)); // 2026-03-05 08:30 in Shanghai
      clock.set('2026-03-03T23:00:00Z');
      await office.applications.secretUsed(old?.id ?? '');
      office.jobs.start();
      await hourly('2026-03-04T00:07:00Z'); // 24 hours and 23 minutes before
      expect(await warnings()).to.have.length(0);
      await hourly('2026-03-04T01:07:00Z');
      await hourly('2026-03-04T02:07:00Z');
      const [warning, ...more] = await warnings();
      expect(more).to.deep.equal([]);
      expect(end.toISOString()).to.equal('2026-03-05T00:30:00.000Z');
      expect(warning?.text).to.include(`旧的 SK（末四位 ${old?.lastFour}）将于 2026年3月5日 08:30（北京时间）停用`);
      expect(warning?.text).to.include('最近一次使用是 2026年3月4日 07:00');
    });

    it('do not come when it was not used for a day', async () => {
      await office.enter('ak-1');
      const [old] = await office.applications.secrets('ak-1');
      await office.applications.secretUsed(old?.id ?? '');
      await office.applications.rotate(operator, 'ak-1', days(3));
      office.jobs.start();
      await hourly('2026-03-04T01:07:00Z');
      expect(await warnings()).to.have.length(0);
      clock.advance(hours(1));
      await office.applications.secretUsed(old?.id ?? '');
      await hourly('2026-03-04T03:07:00Z');
      expect(await warnings()).to.have.length(1);
    });
  });
});
