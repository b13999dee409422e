import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours, minutes, systemClock } from '../../../src/clock.ts';
import { totpCode } from '../../../src/crypto/totp.ts';
import { password, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type Page } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createStaff, enrol, proveEnrolment, signInToConsole } from '../../support/console.ts';
import { remember } from '../../support/record.ts';

describe('a second factor that is shown and not confirmed yet', () => {
  let at: TestApp;
  let clock: TestClock;
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const keyOn = ({ text }: Page) => remember(/data-copy="([A-Z2-7]{32})"/.exec(text)?.[1] ?? '');
  const someone = () => createStaff(at, ['operator']);
  async function enter(who: Awaited<ReturnType<typeof someone>>) {
    const browser = await signInToConsole(at, who, { secondFactor: false });
    await proveEnrolment(at, who);
    return browser;
  }

  it('belongs to the session that it was shown to: another of the account is shown another, and passes with none of them', async () => {
    const who = await someone();
    const [stranger, owner] = [await enter(who), await enter(who)]; // the stranger knows the password
    const seen = keyOn(await stranger.walk('/console/second-factor'));
    const page = await owner.walk('/console/second-factor');
    expect(keyOn(page))
      .to.match(/^[A-Z2-7]{32}$/)
      .and.not.equal(seen);
    expect(keyOn(await owner.walk('/console/second-factor')), 'the same at every look').to.equal(keyOn(page));

    const wrong = await owner.submit(page, { code: totpCode(seen, clock.now()) });
    expect(wrong.status, 'a code of the key that the other session was shown').to.equal(422);
    const done = await owner.submit(page, { code: totpCode(keyOn(page), clock.now()) });
    expect(done.text).to.include('保存好这 10 个恢复码');

    clock.advance(60);
    const asked = await stranger.walk('/admin');
    expect(asked.url.pathname).to.equal('/console/confirm');
    expect((await stranger.submit(asked, { code: totpCode(seen, clock.now()) })).status).to.equal(422);
    const [session] = await at.database.db.rows<{ id: string }>(
      `select id from console_sessions where account_id = $1 and second_factor_at is null`,
      [who.accountId],
    );
    const confirmed = await at.app.secondFactor.confirm(who.accountId, session?.id ?? '', totpCode(seen, clock.now()));
    expect(confirmed, 'what was shown before somebody confirmed another').to.have.property('problem');
  });

  it('is gone with a new password', async () => {
    const who = await someone();
    const browser = await enter(who);
    const seen = keyOn(await browser.walk('/console/second-factor'));
    const [session] = await at.database.db.rows<{ id: string }>(
      `select id from console_sessions where account_id = $1`,
      [who.accountId],
    );
    clock.advance(2);
    const changed = await at.app.accounts.changePassword({ kind: 'citizen', accountId: who.accountId }, who.accountId, {
      current: password,
      password: remember('another-horse-6'),
    });
    expect(changed).to.have.property('account');
    const { secondFactor } = at.app;
    const late = await secondFactor.confirm(who.accountId, session?.id ?? '', totpCode(seen, clock.now()));
    expect(late).to.have.property('problem');
    expect(await secondFactor.isEnrolled(who.accountId)).to.equal(false);

    clock.advance(2);
    const again = createBrowser(at.origin);
    const login = await again.walk('/console/sign-in?to=/console/second-factor');
    await again.submit(login, { username: who.username, password: 'another-horse-6', agree: '1' });
    await proveEnrolment(at, who);
    const page = await again.walk('/console/second-factor');
    expect(keyOn(page))
      .to.match(/^[A-Z2-7]{32}$/)
      .and.not.equal(seen);
  });

  it('is valid for an hour, and then the page shows another and says so', async () => {
    const who = await someone();
    const browser = await enter(who);
    const page = await browser.walk('/console/second-factor');
    for (let step = 0; step < 4; step += 1) {
      clock.advance(minutes(16));
      await browser.request('/console/stay');
    }
    await proveEnrolment(at, who);
    expect(4 * minutes(16)).to.be.above(hours(1));
    const late = await browser.submit(page, { code: totpCode(keyOn(page), clock.now()) });
    expect(late.status).to.equal(422);
    expect(late.text).to.include('这个二维码已过期');
    expect(keyOn(late)).not.to.equal(keyOn(page));
    const done = await browser.submit(late, { code: totpCode(keyOn(late), clock.now()) });
    expect(done.text).to.include('保存好这 10 个恢复码');
  });

  it('rests sealed, and is gone when an operator resets the factor', async () => {
    const who = await someone();
    await enrol(at, who);
    const browser = await signInToConsole(at, who);
    const page = await browser.walk('/console/second-factor');
    const [row] = await at.database.db.rows<{ text: string; pending: boolean }>(
      `select s::text as text, pending_factor is not null as pending from console_sessions s where account_id = $1`,
      [who.accountId],
    );
    expect(row?.pending).to.equal(true);
    for (const form of [keyOn(page), Buffer.from(keyOn(page)).toString('hex')]) expect(row?.text).not.to.include(form);
    await at.app.secondFactor.reset({ kind: 'operator', name: 'test' }, who.accountId, '手机丢失');
    const [left] = await at.database.db.rows<{ pending: boolean }>(
      `select pending_factor is not null as pending from console_sessions s where account_id = $1`,
      [who.accountId],
    );
    expect(left?.pending).to.equal(false);
  });
});
