import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createRenderLetter } from '../../src/http/pages/render.ts';
import { createMail } from '../../src/mail/service.ts';
import { matrix, type NoticeEvent } from '../../src/notices/matrix.ts';
import { createNotices, type Notice, type Notices } from '../../src/notices/service.ts';
import { createSms } from '../../src/sms/service.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Desk, openDesk } from '../support/messages.ts';
import { openMailServer } from '../support/post-office.ts';
import { until } from '../support/until.ts';
import { letterOf, plainWords, sentenceOf } from '../support/words.ts';
import { enterAccount } from './people.ts';

const render = createRenderLetter({ dir: fileURLToPath(new URL('../../views', import.meta.url)) });
const contact = { phone: '400-0596-087', email: 'support@example.cn' };
const to = '青溪县文化馆 王芳';
const because = '您收到它，是因为您登记为这个应用的联系人。';
const letter = {
  subject: '【国家公共文化云】“青溪文化云”的 AK 明天到期',
  heading: 'AK 明天到期',
  paragraphs: ['第一段。', '第二段。'],
  details: [{ label: 'AK', value: 'ncc_abc' }],
  action: '联系运营延长有效期',
  sms: '明天到期',
};
const notice = (more: Partial<Notice> = {}): Notice => ({
  event: 'application.expires_tomorrow',
  key: 'k1',
  recipient: { kind: 'contact', id: 'ncc_abc', email: 'wang@example.cn', phone: '13800138000' },
  letter: letterOf(letter),
  to,
  because: sentenceOf(because),
  ...more,
});

const person = {
  kind: 'account',
  id: '00000000-0000-4000-8000-00000000000a',
  email: 'wang@example.cn',
  phone: '13800008001',
} as const;

