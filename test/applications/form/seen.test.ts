import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser } from '../../support/citizen.ts';
import { type Colleague, createMember, signInToConsole } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';

/** The lines of a consent page: each with its title, and whether it is given, on or off. */
const linesOf = (html: string) =>
  [...(/<ul class="ruled grants">(.*?)<\/ul>/s.exec(html)?.[1] ?? '').matchAll(/<li>(.*?)<\/li>/gs)].map(
    ([, line = '']) => [
      /<b>(.*?)<\/b>/.exec(line)?.[1],
      line.includes('必需') ? 'given' : / checked/.test(line) ? 'on' : 'off',
    ],
  );

describe('the consent page in the application form', () => {
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  before(async () => {
    at = await startApp(import.meta.filename);
    owner = await createMember(at, { role: 'owner' });
  });
  after(() => at.close());

  async function draft(data: Record<string, string>) {
    const { institutionId } = owner;
    const { id } = await at.app.review.begin(asMember(owner), 'application', { institutionId });
    await at.app.review.save(asMember(owner), id, data);
    const browser = await signInToConsole(at, owner);
    const { text } = await browser.walk(`/console/submissions/${id}`);
    return /<section class="sec"[^>]* data-seen>(.*?)<\/section>/s.exec(text)?.[1] ?? '';
  }

  it('R21 equals the citizen’s page: the same lines in the same order, the purpose, the institution', async () => {
    const scopes = ['phone', 'offline_access', 'profile', 'age_range'];
    const more = { name: '青溪文化云', purpose: '活动报名时填写联系人', homeUrl: 'https://m.qx.example.cn/' };
    const shown = await draft({ ...more, layers: 'login', loginScopes: scopes.join('\n') });

    const scope = `openid ${scopes.join(' ')}`;
    const { clientId } = await createClient(at, { ...more, scope }, { institutionId: owner.institutionId });
    const citizen = createBrowser(at.origin);
    await createCitizen(at, 'reader');
    const login = await citizen.walk(authorization(clientId, { scope, prompt: 'consent' }).url);
    const { text: real } = await citizen.submit(login, { username: 'reader', password, agree: '1' });

    expect(linesOf(real)).to.have.length(5);
    expect(linesOf(shown)).to.deep.equal(linesOf(real));
    const { name } = await at.app.institutions.get(owner.institutionId);
    for (const words of ['用于：活动报名时填写联系人', 'm.qx.example.cn', '不会获得', name])
      for (const page of [shown, real]) expect(page).to.include(words);
    expect(shown, 'nothing to be sent')
      .to.include('<fieldset disabled>')
      .and.not.to.match(/<form|formaction|href=/);
  });

  it('waits for 用户登录, and shows typed texts unchanged', async () => {
    expect(await draft({ layers: 'resource' }))
      .to.include('选了“用户登录”')
      .and.not.to.include('grants');
    const shown = await draft({ layers: 'login', name: '<b>青溪</b>', purpose: '', homeUrl: '还没有' });
    expect(shown).to.include('&lt;b&gt;青溪').and.include('（登录用途说明）');
    expect(linesOf(shown)).to.deep.equal([['账号编号', 'given']]);
  });
});
