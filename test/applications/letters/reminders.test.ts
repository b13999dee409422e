import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, after as later } from '../../../src/clock.ts';
import { operator } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { openMailServer, openSmsGateway } from '../../support/post-office.ts';
import { until } from '../../support/until.ts';
import { contact, type Office, openOffice } from '../office.ts';

const nine = '2026-03-02T01:00:00Z'; // 09:00 in Shanghai

describe('reminders over 40 days, with two nodes', () => {
  let base: TestDatabase;
  let clock: TestClock;
  let nodes: Office[];
  let post: Awaited<ReturnType<typeof openMailServer>>;
  let gateway: Awaited<ReturnType<typeof openSmsGateway>>;
  const said = new Map<string, string[]>();

  before(async function () {
    this.timeout(90_000);
    base = await testDatabase();
    clock = testClock(nine);
    post = await openMailServer();
    gateway = await openSmsGateway();
    nodes = [1, 2].map(() => openOffice({ base, clock, mailUrl: post.url, smsUrl: gateway.url }));
    await travel();
  });
  after(async () => {
    await Promise.all(nodes.map(({ jobs }) => jobs.stop()));
    await Promise.all([post.close(), gateway.close(), base.drop()]);
  });

  const office = () => nodes[0] ?? expect.fail('no node');

  /** Forty mornings; events of a day come after the reminders of its morning. */
  async function travel() {
    const mailOnly = { contactName: '李雷', contactEmail: 'li@example.cn' };
    for (const ak of ['left-alone', 'renewed', 'disabled']) await office().enter(ak, reach(ak));
    await office().enter('by-mail', { ...mailOnly, contactEmail: 'by-mail@example.cn' });
    await office().enter('nobody', {});
    await office().enter('ours', reach('ours'), { firstParty: true, expiresAt: new Date('2026-04-01T15:59:59Z') });
    for (const { jobs } of nodes) jobs.start();
    const events: Record<number, () => Promise<unknown>> = {
      25: () => office().applications.renew(operator, 'renewed'),
      26: () => office().applications.disable(operator, 'disabled', '内容待整改'),
      33: () => office().applications.renew(operator, 'left-alone'),
    };
    for (let day = 0; day <= 40; day += 1) {
      clock.set(later(new Date(nine), days(day)).toISOString());
      await until(morningIsOver, `day ${day}`);
      await events[day]?.();
      await until(outboxIsEmpty, `letters of day ${day}`);
      for (const { to, subject } of post.letters.splice(0)) note(to.split('@')[0] ?? '', `${day} ${subject}`);
      for (const { phone, text } of gateway.messages.splice(0)) note(phone, `${day} ${text}`);
    }
  }

  const reach = (ak: string) => ({ ...contact, contactEmail: `${ak}@example.cn`, contactPhone: phones[ak] ?? '' });
  const phones: Record<string, string> = {
    'left-alone': '13800138001',
    renewed: '13800138002',
    disabled: '13800138003',
    ours: '13800138004',
  };
  const note = (who: string, what: string) => said.set(who, [...(said.get(who) ?? []), what]);
  const hear = (who: string) => said.get(who) ?? [];

  const morningIsOver = async () =>
    (
      await base.db.rows(
        `select 1 from job_runs where name = 'applications.reminders' and slot = $1 and finished_at is not null`,
        [clock.now()],
      )
    ).length === 1;
  const outboxIsEmpty = async () =>
    (
      await base.db.rows(
        `select 1 from jobs where done_at is null and given_up_at is null and queue in ('mails', 'sms_messages')`,
      )
    ).length === 0;

  it('R32 come 7, 3, 1 and 0 days before and one day after, once each', () => {
    const ends = hear('left-alone').filter((line) => line.includes('到期'));
    expect(ends).to.deep.equal([
      '23 【国家公共文化云】“应用 left-alone”的 AK 还有 7 天到期',
      '27 【国家公共文化云】“应用 left-alone”的 AK 还有 3 天到期',
      '29 【国家公共文化云】“应用 left-alone”的 AK 明天到期',
      '30 【国家公共文化云】“应用 left-alone”的 AK 今天到期',
      '31 【国家公共文化云】“应用 left-alone”的 AK 昨天已到期',
    ]);
  });

  it('R32 come by SMS a day before and on the day, and when the AK is issued', () => {
    const call = '请登录机构后台延长有效期，或致电运营 400-0596-087';
    const end = '2026年4月1日 23:59（北京时间）';
    expect(hear('13800138001')).to.deep.equal([
      '0 【国家公共文化云】应用“应用 left-alone”的 AK 已签发，有效期到 2026年4月1日，详见邮件。运营电话 400-0596-087',
      `29 【国家公共文化云】应用“应用 left-alone”的 AK 于 ${end}到期，到期后登录和接口停用。${call}`,
      `30 【国家公共文化云】应用“应用 left-alone”的 AK 于 ${end}到期，到期后登录和接口停用。${call}`,
    ]);
    expect(hear('by-mail').map((line) => line.split(' ')[0])).to.deep.equal(['0', '23', '27', '29', '30', '31']);
  });

  it('R30 stop for the old date once an AK is renewed, before or after it ended', () => {
    expect(hear('renewed').map((line) => line.split(' ')[0])).to.deep.equal(['0', '23']);
    expect(hear('left-alone').filter((line) => Number(line.split(' ')[0]) > 31)).to.deep.equal([]);
  });

  it('do not come for an application that operators have disabled, which gets a notice of that instead', () => {
    expect(hear('disabled').map((line) => line.replace(/【.*】/, ''))).to.deep.equal([
      '0 “应用 disabled”的 AK 已签发',
      '23 “应用 disabled”的 AK 还有 7 天到期',
      '26 “应用 disabled”已被停用',
    ]);
    expect(hear('13800138003')).to.have.length(1);
  });

  it('R28 do not come for our own applications, nor without a contact', async () => {
    expect([...hear('ours'), ...hear('13800138004')]).to.deep.equal([]);
    expect(await base.db.rows(`select key from notices where recipient_id in ('ours', 'nobody')`)).to.deep.equal([]);
  });
});
