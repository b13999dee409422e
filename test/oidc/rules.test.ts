import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { errors } from 'oidc-provider';
import type { Account } from '../../src/accounts/account/account.ts';
import { acr } from '../../src/accounts/levels.ts';
import * as known from '../../src/oidc/fast/known.ts';
import {
  apiScope,
  authenticationBy,
  beginsWithCode,
  type Factor,
  factorsIn,
  type GivenFactors,
  isGiven,
  type Means,
  type SignInFacts,
  type SignInRule,
  type StepUpOptions,
  signInRules,
  waysToRaise,
} from '../../src/oidc/rules.ts';
import * as walk from '../conformance/walk.ts';
import { createCitizen, type TestApp } from '../support/app.ts';
import { authorization, basic, type Client, createBrowser, html, type TestBrowser } from '../support/citizen.ts';
import { fact } from '../support/words.ts';
import { type Both, form, type Sent, startBoth } from './fast/both.ts';

describe('a rule that is added to the list', () => {
  let at: TestApp;
  let both: Both;
  let browser: TestBrowser;
  let partner: Client;
  let isOpen = true;
  let isEarly = false;
  let met: SignInFacts[] = [];
  const added: SignInRule[] = [
    {
      name: 'closed_today',
      description: 'a page comes first',
      holds: (facts) => {
        met.push(facts);
        return isOpen;
      },
      refusal: 'login',
    },
    {
      name: 'too_early',
      description: 'no page comes first',
      holds: () => !isEarly,
      refusal: () => new errors.AccessDenied('come back tomorrow'),
    },
  ];

  before(async () => {
    at = await walk.startProvider(import.meta.filename, { rules: [...signInRules, ...added] });
    both = await startBoth(at);
    browser = createBrowser(at.origin);
    await createCitizen(at);
    partner = await walk.createPartner(at);
    await walk.authorize(at, partner, {}, { browser });
  });
  after(async () => {
    await both.close();
    await at.close();
  });

  const sent = (): Sent => ({
    path: authorization(partner.clientId, { state: 's', nonce: 'n' }).url,
    method: 'GET',
    headers: {
      ...html,
      cookie: [...browser.cookies.values()]
        .filter(({ path }) => path === '/')
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
    },
  });
  const location = async (of: Sent) => {
    const { status, headers } = await both.whole(of);
    expect(status).to.equal(303);
    return headers[headers.findIndex((name) => name.toLowerCase() === 'location') + 1] ?? '';
  };
  const byLibrary = () => location({ ...sent(), path: `${sent().path}&by=library` });

  it('changes nothing while it holds', async () => {
    expect(await both.isFast(sent())).to.equal(true);
    expect(await byLibrary()).to.match(/^http:\/\/localhost:9\/callback\?code=/);
  });

  it('gets the same facts at both endpoints', async () => {
    met = [];
    await both.byFastEndpoint(sent());
    await byLibrary();
    const compared = ({ now: _, ...facts }: SignInFacts) => ({
      ...facts,
      client: { ...facts.client, redirectUriAllowed: undefined },
    });
    const [fast, slow] = met.map(compared);
    expect(met).to.have.length(2);
    expect(fast).to.deep.equal(slow);
    expect(fast?.account?.username).to.equal('citizen');
  });

  it('is kept by both where it asks for a page', async () => {
    isOpen = false;
    expect(await both.isFast(sent())).to.equal(false);
    for (const answer of [await location(sent()), await byLibrary()]) expect(answer).to.match(/^\/interaction\//);
    isOpen = true;
    expect(await both.isFast(sent())).to.equal(true);
  });

  it('is kept by both where it refuses', async () => {
    isEarly = true;
    expect(await both.isFast(sent())).to.equal(false);
    for (const answer of [await location(sent()), await byLibrary()])
      expect(new URL(answer).searchParams.get('error_description')).to.equal('come back tomorrow');
    isEarly = false;
  });
});

describe('library features without a stance in the fast endpoints', () => {
  /** Runs `work` as if the list had no word on `name`. */
  async function without<T>(list: object, name: string, work: () => Promise<T>): Promise<T> {
    const stance: unknown = Reflect.get(list, name);
    Reflect.deleteProperty(list, name);
    try {
      return await work();
    } finally {
      Reflect.set(list, name, stance);
    }
  }
  const token = (client: Client): Sent => ({
    path: '/oidc/token',
    headers: { ...form, authorization: basic(client) },
    body: 'grant_type=client_credentials',
  });
  const expectLibrary = async (both: Both, client: Client) => {
    expect(await both.isFast(token(client))).to.equal(false);
    expect((await both.whole(token(client))).status).to.equal(200);
  };

  it('is a check of the library: every request is the library’s', async () => {
    const at = await without(known.checks, 'login.max_age', () => walk.startProvider(import.meta.filename));
    const both = await startBoth(at);
    await expectLibrary(both, await walk.createPartner(at));
    await both.close();
    await at.close();
  });

  it('is a setting of a client: its requests are the library’s, and those of others are not', async () => {
    const at = await walk.startProvider(import.meta.filename);
    const both = await startBoth(at);
    const [special, other] = [await walk.createPartner(at), await walk.createPartner(at)];
    expect(await both.isFast(token(other))).to.equal(true);
    await without(known.clientSettings, 'post_logout_redirect_uris', () => expectLibrary(both, special));
    expect(await both.isFast(token(other))).to.equal(true);
    await both.close();
    await at.close();
  });
});

describe('the rules of a sign-in', () => {
  const facts: SignInFacts = {
    client: {
      clientId: 'ncc_one',
      refusal: undefined,
      sandbox: false,
      institutionId: 'one',
      firstParty: false,
      redirectUriAllowed: () => true,
    },
    redirectUri: 'https://example.org/callback',
    acrValues: undefined,
    session: { accountId: undefined, acr: undefined },
    account: undefined,
    termsInForce: 1,
    now: new Date('2026-03-02T01:00:00Z'),
  };
  const broken = (changed: Partial<SignInFacts>): string[] =>
    signInRules.filter(({ holds }) => !holds({ ...facts, ...changed })).map(({ name }) => name);

  it('hold before a login', () => {
    expect(broken({})).to.deep.equal([]);
    expect(broken({ acrValues: acr.sms })).to.deep.equal([]);
  });

  it('R04 let a child under 14 in by day, and an adult at any hour', () => {
    const since = new Date('2026-03-01T00:00:00Z');
    const adult: Account = {
      ...{ id: 'a', username: 'a', phone: undefined, email: undefined, emailVerified: false, nickname: 'a' },
      ...{ regionCode: undefined, over14: undefined, termsAgreedAt: since, lockedAt: undefined, deletedAt: undefined },
      ...{ testOf: undefined, sessionsValidFrom: since, createdAt: since, updatedAt: since },
    };
    const at = (time: string, account: Account) =>
      broken({ account, now: new Date(`2026-03-02T${time}:00+08:00`) }).includes('child_rests');
    const child = { ...adult, guardianId: 'g' };
    expect(['05:59', '06:00', '21:59', '22:00', '00:00'].map((time) => at(time, child))).to.eql([
      true,
      false,
      false,
      true,
      true,
    ]);
    expect(at('23:00', adult)).to.equal(false);
    const all = ['openid', 'profile', 'phone', 'age_range', 'realname', 'offline_access'] as const;
    expect(
      all.filter((name) => isGiven(name, child, () => true)),
      'whatever is ticked',
    ).to.eql(['openid', 'profile', 'age_range']);
    expect(all.filter((name) => isGiven(name, child, () => false))).to.eql(['openid', 'profile', 'age_range']);
  });

  it('ask for the level that acr_values names, and for none that we do not know', () => {
    const withAcr = (level: string | undefined, acrValues: string) => {
      const session = { accountId: 'a', acr: level };
      return broken({ session, acrValues }).includes('missing_factor');
    };
    expect(withAcr(acr.password, acr.sms)).to.equal(true);
    expect(withAcr(undefined, acr.password)).to.equal(true);
    expect(withAcr(acr.password, `${acr.sms} ${acr.password}`)).to.equal(false);
    expect(withAcr(acr.sms, acr.password)).to.equal(false);
    expect(withAcr(undefined, 'urn:other')).to.equal(false);
    expect(withAcr(acr.sms, acr.two)).to.equal(true);
    expect(withAcr(acr.passkey, acr.two)).to.equal(false);
    expect(withAcr(acr.two, acr.passkey)).to.equal(true);
    expect([acr.sms, acr.password, acr.two, acr.passkey, 'urn:other', undefined].map(beginsWithCode)).to.deep.equal([
      true,
      ...[false, false, false, false, false],
    ]);
  });

  it('name the factors of a login in the values of RFC 8176', () => {
    expect(authenticationBy(['pwd'])).to.eql({ acr: acr.password, amr: ['pwd'] });
    expect(authenticationBy(['sms'])).to.eql({ acr: acr.sms, amr: ['sms'] });
    expect(authenticationBy(['sms', 'pwd'])).to.eql({ acr: acr.two, amr: ['sms', 'pwd', 'mfa'] });
    expect(authenticationBy(['passkey'], acr.two)).to.eql({ acr: acr.passkey, amr: ['pop', 'user', 'mfa'] });
    expect(authenticationBy(['pwd', 'passkey'], acr.passkey).acr).to.equal(acr.passkey);
    expect(factorsIn(authenticationBy(['pwd', 'sms']).amr)).to.eql(['pwd', 'sms']);
    expect(factorsIn(undefined)).to.eql([]);
  });

  it('say mfa of a passkey as far as acr does: not of one that a password alone had made', () => {
    expect(authenticationBy(['passkey'], acr.password)).to.eql({ acr: acr.password, amr: ['pop', 'user'] });
    expect(authenticationBy(['pwd', 'passkey'], acr.password)).to.eql({
      acr: acr.password,
      amr: ['pwd', 'pop', 'user'],
    });
    expect(authenticationBy(['passkey'], acr.sms)).to.eql({ acr: acr.sms, amr: ['pop', 'user', 'mfa'] });
    expect(authenticationBy(['sms', 'passkey'], acr.password)).to.eql({
      acr: acr.sms,
      amr: ['sms', 'pop', 'user', 'mfa'],
    });
    expect(authenticationBy(['pwd', 'sms', 'passkey']).amr).to.eql(['pwd', 'sms', 'pop', 'user', 'mfa']);
  });

  it('take a passkey for no more than the level it was made at, or one proved beside it', () => {
    const made = [undefined, acr.password, acr.sms, acr.two, acr.passkey];
    const levelsOf = (factors: Factor[]) =>
      made.map((level) => authenticationBy(factors, level).acr.slice(-1)).join('');
    expect(levelsOf(['passkey'])).to.equal('11244');
    expect(levelsOf(['passkey', 'pwd'])).to.equal('11244');
    expect(levelsOf(['passkey', 'sms'])).to.equal('22244');
    expect(levelsOf(['passkey', 'sms', 'pwd'])).to.equal('44444');
    expect(levelsOf(['pwd', 'sms']), 'where none was used').to.equal('33333');
  });

  describe('name the ways to raise a level', () => {
    const [weak, strong] = [acr.password, acr.two];
    type Case = [asked: string, given: GivenFactors, means: Means, next: string];
    const all = { password: true, sms: true };
    /** As a line: password, code, passkey, add; and whether more comes after it. */
    const line = (ways: StepUpOptions) =>
      (['password', 'code', 'passkey', 'add', 'first'] as const).filter((way) => ways[way]).join(' ');
    const pwd: GivenFactors = { factors: ['pwd'], newKey: acr.password };
    const cases: Record<string, Case> = {
      'a code beside a password': [acr.two, pwd, { ...all, keys: [] }, 'code'],
      'a code or a passkey beside a password': [acr.two, pwd, { ...all, keys: [strong] }, 'code passkey'],
      'no weak passkey for two': [acr.two, pwd, { ...all, keys: [weak] }, 'code'],
      'nothing without a phone': [acr.two, pwd, { password: true, sms: false, keys: [weak] }, ''],
      'a strong passkey after a password': [acr.passkey, pwd, { ...all, keys: [strong] }, 'passkey'],
      'first a code where a passkey would be made': [acr.passkey, pwd, { ...all, keys: [] }, 'code first'],
      'first a code where the passkey is weak': [acr.passkey, pwd, { ...all, keys: [weak] }, 'code first'],
      'a new passkey after both': [
        acr.passkey,
        { factors: ['pwd', 'sms'], newKey: acr.two },
        { ...all, keys: [] },
        'add',
      ],
      'a weak passkey after both': [
        acr.passkey,
        { factors: ['pwd', 'sms'], newKey: acr.two },
        { ...all, keys: [weak] },
        'passkey',
      ],
      'no new passkey to whoever finds a session': [acr.passkey, { factors: ['pwd', 'sms'] }, { ...all, keys: [] }, ''],
      'nothing that a phone alone could prove': [
        acr.passkey,
        { factors: ['sms'], newKey: acr.sms },
        { password: false, sms: true, keys: [weak] },
        '',
      ],
      'both after a weak passkey': [
        acr.passkey,
        { factors: ['passkey'], madeWith: weak, newKey: weak },
        { ...all, keys: [weak] },
        'password code first',
      ],
      'a new passkey to whom somebody invented': [
        acr.passkey,
        { factors: ['pwd'], newKey: acr.two },
        { password: true, sms: false, keys: [] },
        'add',
      ],
    };
    for (const [title, [asked, given, means, next]] of Object.entries(cases))
      it(title, () => expect(line(waysToRaise(asked, given, means))).to.equal(next));
  });

  it('refuse the address before the AK, so that no error goes to an address that is not registered', () => {
    const client = {
      ...facts.client,
      redirectUriAllowed: () => false,
      refusal: { code: 'expired', wire: 'over', says: fact('applications.ak_expired') } as const,
    };
    expect(broken({ client })).to.deep.equal(['redirect_uri_ended', 'ak_refused']);
  });
});

describe('the scopes of an API token', () => {
  it('are those that were asked for among the approved ones, or all of these', () => {
    expect(apiScope('a b', undefined)).to.deep.equal({ scope: 'a b' });
    expect(apiScope('a b', 'b')).to.deep.equal({ scope: 'b' });
    expect(apiScope('a b', 'b c')).to.deep.equal({ foreign: 'c' });
  });
});
