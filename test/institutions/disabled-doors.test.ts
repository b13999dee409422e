import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { nameOf } from '../../src/http/access.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { asMember, register } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';
import { becomeVendor } from '../support/vendors.ts';
import { said } from '../support/words.ts';

/** Forms that stay open also then: they end something. */
const ending = ['/console/members/:accountId/remove', '/console/members/links/:id/revoke'];

describe('rights that remain to an institution disabled by operators', () => {
  let at: TestApp;
  let owner: Awaited<ReturnType<typeof createMember>>;
  let browser: TestBrowser;
  let sandbox: string;
  before(async () => {
    at = await startApp(import.meta.filename);
    owner = await createMember(at);
    await becomeVendor(at, owner.institutionId);
    const input = { name: '沙箱', redirectUris: 'http://localhost:3000/callback' };
    sandbox = (await at.app.applications.openSandbox(asMember(owner), owner.institutionId, input)).application.clientId;
    browser = await signInToConsole(at, owner);
    await at.app.closing.disable(operator, owner.institutionId, '调查');
  });
  after(() => at.close());

  const csrfOf = async () => {
    const { text } = await browser.walk('/console/messages');
    return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  };

  it('R14 is to read: every form for members, for certified institutions and for an AK is closed, and says why', async () => {
    const csrf = await csrfOf();
    const forms = at.app.routes.filter(
      ({ method, access }) => method === 'POST' && ['member', 'certified', 'application'].includes(access.who),
    );
    expect(forms.length).to.be.above(50);
    for (const { path, access } of forms) {
      const target = path
        .replace(':ak', path.includes('vendor') ? 'ncc_aaaaaaaaaaaaaaaaaaaa' : sandbox)
        .replaceAll(/:\w+/g, '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55');
      const body = new URLSearchParams({ csrf });
      const response = await browser.request(target, { method: 'POST', body });
      const text = await response.text();
      const closed = `${path} (${nameOf(access)})`;
      if (ending.includes(path)) {
        expect(response.status, closed).not.to.equal(403);
        continue;
      }
      expect(response.status, closed).to.equal(403);
      expect(text, closed).to.include(said('institutions.disabled'));
    }
  });

  it('is to send nothing for review, of any kind, by whichever hand', async () => {
    const { institutionId } = owner;
    for (const { name } of at.app.review.kinds()) {
      const begun = await refusal(at.app.review.begin(asMember(owner), name, { institutionId })).catch(() => undefined);
      expect(begun?.code, name).to.equal('forbidden');
    }
    const open = await createMember(at);
    const days = {
      linksOn: '2027-01-01',
      loginOn: '2027-01-01',
      resourcesOn: '2027-01-01',
      statisticsOn: '2027-01-01',
    };
    const about = { institutionId: open.institutionId, data: { partnerOwner: '陈静', ...days } };
    const draft = await at.app.review.begin(asMember(open), 'plan', about);
    await at.app.closing.disable(operator, open.institutionId, '调查');
    const later = {
      submit: () => at.app.review.submit(asMember(open), draft.id),
      save: () => at.app.review.save(asMember(open), draft.id, {}),
      many: () =>
        at.app.db.transaction((trx) =>
          at.app.review.saveMany(trx, asMember(open), 'plan', { institutionId: open.institutionId, items: [] }),
        ),
    };
    for (const [verb, work] of Object.entries(later))
      expect((await refusal(work().then(() => undefined))).message, verb).to.equal('institutions.disabled');
  });

  it('R27 is to make no test citizen, no sandbox and no token of an assistant', async () => {
    const { institutionId, accountId } = owner;
    const [citizen] = await at.app.accounts.testCitizens(asMember(owner), institutionId);
    const works = {
      citizen: () => at.app.applications.addTestCitizen(asMember(owner), institutionId),
      password: () => at.app.applications.resetTestCitizen(asMember(owner), institutionId, citizen?.id ?? ''),
      sandbox: () =>
        at.app.applications.openSandbox(asMember(owner), institutionId, {
          name: '再来',
          redirectUris: 'http://localhost/',
        }),
      token: () => at.app.assistantTokens.mint(accountId, asMember(owner), { name: '编辑器' }),
    };
    for (const [name, work] of Object.entries(works))
      expect((await refusal(work().then(() => undefined))).code, name).to.equal('forbidden');
    const csrf = await csrfOf();
    for (const path of ['/console/applications/sandbox/citizens', '/console/assistants']) {
      const body = new URLSearchParams({ csrf, name: '编辑器', place: 'institution' });
      expect((await browser.request(path, { method: 'POST', body })).status, path).to.equal(403);
    }
  });
});

describe('how many institutions one person registers', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('R11 are five uncertified ones, including those passed to a helper', async () => {
    const person = await register(at, '青溪县文化馆一');
    const actor = { kind: 'citizen', accountId: person.accountId } as const;
    const another = (name: string) => at.app.registerInstitution(actor, { name, other: true });
    for (const number of ['二', '三', '四', '五']) await another(`青溪县文化馆${number}`);
    const helper = await createMember(at, { institutionId: person.institutionId, role: 'agent' });
    await at.app.members.setPost(asMember(person), person.institutionId, helper.accountId, { post: 'owner' });
    await at.app.members.remove(asMember(person), person.institutionId, person.accountId);
    expect((await refusal(another('青溪县文化馆六'))).fields).to.have.nested.property(
      'name.code',
      'institutions.too_many_uncertified',
    );
  });

  it('R11 are five also when they are registered at once', async () => {
    const person = await register(at, '澜江市图书馆一');
    const actor = { kind: 'citizen', accountId: person.accountId } as const;
    const names = ['二', '三', '四', '五', '六', '七', '八', '九'];
    const all = await Promise.allSettled(
      names.map((number) => at.app.registerInstitution(actor, { name: `澜江市图书馆${number}`, other: true })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).to.have.length(4);
  });
});