describe('a notice', () => {
  let base: TestDatabase;
  let desk: Desk;
  let notices: Notices;
  let mail: ReturnType<typeof createMail>;
  let sms: ReturnType<typeof createSms>;
  let server: Awaited<ReturnType<typeof openMailServer>>;

  before(async () => {
    base = await testDatabase();
    await enterAccount(base.db, person.id);
  });
  after(() => base.drop());
  beforeEach(async () => {
    desk = await openDesk(base);
    await base.db.run('truncate notices, inbox');
    server = await openMailServer();
    const needs = { ...desk, db: base.db };
    mail = createMail({ ...needs, url: server.url, from: '国家公共文化云 <no-reply@example.cn>' });
    sms = createSms({ ...needs, words: plainWords, url: undefined });
    notices = createNotices({ ...needs, mail, sms, words: plainWords, render, contact });
    desk.jobs.add(...mail.jobs, ...sms.jobs, ...notices.jobs);
  });
  afterEach(async () => {
    await desk.close();
    await server.close();
  });

  const send = (given: Notice) => base.db.transaction((trx) => notices.send(trx, given));
  const sent = async () => ({ mails: (await mail.recent()).length, messages: (await sms.recent()).length });

  it('R32 is sent once for its key, however many send it at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(notice())));
    expect(answers.filter(Boolean)).to.have.length(1);
    expect(await send(notice())).to.equal(false);
    expect(await sent()).to.deep.equal({ mails: 1, messages: 1 });
    expect(await send(notice({ key: 'k2' }))).to.equal(true);
    expect(await sent()).to.deep.equal({ mails: 2, messages: 2 });
  });

  it('does not exist when its transaction was not committed, and may then be sent again', async () => {
    const refused = base.db.transaction(async (trx) => {
      await notices.send(trx, notice());
      throw new Error('no');
    });
    expect(await refused.catch(() => 'refused')).to.equal('refused');
    expect(await sent()).to.deep.equal({ mails: 0, messages: 0 });
    expect(await send(notice())).to.equal(true);
  });

  for (const [event, ways] of Object.entries(matrix) as [NoticeEvent, readonly string[]][]) {
    it(`goes by ${ways.join(' and ')} as ${event}`, async () => {
      await send(notice({ event, recipient: person }));
      expect(await sent()).to.deep.equal({
        mails: ways.includes('mail') ? 1 : 0,
        messages: ways.includes('sms') ? 1 : 0,
      });
      expect(await notices.unread(person.id)).to.equal(ways.includes('site') ? 1 : 0);
      const row = await base.db.row(`select event, recipient_kind, recipient_id, ways from notices`);
      expect(row).to.deep.equal({ event, recipient_kind: 'account', recipient_id: person.id, ways });
    });
  }

  it('has no inbox for a contact, who has no account', async () => {
    expect(await send(notice({ event: 'submission.checked' }))).to.equal(false);
    expect(await send(notice({ event: 'certification.approved' }))).to.equal(true);
    expect((await base.db.row<{ ways: string[] }>(`select ways from notices`))?.ways).to.deep.equal(['mail', 'sms']);
    expect(await base.db.rows(`select id from inbox`)).to.deep.equal([]);
  });

  it('takes the way that there is, and none leaves no trace', async () => {
    const reach = (email?: string, phone?: string) => ({ kind: 'contact', id: 'ncc_abc', email, phone }) as const;
    expect(await send(notice({ key: 'a', recipient: reach('wang@example.cn') }))).to.equal(true);
    expect(await send(notice({ key: 'b', recipient: reach(undefined, '13800138000') }))).to.equal(true);
    expect(await sent()).to.deep.equal({ mails: 1, messages: 1 });
    expect(await send(notice({ key: 'c', recipient: reach() }))).to.equal(false);
    expect(await send(notice({ key: 'c' }))).to.equal(true);
  });

  it('arrives with the same words in text and HTML, and with the operators’ number', async () => {
    desk.jobs.start();
    await send(notice());
    await until(() => server.letters.length === 1, 'delivered');
    const [received] = server.letters;
    expect(received?.to).to.equal('wang@example.cn');
    expect(received?.subject).to.equal(letter.subject);
    for (const said of [letter.heading, `${to}，您好：`, ...letter.paragraphs, 'ncc_abc', contact.phone, because]) {
      expect(received?.text).to.include(said);
      expect(received?.html).to.include(said);
    }
    expect(received?.html).to.include('<html lang="zh-CN">').and.to.include('href="tel:4000596087"');
    expect(received?.html.match(/<h1/g)).to.have.length(1);
    expect(received?.html).not.to.match(/<script|<link|src=|https?:/); // nothing to load, nothing to track with
  });

  it('shows hostile names as names, in one line, in the direction of the text', async () => {
    const name = `"'><script>alert(1)</script>\r\nBcc: third@example.cn\u202e`;
    const hostile = {
      subject: name,
      heading: name,
      paragraphs: [name],
      details: [{ label: name, value: name }],
      action: name,
      sms: name,
    };
    await send(notice({ letter: letterOf(hostile), to: name, because: sentenceOf(name) }));
    const [{ subject, html, text } = { subject: '', html: '', text: '' }] = await mail.recent();
    const [{ text: message } = { text: '' }] = await sms.recent();
    expect(html).not.to.include('<script').and.not.to.include(`"'>`);
    expect(html?.match(/&lt;script&gt;/g)?.length).to.equal(8);
    const line = `"'><script>alert(1)</script> Bcc: third@example.cn`;
    expect([subject, message]).to.eql([line, `【国家公共文化云】${line}`]);
    expect(text).not.to.match(/^Bcc/m);
    expect(`${html}${text}${message}`).not.to.include('\u202e');
  });

  it('is remembered for 400 days', async () => {
    desk.clock.set('2026-03-02T00:00:00Z');
    await send(notice());
    for (const [day, left] of [
      ['2027-04-05', 1],
      ['2027-04-07', 0],
    ] as const) {
      desk.clock.set(`${day}T19:53:00Z`);
      desk.jobs.start();
      const done = `select 1 from job_runs where name = 'notices.purge' and slot = $1 and finished_at is not null`;
      await until(async () => (await base.db.rows(done, [desk.clock.now()])).length === 1, 'purged');
      expect(await base.db.rows(`select key from notices`)).to.have.length(left);
    }
  });
});
