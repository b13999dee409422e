import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { SMTPServer } from 'smtp-server';
import { createMail } from '../../src/mail/service.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Desk, openDesk } from '../support/messages.ts';
import { until } from '../support/until.ts';

const letter = { to: 'zhang@example.cn', subject: '登录提醒', text: '您的账号在新设备上登录' };

/** A mail server that answers on demand. */
async function smtpServer() {
  const heard: { recipients: string[]; content: string }[] = [];
  let answer: Error | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => done(answer),
    onData(stream, session, done) {
      text(stream).then((content) => {
        heard.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), content });
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  return {
    heard,
    url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    refuse(responseCode: number | undefined) {
      answer =
        responseCode === undefined
          ? undefined
          : Object.assign(new Error('zhang@example.cn is not known here'), { responseCode });
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const state = `select sent_at is not null as sent, failed_at is not null as failed from mails`;

describe('mail', () => {
  let base: TestDatabase;
  let desk: Desk;
  let server: Awaited<ReturnType<typeof smtpServer>>;
  const mailOf = (url: string | undefined) => {
    const mail = createMail({ ...desk, db: desk.base.db, url, from: '国家公共文化云 <no-reply@example.cn>' });
    desk.jobs.add(...mail.jobs);
    return mail;
  };
  const stateOf = () => desk.base.db.row<{ sent: boolean; failed: boolean }>(state);
  const isTriedAgain = async (attempt: number) =>
    (
      await desk.base.db.rows(`select id from jobs where queue = 'mails' and attempts = $1 and leased_until is null`, [
        attempt,
      ])
    ).length === 1;

  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());

  beforeEach(async () => {
    desk = await openDesk(base);
    server = await smtpServer();
  });
  afterEach(async () => {
    await desk.close();
    await server.close();
  });

  it('is delivered once it is committed, with its Chinese whole', async () => {
    const mail = mailOf(server.url);
    desk.jobs.start();
    await desk.base.db.transaction((trx) => mail.send(trx, { ...letter, html: '<p>您好</p>' }));
    await until(async () => (await stateOf())?.sent === true, 'sent');
    expect(server.heard).to.have.length(1);
    const [{ recipients, content } = { recipients: [], content: '' }] = server.heard;
    expect(recipients).to.deep.equal(['zhang@example.cn']);
    expect(content).to.include(`Subject: =?UTF-8?`).and.to.include('text/html');
    expect(content.replace(/\s/g, '')).to.include(Buffer.from(letter.text).toString('base64'));
  });

  it('is known by its Message-ID where a node that died has it delivered again', async () => {
    const mail = mailOf(server.url);
    desk.jobs.start();
    await mail.send(desk.base.db, letter);
    await until(async () => (await stateOf())?.sent === true, 'sent');
    await desk.base.db.run(`update mails set sent_at = null`);
    await desk.base.db.run(`update jobs set done_at = null where queue = 'mails'`);
    await until(async () => (await stateOf())?.sent === true, 'sent again');
    const ids = server.heard.map(({ content }) => /^Message-ID: <([\da-f-]{36})@[\w.]+>/im.exec(content)?.[1]);
    expect(ids).to.have.lengthOf(2);
    expect(new Set(ids)).to.have.property('size', 1);
    expect(ids[0]).to.be.a('string');
  });

  it('does not exist when its transaction was not committed', async () => {
    const mail = mailOf(server.url);
    const refused = desk.base.db.transaction((trx) =>
      mail.send(trx, letter).then(() => Promise.reject(new Error('no'))),
    );
    expect(await refused.catch(() => 'refused')).to.equal('refused');
    expect(await mail.recent()).to.deep.equal([]);
    expect(await desk.base.db.rows(`select id from jobs`)).to.deep.equal([]);
  });

  it('goes to one recipient, whatever stands in the address', async () => {
    const mail = mailOf(server.url);
    desk.jobs.start();
    await mail.send(desk.base.db, {
      ...letter,
      to: 'zhang@example.cn, other@example.cn',
      subject: 'a\r\nBcc: third@example.cn',
    });
    await until(
      async () =>
        (await desk.base.db.rows(`select id from jobs where queue = 'mails' and attempts > 0 and leased_until is null`))
          .length === 1,
      'tried',
    );
    expect(
      server.heard.flatMap(({ recipients }) => recipients).filter((address) => /^(other|third)@/.test(address)),
    ).to.deep.equal([]);
  });

  it('goes to no other recipient by a group, a comment, a quote or a list in the address', async () => {
    const mail = mailOf(server.url);
    desk.jobs.start();
    const addresses = [
      'team: a@group.example.cn, b@group.example.cn;',
      'zhang@example.cn (other@group.example.cn)',
      '"zhang@example.cn" <other@group.example.cn>',
      'zhang@example.cn <other@group.example.cn>',
      '<other@group.example.cn>zhang@example.cn',
      'zhang@example.cn;other@group.example.cn',
      '"other@group.example.cn x"@example.cn',
      'zhang@example.cn\r\nRCPT TO:<other@group.example.cn>',
      'zhang@example.cn\0other@group.example.cn',
    ];
    for (const to of addresses) await mail.send(desk.base.db, { ...letter, to });
    await until(
      async () => (await desk.base.db.rows(`select id from jobs where queue = 'mails' and attempts = 0`)).length === 0,
      'all of them tried',
    );
    const to = server.heard.flatMap(({ recipients }) => recipients);
    expect(to.filter((address) => /@group\.example\.cn/.test(address))).to.deep.equal([]);
  });

  it('waits in the table without a mail server, where the newest is read first', async () => {
    const mail = mailOf(undefined);
    desk.jobs.start();
    await mail.send(desk.base.db, letter);
    desk.clock.advance(1);
    await mail.send(desk.base.db, { ...letter, subject: '第二封' });
    const recent = await mail.recent();
    expect(recent.map(({ subject }) => subject)).to.deep.equal(['第二封', '登录提醒']);
    expect(recent[1]).to.deep.include({ ...letter, at: new Date('2026-03-02T01:00:00Z'), sentAt: undefined });
    expect(await desk.base.db.rows(`select id from jobs where queue = 'mails'`)).to.deep.equal([]);
  });

  it('is tried again while the server does not take it, and given up in the end', async () => {
    const mail = mailOf(server.url);
    server.refuse(451);
    desk.jobs.start();
    await mail.send(desk.base.db, letter);
    await until(() => isTriedAgain(1), 'first attempt');
    server.refuse(undefined);
    desk.clock.advance(30);
    await until(async () => (await stateOf())?.sent === true, 'sent');
    expect(server.heard).to.have.length(1);

    await server.close();
    await mail.send(desk.base.db, letter);
    for (let attempt = 1; attempt <= 8; attempt++) {
      const wanted = `select id from jobs where queue = 'mails' and done_at is null and attempts = $1 and leased_until is null`;
      await until(async () => (await desk.base.db.rows(wanted, [attempt])).length === 1, `attempt ${attempt}`);
      desk.clock.advance(12 * 3600);
    }
    expect(
      await desk.base.db.rows(`select id from jobs where queue = 'mails' and given_up_at is not null`),
    ).to.have.length(1);
    expect(await desk.base.db.rows(`select id from mails where failed_at is not null`)).to.have.length(1);
  }).timeout(90_000);

  it('is not tried again when the recipient is refused', async () => {
    const mail = mailOf(server.url);
    server.refuse(550);
    desk.jobs.start();
    await mail.send(desk.base.db, letter);
    await until(async () => (await stateOf())?.failed === true, 'failed');
    await until(
      async () =>
        (await desk.base.db.rows(`select id from jobs where queue = 'mails' and done_at is not null`)).length === 1,
      'done',
    );
  });

  it('leaves neither recipient nor text in logs, jobs or the table', async () => {
    const mail = mailOf(server.url);
    desk.jobs.start();
    for (const code of [undefined, 451, 550]) {
      server.refuse(code);
      await mail.send(desk.base.db, letter);
      await until(
        async () =>
          (
            await desk.base.db.rows(
              `select id from jobs where queue = 'mails' and (attempts = 0 or leased_until is not null)`,
            )
          ).length === 0,
        'tried',
      );
    }
    await desk.jobs.stop();
    const kept = await desk.base.db.rows(`select to_jsonb(jobs) from jobs union all select to_jsonb(mails) from mails`);
    const said = `${desk.lines.join()}${JSON.stringify(kept)}`;
    expect(said).to.include('EENVELOPE 451').and.to.include('EENVELOPE 550');
    for (const secret of ['zhang', '新设备', '登录提醒', Buffer.from(letter.text).toString('hex')])
      expect(said).not.to.include(secret);
  });

  it('is kept for seven days', async () => {
    const mail = mailOf(undefined);
    await mail.send(desk.base.db, letter);
    desk.clock.advance(7 * 86_400);
    await mail.send(desk.base.db, { ...letter, subject: '第二封' });
    desk.clock.set('2026-03-09T01:31:00Z');
    desk.jobs.start();
    await until(async () => (await mail.recent()).length === 1, 'one is gone');
    expect((await mail.recent())[0]?.subject).to.equal('第二封');
  });

  it('that was sealed under lost keys hides itself only', async () => {
    const mail = mailOf(undefined);
    await mail.send(desk.base.db, letter);
    await desk.base.db.run(`insert into mails (id, created_at, sealed) values (gen_random_uuid(), $1, 'x')`, [
      desk.clock.now(),
    ]);
    expect(await mail.recent()).to.have.length(1);
  });
});
