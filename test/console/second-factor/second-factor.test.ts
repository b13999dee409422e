import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, minutes, systemClock } from '../../../src/clock.ts';
import { commands } from '../../../src/console/commands.ts';
import { totpCode } from '../../../src/crypto/totp.ts';
import { password, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type Page, type TestBrowser } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import {
  type Colleague,
  codeOf,
  createMember,
  createStaff,
  enrol,
  proveEnrolment,
  signInToConsole,
} from '../../support/console.ts';
import { remember } from '../../support/record.ts';

describe('the second factor', () => {
  let at: TestApp;
  let clock: TestClock;
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const keyOn = (page: Page) => remember(/data-copy="([A-Z2-7]{32})"/.exec(page.text)?.[1] ?? '');
  const codesOn = (page: Page) =>
    [...page.text.matchAll(/<code>([0-9A-Z]{5}-[0-9A-Z]{5})<\/code>/g)].map(([, code = '']) => remember(code));
  const verbsOf = async (accountId: string) =>
    (
      await at.database.db.rows<{ verb: string }>(
        `select verb from audit_events where subject_id = $1 and verb like 'second_factor.%' order by id`,
        [accountId],
      )
    ).map(({ verb }) => verb);

  /** Up to the page that asks for the code. */
  async function atTheCode(who: Colleague): Promise<{ browser: TestBrowser; page: Page }> {
    const browser = createBrowser(at.origin);
    const login = await browser.walk('/console/sign-in');
    const page = await browser.submit(login, { username: who.username, password, agree: '1' });
    expect(page.url.pathname).to.equal('/console/confirm');
    return { browser, page };
  }

  /** Through the pages: the key is read, a code of it typed. */
  async function enrolByPage(who: Colleague): Promise<{ browser: TestBrowser; key: string; codes: string[] }> {
    const browser = await signInToConsole(at, who, { secondFactor: false });
    await proveEnrolment(at, who);
    const page = await browser.walk('/console/second-factor');
    const key = keyOn(page);
    const done = await browser.submit(page, { code: totpCode(key, clock.now()) });
    expect(done.text).to.include('保存好这 10 个恢复码');
    return { browser, key, codes: codesOn(done) };
  }

  it('must be set up by staff before anything in /admin, and by the owner of a certified institution', async () => {
    for (const [who, path] of [
      [await createStaff(at, ['auditor']), '/admin'],
      [await createMember(at, { role: 'owner' }), '/console'],
    ] as const) {
      const browser = await signInToConsole(at, who, { secondFactor: false });
      const page = await browser.walk(path);
      expect([page.url.pathname, page.url.searchParams.get('to')]).to.eql(['/console/second-factor', path]);
    }
  });

  it('may be left out by others', async () => {
    for (const options of [{ role: 'agent' }, { role: 'owner', certified: false }] as const) {
      const browser = await signInToConsole(at, await createMember(at, options), { secondFactor: false });
      expect((await browser.request('/console')).status).to.equal(200);
    }
  });

  it('is set up by a code of the key that the page shows, and gives ten recovery codes once', async () => {
    const who = await createMember(at);
    const { browser, key, codes } = await enrolByPage(who);
    expect(new Set(codes).size).to.equal(10);
    expect((await browser.request('/console')).status, 'and counts for this session').to.equal(200);
    const again = await browser.walk('/console/security');
    for (const code of codes) expect(again.text).not.to.include(code);
    expect(await verbsOf(who.accountId)).to.eql(['second_factor.enrol']);
    const rows = await at.database.db.rows<{ text: string }>(
      `select f::text as text from second_factors f union all select r::text from recovery_codes r`,
    );
    for (const secret of [key, ...codes]) expect(rows.some(({ text }) => text.includes(secret))).to.equal(false);
  });

  it('shows the same key until it is confirmed, and keeps it when the code was wrong', async () => {
    const who = await createMember(at, { role: 'agent' });
    const browser = await signInToConsole(at, who, { secondFactor: false });
    await proveEnrolment(at, who);
    const page = await browser.walk('/console/second-factor?to=/console/messages');
    const wrong = await browser.submit(page, { code: '000000' });
    expect([wrong.status, keyOn(wrong)]).to.eql([422, keyOn(page)]);
    const done = await browser.submit(wrong, { code: totpCode(keyOn(page), clock.now()) });
    expect(done.text).to.include('href="/console/messages">我已保存，继续');
    clock.advance(30);
  });

  it('is asked for at the next sign-in, before anything else', async () => {
    const who = await createMember(at, { role: 'agent' });
    await enrol(at, who);
    const { browser, page } = await atTheCode(who);
    for (const path of ['/console', '/console/security', '/console/second-factor', '/console/start'])
      expect((await browser.request(path)).headers.get('location'), path).to.match(/^\/console\/confirm/);
    const inside = await browser.submit(page, { code: ` ${codeOf(at, who).replace(/^.../, '$& ')}` });
    expect([inside.status, inside.url.pathname]).to.eql([200, '/console']);
  });

  it('takes a code one step early or late, and no other', async () => {
    const who = await createMember(at, { role: 'agent' });
    await enrol(at, who);
    for (const [steps, ok] of [
      [-2, false],
      [2, false],
      [-1, true],
      [0, true],
      [1, true],
    ] as const) {
      const { browser, page } = await atTheCode(who);
      const next = await browser.submit(page, { code: codeOf(at, who, steps) });
      expect(next.url.pathname === '/console', `step ${steps}`).to.equal(ok);
    }
  });

  it('takes a code once, and none that is older than the newest used', async () => {
    const who = await createMember(at, { role: 'agent' });
    await enrol(at, who);
    const first = await atTheCode(who);
    expect((await first.browser.submit(first.page, { code: codeOf(at, who) })).status).to.equal(200);
    for (const steps of [0, -1]) {
      const { browser, page } = await atTheCode(who);
      expect((await browser.submit(page, { code: codeOf(at, who, steps) })).status).to.equal(422);
    }
  });

  it('lets one through of many who send the same code at once, on two nodes', async () => {
    const second = await startApp(import.meta.filename, {
      clock,
      database: at.database,
      keysDir: at.keysDir,
      publicUrl: at.origin,
    });
    try {
      const who = await createMember(at, { role: 'agent' });
      await enrol(at, who);
      const session = async (value: number) => {
        const id = `00000000-0000-4000-8000-00000000000${value}`;
        await at.database.db.run(
          `insert into console_sessions (hash, id, account_id, auth_time, address, device, created_at, seen_at, ends_at)
           values ($1, $2, $3, $4, '127.0.0.1', '', $4, $4, $4)`,
          [Buffer.from(id), id, who.accountId, clock.now()],
        );
        return id;
      };
      const ids = await Promise.all([1, 2, 3, 4].map(session));
      const code = codeOf(at, who);
      const nodes = [at.app, second.app];
      const answers = await Promise.all(
        ids.map((id, place) => nodes[place % 2]?.secondFactor.prove(who.accountId, id, code)),
      );
      expect(answers.filter((answer) => answer !== undefined && 'proved' in answer).length).to.equal(1);
    } finally {
      await second.close();
    }
  });

  it('stops after five wrong codes in 15 minutes, the right one too, and goes on after them', async () => {
    const who = await createMember(at, { role: 'agent' });
    await enrol(at, who);
    const { browser, page } = await atTheCode(who);
    for (let tries = 0; tries < 5; tries += 1) await browser.submit(page, { code: '000000' });
    const stopped = await browser.submit(page, { code: codeOf(at, who) });
    expect(stopped.text).to.include('尝试次数过多，请 15 分钟后再试');
    expect((await verbsOf(who.accountId)).length).to.equal(5);
    clock.advance(minutes(15) + 1);
    const again = await atTheCode(who);
    expect((await again.browser.submit(again.page, { code: codeOf(at, who) })).status).to.equal(200);
  });

  it('is replaced by a recovery code, however it is typed, once, and its owner is notified', async () => {
    const who = await createMember(at);
    const { codes } = await enrolByPage(who);
    const [code = ''] = codes;
    const { browser, page } = await atTheCode(who);
    const inside = await browser.submit(page, { code: code.replace('-', ' ').toLowerCase() });
    expect([inside.status, inside.url.pathname]).to.eql([200, '/console/security']);
    expect(inside.text).to.include('您刚才用了一个恢复码，还有 9 个');
    expect((await browser.walk('/console/messages')).text).to.include('您的一个恢复码已被使用');
    expect((await at.app.sms.recent()).some(({ to, text }) => to === who.phone && text.includes('恢复码'))).to.equal(
      true,
    );

    const other = await atTheCode(who);
    expect((await other.browser.submit(other.page, { code })).status).to.equal(422);
  });

  it('lets one through of many who send the same recovery code at once', async () => {
    const who = await createMember(at);
    const { codes } = await enrolByPage(who);
    const [code = ''] = codes;
    const places = await Promise.all([atTheCode(who), atTheCode(who), atTheCode(who)]);
    const answers = await Promise.all(places.map(({ browser, page }) => browser.submit(page, { code })));
    expect(answers.filter(({ status }) => status === 200).length).to.equal(1);
  });

  it('gives new recovery codes on wish; the old ones are void', async () => {
    const who = await createMember(at);
    const { browser, codes } = await enrolByPage(who);
    const fresh = codesOn(await browser.submit(await browser.walk('/console/security')));
    expect(fresh.length).to.equal(10);
    expect(fresh.some((code) => codes.includes(code))).to.equal(false);
    const { browser: other, page } = await atTheCode(who);
    expect((await other.submit(page, { code: codes[0] ?? '' })).status).to.equal(422);
    expect((await other.submit(page, { code: fresh[0] ?? '' })).status).to.equal(200);
  });

  it('is changed to another phone only by who has the present one, and other browsers ask again', async () => {
    const who = await createMember(at);
    const { browser, key } = await enrolByPage(who);
    clock.advance(60);
    const elsewhere = await atTheCode(who);
    await elsewhere.browser.submit(elsewhere.page, { code: totpCode(key, clock.now()) });
    expect((await elsewhere.browser.request('/console')).status).to.equal(200);
    const keepsBusy = async () => {
      clock.advance(minutes(16));
      await elsewhere.browser.request('/console');
      await browser.request('/console');
    };
    await keepsBusy();
    await keepsBusy();
    const asks = await browser.walk('/console/second-factor');
    expect(asks.url.pathname).to.equal('/console/confirm');
    const page = await browser.submit(asks, { code: totpCode(key, clock.now()) });
    expect(page.url.pathname).to.equal('/console/second-factor');
    const next = keyOn(page);
    expect(next).not.to.equal(key);
    await browser.submit(page, { code: totpCode(next, clock.now()) });
    expect((await elsewhere.browser.walk('/console')).url.pathname).to.equal('/console/confirm');
    clock.advance(60);
    const last = await atTheCode(who);
    expect(
      (await last.browser.submit(last.page, { code: totpCode(key, clock.now()) })).status,
      'the old phone',
    ).to.equal(422);
    const good = totpCode(next, later(clock.now(), 30));
    expect((await last.browser.submit(last.page, { code: good })).status).to.equal(200);
  });

  it('is reset at the command line, with a reason that the audit keeps, and set up again', async () => {
    const who = await createStaff(at, ['operator']);
    const browser = await signInToConsole(at, who);
    const command = commands['account reset-second-factor'];
    if (command === undefined || command.bare) throw new Error('no command');
    await command.work(at.app, { reason: '手机丢失，已当面核实' }, [who.username]);
    expect((await browser.walk('/admin')).url.pathname).to.equal('/console/second-factor');
    const row = await at.database.db.row<{ details: { reason: string } }>(
      `select details from audit_events where subject_id = $1 and verb = 'second_factor.reset'`,
      [who.accountId],
    );
    expect(row?.details.reason).to.equal('手机丢失，已当面核实');
  });

  it('is not reset without the right', async () => {
    const who = await createStaff(at, ['reviewer']);
    await enrol(at, who);
    const actor = { kind: 'staff', accountId: who.accountId, roles: ['reviewer'] } as const;
    const refused = await at.app.secondFactor.reset(actor, who.accountId, 'x').catch((error: Error) => error);
    expect(refused).to.have.property('code', 'forbidden');
  });
});
