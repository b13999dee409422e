import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Account } from '../../../src/accounts/account/account.ts';
import type { AddedKind } from '../../../src/accounts/facts.ts';
import { addedWays } from '../../../src/accounts/own/added-way.ts';
import { phoneBindingOf } from '../../../src/accounts/own/own.ts';
import { type Clock, days, after as later, systemClock } from '../../../src/clock.ts';
import { createCitizen, createClient, operator, settled, startApp, type TestApp } from '../../support/app.ts';
import { createAuthenticator } from '../../support/authenticator.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOf,
  formOn,
  signIn,
  type TestBrowser,
  textOf,
} from '../../support/citizen.ts';
import { createMember } from '../../support/console.ts';
import { remember } from '../../support/record.ts';

describe('a way to sign in that was added', function () {
  this.timeout(90_000);
  let ahead = 0;
  const clock: Clock = { now: () => later(systemClock.now(), ahead) };
  let at: TestApp;
  let partner: Client;
  let made = 0;

  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
    partner = await createClient(at);
  });
  after(() => at.close());

  const accounts = () => at.app.accounts;
  const device = '安卓 · Chrome';
  const newPhone = () => remember(`1380011${String(1_000 + ++made)}`) ?? '';
  const newEmail = () => `reed${++made}@example.cn`;
  async function accountOf(id: string): Promise<Account> {
    const account = await accounts().find(id);
    if (account === undefined) throw new Error('no account');
    return account;
  }
  const textsTo = async (phone: string) =>
    (await at.app.sms.recent()).filter(({ to }) => to === phone).map(({ text }) => text);
  const mailsTo = async (address: string) =>
    (await at.app.mail.recent()).filter(({ to }) => to === address).map(({ text }) => text);
  const linkIn = (texts: readonly string[]) => /\/account\/added\/[\w-]+/.exec(texts.join('\n'))?.[0];

  async function bindEmail(id: string, email: string): Promise<void> {
    const asked = await accounts().requestEmail(id, { email }, '192.0.2.7');
    if (!('sentTo' in asked)) throw new Error(JSON.stringify(asked));
    const token = /\/account\/security\/email\/([\w-]+)/.exec((await mailsTo(email)).join('\n'))?.[1] ?? '';
    expect(await accounts().confirmEmail(id, token, { device })).to.eql({ done: true });
  }
  async function codeTo(id: string, purpose: 'phone-old' | 'phone-new', phone: string): Promise<string> {
    ahead += 61;
    await accounts().requestCode({ purpose, phone, binding: phoneBindingOf(id), address: `192.0.2.${made % 250}` });
    const [newest = ''] = await textsTo(phone);
    return remember(/(?<!\d)(\d{6})(?!\d)/.exec(newest)?.[1]) ?? '';
  }

  type Person = { id: string; username: string; phone: string; email: string; browser: TestBrowser };
  /** A signed-in account with a phone and an e-mail, whose earlier messages are ignored. */
  async function person(): Promise<Person> {
    const [username, phone, email] = [`reed-walker${++made}`, newPhone(), newEmail()];
    const { id } = await createCitizen(at, username, { phone });
    await bindEmail(id, email);
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId), username);
    await at.database.db.run('update added_ways set ended_at = $1, outcome = $2 where account_id = $3', [
      ...[clock.now(), 'by_owner', id],
    ]);
    ahead += 5;
    return { id, username, phone, email, browser };
  }

  /** Each kind: how it is added, and whether it is there. */
  const kinds: Record<AddedKind, { add: (who: Person) => Promise<() => Promise<boolean>> }> = {
    passkey: {
      async add({ id }) {
        const key = createAuthenticator({ origin: at.origin });
        const asked = { binding: 'b', address: '192.0.2.9' };
        const begun = await at.app.passkeys.beginRegistration(await accountOf(id), { ...asked, label: '溪*' });
        if (begun.options === undefined) throw new Error('no options');
        const answer = key.create(begun.options);
        const added = await at.app.passkeys.register(id, { answer, device, madeWith: 'urn:ncc:acr:1', ...asked });
        if (!('id' in added)) throw new Error(JSON.stringify(added));
        return async () => (await at.app.passkeys.list(id)).some((each) => each.id === added.id);
      },
    },
    phone: {
      async add({ id, phone }) {
        const to = newPhone();
        const proved = await accounts().proveOldPhone(id, await codeTo(id, 'phone-old', phone));
        if (!('ticket' in proved)) throw new Error(JSON.stringify(proved));
        const code = await codeTo(id, 'phone-new', to);
        const changed = await accounts().changePhone(id, { ticket: proved.ticket, phone: to, code, device });
        expect(changed).to.eql({ done: true });
        return async () => (await accountOf(id)).phone === to;
      },
    },
    email: {
      async add({ id }) {
        const to = newEmail();
        await bindEmail(id, to);
        return async () => (await accountOf(id)).email === to;
      },
    },
    device: {
      async add({ username }) {
        const browser = createBrowser(at.origin);
        await signIn(browser, authorization(partner.clientId), username);
        const { url } = authorization(partner.clientId, { prompt: 'none' });
        return async () => (await browser.walk(url)).url.searchParams.has('code');
      },
    },
  };

  /** Data that must stay unchanged, whatever was added. */
  const standing = async ({ id, phone, email }: Person) => {
    const account = await accountOf(id);
    return { phone: account.phone === phone, email: account.email === email && account.emailVerified };
  };
  const isSignedIn = async ({ browser }: Person) =>
    (await browser.walk(authorization(partner.clientId, { prompt: 'none' }).url)).url.searchParams.has('code');

  it('is of one of these kinds, each with the notices to its owner', () => {
    expect(Object.keys(kinds).toSorted()).to.eql(Object.keys(addedWays).toSorted());
  });

  for (const [kind, { toldBy }] of Object.entries(addedWays)) {
    const { add } = kinds[kind as AddedKind];

    describe(`(${kind})`, () => {
      it(`is announced by ${toldBy.join(' and ')} and on 登录与安全, to every earlier contact of its owner`, async () => {
        const who = await person();
        const before = { sms: (await textsTo(who.phone)).length, mail: (await mailsTo(who.email)).length };
        await add(who);
        const told = {
          sms: linkIn((await textsTo(who.phone)).slice(0, (await textsTo(who.phone)).length - before.sms)),
          mail: linkIn((await mailsTo(who.email)).slice(0, (await mailsTo(who.email)).length - before.mail)),
        };
        expect([told.sms !== undefined, told.mail !== undefined]).to.eql([true, toldBy.some((way) => way === 'mail')]);
        const page = textOf(await who.browser.walk('/account/security'));
        expect(page).to.include('最近添加的').and.include('不是我');
      });

      it('is ended by the link, once, also without a session: with every login, and nothing else', async () => {
        const who = await person();
        const isThere = await add(who);
        expect(await isThere()).to.equal(true);
        const link = linkIn(await textsTo(who.phone)) ?? '';
        ahead += 5;
        const stranger = createBrowser(at.origin);
        for (let looks = 0; looks < 2; looks += 1) {
          const shown = await stranger.walk(link);
          expect(textOf(shown)).to.include('这是您本人做的吗').and.not.include(who.phone).and.not.include(who.email);
        }
        expect(await isThere(), 'a look ends nothing').to.equal(true);
        const readers = [stranger, createBrowser(at.origin)];
        const open = await Promise.all(readers.map(async (reader) => ({ reader, page: await reader.walk(link) })));
        const ends = await Promise.all(open.map(({ reader, page }) => reader.submit(page)));
        expect(ends.filter((page) => textOf(page).includes('已在所有设备上退出')).length, 'one of two').to.equal(1);
        expect(await isThere()).to.equal(false);
        expect(await standing(who)).to.eql({ phone: true, email: true });
        expect(await isSignedIn(who)).to.equal(false);
        expect((await stranger.walk('/account')).text, 'it signs nobody in').to.include('name="password"');
        const again = await stranger.walk(link);
        expect([again.status, textOf(again).includes('这个链接已经失效')]).to.eql([410, true]);
        const row = await at.database.db.row<{ kind: string; actor: string }>(
          `select details->>'kind' as kind, actor_kind as actor from audit_events
            where verb = 'account.end_added_way' and subject_id = $1 order by id desc limit 1`,
          [who.id],
        );
        expect(row).to.eql({ kind, actor: 'anonymous' });
        const fresh = createBrowser(at.origin);
        await signIn(fresh, authorization(partner.clientId), who.username);
      });

      it('is ended only by its owner after a fresh login', async () => {
        const who = await person();
        const isThere = await add(who);
        const page = await who.browser.walk('/account/security');
        const other = await person();
        const foreign = await other.browser.walk('/account/security/email');
        const { id = '' } = formOf(formOn(page, '/account/security/added').text).fields;
        await other.browser.submit(formOn(foreign, '/email'), { id }, '/account/security/added');
        expect(await isThere(), 'by somebody else').to.equal(true);
        ahead += 5;
        const done = await who.browser.submit(formOn(page, '/account/security/added'));
        expect(textOf(done)).to.include('已在所有设备上退出');
        expect([await isThere(), await isSignedIn(who)]).to.eql([false, false]);
      });

      it('is not ended by a link that is older than seven days', async () => {
        const who = await person();
        const isThere = await add(who);
        const link = linkIn(await textsTo(who.phone)) ?? '';
        const stranger = createBrowser(at.origin);
        const shown = await stranger.walk(link);
        ahead += days(7) + 1;
        expect((await stranger.walk(link)).status).to.equal(410);
        await stranger.submit(shown);
        if (kind !== 'device') expect(await isThere()).to.equal(true);
        const ended = await at.database.db.row<{ ended: boolean }>(
          'select ended_at is not null as ended from added_ways where account_id = $1 and outcome is distinct from $2',
          [who.id, 'by_owner'],
        );
        expect(ended).to.eql({ ended: false });
      });
    });
  }

  it('gives back no number and no address that is taken by now', async () => {
    const who = await person();
    const isThere = await kinds.phone.add(who);
    const link = linkIn(await textsTo(who.phone)) ?? '';
    await createCitizen(at, `reed-finder${++made}`, { phone: who.phone });
    const page = await createBrowser(at.origin).walk(link);
    const stranger = createBrowser(at.origin);
    await stranger.submit(await stranger.walk(page.url.pathname));
    expect([await isThere(), (await accountOf(who.id)).phone]).to.eql([false, undefined]);
  });

  it('is the first number as well: announced by mail, and ended to none', async () => {
    const who = await person();
    await at.database.db.run('update accounts set phone_index = null, phone_sealed = null where id = $1', [who.id]);
    await settled();
    const to = newPhone();
    const code = await codeTo(who.id, 'phone-new', to);
    expect(await accounts().changePhone(who.id, { ticket: '', phone: to, code, device })).to.eql({ done: true });
    const link = linkIn(await mailsTo(who.email)) ?? '';
    expect(linkIn(await textsTo(to)), 'who has the new one gets no link').to.equal(undefined);
    const stranger = createBrowser(at.origin);
    await stranger.submit(await stranger.walk(link));
    expect((await accountOf(who.id)).phone).to.equal(undefined);
  });

  it('is a message of the inbox too, only for accounts of the back office', async () => {
    const inboxOf = async ({ id }: Person) => (await at.app.notices.inbox(id)).map(({ title, href }) => [title, href]);
    const clerk = await person();
    await accounts().grantRole(operator, clerk.id, { role: 'support' });
    const citizen = await person();
    for (const [kind, title] of [
      ['passkey', '您的账号添加了通行密钥'],
      ['phone', '您的账号已改绑手机号'],
      ['email', '您的账号绑定了另一个邮箱'],
      ['device', '您的账号在一台新设备上登录'],
    ] as const) {
      for (const who of [clerk, citizen]) await kinds[kind].add(who);
      expect((await inboxOf(clerk))[0], kind).to.eql([title, '/account/security']);
    }
    const member = { ...citizen, id: (await createMember(at, { role: 'agent' })).accountId };
    await kinds.passkey.add(member);
    expect((await inboxOf(member)).length, 'a member of an institution').to.equal(1);
    expect(await inboxOf(citizen)).to.eql([]);
    const [newest] = await at.app.notices.inbox(clerk.id);
    expect(newest?.body, 'no link that ends it for whoever is signed in').not.to.include('/account/added/');
  });

  describe('does not outlive a new password by 找回密码', () => {
    async function passkey(who: Person, { madeWith, age }: { madeWith: string; age: number }): Promise<string> {
      await kinds.passkey.add(who);
      const { id = '' } = (await at.app.passkeys.list(who.id)).at(-1) ?? {};
      await at.database.db.run('update passkeys set made_with = $2, created_at = $3 where id = $1', [
        ...[id, madeWith, later(clock.now(), -days(age))],
      ]);
      return id;
    }
    /** As far as the page with the new password. */
    async function prove(who: Person) {
      const browser = createBrowser(at.origin);
      const page = await browser.walk('/account/recover');
      ahead += 61;
      const sent = await browser.submit(formOn(page, '/recover'), { phone: who.phone, send: '1' });
      const [newest = ''] = await textsTo(who.phone);
      const code = remember(/(?<!\d)(\d{6})(?!\d)/.exec(newest)?.[1]) ?? '';
      return { browser, page: await browser.submit(formOn(sent, '/recover'), { phone: who.phone, code }) };
    }
    const ticked = (text: string) =>
      [...text.matchAll(/<input type="checkbox" name="keep_([\w-]+)" value="1"( checked)?/g)].flatMap(
        ([, id = '', isChecked]) => (isChecked === undefined ? [] : [id]),
      );
    const next = remember('lamplight over reeds');

    it('unless its owner keeps it: ticked are those that are old and had two factors behind them', async () => {
      const who = await person();
      const old = await passkey(who, { madeWith: 'urn:ncc:acr:3', age: 60 });
      const weak = await passkey(who, { madeWith: 'urn:ncc:acr:1', age: 60 });
      const byCode = await passkey(who, { madeWith: 'urn:ncc:acr:2', age: 60 });
      const recent = await passkey(who, { madeWith: 'urn:ncc:acr:3', age: 3 });
      const { browser, page } = await prove(who);
      for (const id of [old, weak, byCode, recent]) expect(page.text).to.include(`keep_${id}`);
      expect(ticked(page.text)).to.eql([old]);
      // Ticked boxes stay so where the password is refused.
      const again = await browser.submit(formOn(page, '/recover'), { password: '1', [`keep_${recent}`]: '1' });
      expect(ticked(again.text)).to.include(recent);
      await browser.submit(formOn(page, '/recover'), { password: next, [`keep_${old}`]: '1', [`keep_${recent}`]: '1' });
      const left = (await at.app.passkeys.list(who.id)).map(({ id }) => id);
      expect(left.toSorted()).to.eql([old, recent].toSorted());
    });

    it('a form that does not mention them', async () => {
      const who = await person();
      await passkey(who, { madeWith: 'urn:ncc:acr:1', age: 60 });
      const { browser, page } = await prove(who);
      const { ticket = '', csrf = '', phone = '' } = formOf(formOn(page, '/recover').text).fields;
      const body = new URLSearchParams({ ticket, csrf, phone, step: 'password', password: next });
      await browser.request('/account/recover', { method: 'POST', body });
      expect(await at.app.passkeys.list(who.id)).to.eql([]);
    });
  });

  it('is gone from the table once its link is over', async () => {
    const { purgeAccounts } = await import('../../../src/accounts/index.ts');
    ahead += days(8);
    await purgeAccounts({ db: at.database.db, clock });
    expect(await at.database.db.rows('select from added_ways', [])).to.eql([]);
  });
});
