import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createApi, createProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { codeOf, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { answers, asMember, createReviewers, idNumber, papers, register, send } from '../support/institutions.ts';
import { logPath, remember } from '../support/record.ts';

const contact = { phone: '13800008166', email: 'zhou.yuanshan@qx.example.cn', id: '53010219200508011X' };
const invited = '13800008167';

describe('a dump of the database after everything that the back office does', () => {
  let at: TestApp;
  let dumped: { place: string; text: string }[];
  let secrets: Record<string, string>;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' }, jobs: true });
    const { review } = at.app;
    const applicant = await register(at, '青溪县文化馆');
    const owner = asMember(applicant);
    const { institutionId } = owner;
    const [reviewer] = await createReviewers(at);
    const certification = await send(at, applicant);
    await review.sendBack(reviewer, certification.id, '请重新扫描');
    await review.submit(owner, certification.id);
    await review.reveal(reviewer, await review.read(reviewer, certification.id), 'idNumber', '核对证件');
    await review.approve(reviewer, certification.id);

    const begun = await review.begin(owner, 'application', { institutionId });
    await review.save(owner, begun.id, {
      ...begun.data,
      contactName: '周远山',
      contactPosition: '主任',
      contactPhone: contact.phone,
      contactEmail: contact.email,
      contactIdKind: 'resident',
      contactIdNumber: contact.id,
      name: '青溪文化云',
      homeUrl: 'https://m.qx.example.cn/',
      loginScopes: 'profile',
      purpose: '活动报名',
      redirectUris: 'https://m.qx.example.cn/cb',
    });
    await review.submit(owner, begun.id);
    const { subjectId: ak = '' } = await review.approve(reviewer, begun.id);
    const drawn = await at.app.applications.drawSecret(owner, ak);
    const rotated = await at.app.applications.rotate(owner, ak);
    const test = await at.app.accounts.createTestCitizen(owner, institutionId);
    await at.app.invitations.invite(owner, institutionId, { phone: invited, post: 'reader' });

    const staff = await createStaff(at, ['administrator']);
    const browser = await signInToConsole(at, staff);
    const key = codeOf(at, staff);
    const renewed = await browser.submit(
      await browser.walk('/console/security'),
      {},
      '/console/security/recovery-codes',
    );
    const [recovery = ''] = /\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/.exec(renewed.text) ?? [];
    const { value } = await createProgram(at, ['reviewer'], ['admin:review']);
    await createApi(at, value)('get', `/admin/submissions/${certification.id}`);
    await at.app.closing.disable({ kind: 'operator', name: 'test' }, institutionId, '演练');
    await createMember(at);
    const [text] = Object.values(await papers(at, { kind: 'operator', name: 'test' }, institutionId));
    expect(text).to.be.a('string');
    await new Promise((resolve) => setTimeout(resolve, 300)); // the letters go out

    secrets = {
      'the number of an ID': idNumber,
      'the number of the contact’s ID': contact.id,
      'the agent’s phone': answers.agentPhone,
      'the agent’s address': answers.agentEmail,
      'the contact’s phone': contact.phone,
      'the contact’s address': contact.email,
      'a phone that was invited': invited,
      'the applicant’s phone': applicant.phone,
      'the first SK': remember(drawn.secret),
      'the second SK': remember(rotated.secret),
      'the password of a test citizen': remember(test.password),
      'a recovery code': remember(recovery),
      'the same without its line': remember(recovery.replace('-', '')),
      'an admin token': remember(value),
      'a console session': browser.cookies.get('ncc_console /')?.value ?? '',
      'the text of a file': '/MediaBox [0 0 200 200]',
      'the name of a file': '身份证正面.png',
    };
    expect(key).to.match(/^\d{6}$/);
    dumped = await dump();
  });
  after(() => at.close());

  async function dump() {
    const { db } = at.database;
    const tables = await db.rows<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const found: { place: string; text: string }[] = [];
    for (const { name } of tables)
      for (const row of await db.rows<Record<string, unknown>>(`select * from "${name}"`))
        for (const [column, value] of Object.entries(row)) {
          const text = Buffer.isBuffer(value)
            ? `${value.toString('latin1')} ${value.toString('utf8')}`
            : typeof value === 'string'
              ? value
              : JSON.stringify(value);
          if (text) found.push({ place: `${name}.${column}`, text });
        }
    return found;
  }

  it('holds something of every room', () => {
    const tables = new Set(dumped.map(({ place }) => place.split('.')[0]));
    expect([...tables]).to.include.members([
      ...['submissions', 'submission_events', 'files', 'institutions', 'members', 'invitations', 'applications'],
      ...['application_secrets', 'second_factors', 'recovery_codes', 'admin_tokens'],
      ...['console_sessions', 'mails', 'sms_messages', 'inbox', 'notices', 'audit_events', 'accounts'],
    ]);
    for (const [what, secret] of Object.entries(secrets)) expect(secret.length, what).to.be.at.least(9);
  });

  it('R12 contains no number, phone or address in clear, no working secret, and no readable paper', () => {
    const found: string[] = [];
    for (const [what, secret] of Object.entries(secrets)) {
      const forms = [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ];
      const bare = Buffer.from(secret).toString('latin1');
      for (const { place, text } of dumped)
        if ([...forms, bare].some((form) => text.includes(form))) found.push(`${what} in ${place}`);
    }
    expect(found).to.deep.equal([]);
  });

  it('holds no whole mobile number and no number of an ID at all', () => {
    const found = dumped
      .filter(
        ({ place }) =>
          !/\.(data|bytes|sealed|name|hash|\w*_index|\w*_sealed|picture_\w+|profile|approved|secret|seal)$/.test(place),
      )
      .filter(({ text }) => /(?<![\w.-])1[3-9]\d{9}(?![\w.])|(?<![\w-])[1-9]\d{16}[\dXx](?![\w-])/.test(text))
      .map(({ place, text }) => `${place}: ${text.slice(0, 80)}`);
    expect(found).to.deep.equal([]);
  });

  it('contains no secret in its log either', () => {
    const log = readFileSync(logPath('back-office-dump'), 'utf8');
    expect(log.length).to.be.above(1_000);
    for (const [what, secret] of Object.entries(secrets)) expect(log.includes(secret), what).to.equal(false);
  });
});
