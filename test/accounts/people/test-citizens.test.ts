import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { isOlderThan } from '../../../src/accounts/account/account.ts';
import { testCitizenKindNames } from '../../../src/accounts/people/test-citizen-kinds.ts';
import type { Member } from '../../../src/actor.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser } from '../../support/citizen.ts';
import { createMember, signInToConsole } from '../../support/console.ts';
import { asMember, colleagueOf } from '../../support/institutions.ts';
import { remember } from '../../support/record.ts';
import { refusal } from '../../support/refusal.ts';

describe('R02 R27 test citizens of a developer who is limited to AKs', () => {
  let at: TestApp;
  let owner: Member;
  let institutionId: string;
  let own: { clientId: string };

  before(async () => {
    at = await startApp(import.meta.filename);
    owner = asMember(await createMember(at));
    ({ institutionId } = owner);
    const input = { redirectUris: 'http://localhost:9/callback' };
    own = (await at.app.applications.openSandbox(owner, institutionId, { ...input, name: '外包的沙箱' })).application;
    await at.app.applications.openSandbox(owner, institutionId, { ...input, name: '本馆的沙箱' });
  });
  after(() => at.close());

  const hire = async (...applications: string[]): Promise<Member> => ({
    ...asMember(await colleagueOf(at, institutionId, 'developer'), 'developer'),
    applications,
  });
  const seenBy = (actor: Member) => at.app.accounts.testCitizens(actor, institutionId);

  it('are those that were made for these AKs: the others are neither seen, nor reset, nor deleted', async () => {
    const limited = await hire(own.clientId);
    const [foreign] = await seenBy(owner);
    expect(await seenBy(limited)).to.eql([]);
    const { resetTestCitizen, deleteTestCitizen, createTestCitizen } = at.app.accounts;
    const id = foreign?.id ?? '';
    expect((await refusal(resetTestCitizen(limited, institutionId, id))).code).to.equal('not_found');
    expect((await refusal(deleteTestCitizen(limited, institutionId, id))).code).to.equal('not_found');

    const { username } = await createTestCitizen(limited, institutionId);
    const [mine] = await seenBy(limited);
    expect(mine?.username).to.equal(username);
    expect(await seenBy(owner)).to.have.lengthOf(2);
    expect(await seenBy(await hire('ncc_x'))).to.eql([]);
    expect(await resetTestCitizen(limited, institutionId, mine?.id ?? '')).to.include({ username });
    await deleteTestCitizen(limited, institutionId, mine?.id ?? '');
    expect((await seenBy(owner)).map((each) => each.id)).to.eql([id]);
  });

  it('are not made where none of these AKs is a sandbox', async () => {
    const { clientId } = await createClient(at, {}, { institutionId });
    const limited = await hire(clientId);
    const refused = await refusal(at.app.accounts.createTestCitizen(limited, institutionId));
    expect(refused.code).to.equal('forbidden');
    expect(refused.message).to.include('accounts.no_sandbox');
    expect(await seenBy(owner)).to.have.lengthOf(1);
  });

  it('stand on a page that shows neither those of colleagues nor their sandboxes', async () => {
    const person = await createMember(at, { institutionId, role: 'developer', applications: [own.clientId] });
    const browser = await signInToConsole(at, person, { secondFactor: false });
    const list = await browser.walk('/console/applications/sandbox');
    const page = await browser.walk(`/console/applications/${own.clientId}`);
    const [foreign] = await seenBy(owner);
    for (const { text } of [list, page])
      expect(text).to.include('外包的沙箱').and.not.include('本馆的沙箱').and.not.include(foreign?.username);
  });

  it('sign in at the sandboxes of these AKs and at no other one, whose session or password it is', async () => {
    const other = await at.app.applications.sandboxes(institutionId);
    const foreign = other.find(({ clientId }) => clientId !== own.clientId)?.clientId ?? '';
    const made = await at.app.accounts.createTestCitizen(await hire(own.clientId), institutionId);
    const person = { username: made.username, password: remember(made.password), agree: '1' };
    const browser = createBrowser(at.origin);
    const [here, there] = [authorization(own.clientId), authorization(foreign)];
    expect((await browser.submit(await browser.walk(here.url), person)).text).to.include('外包的沙箱');
    const refused = await createBrowser(at.origin);
    const page = await refused.submit(await refused.walk(there.url), person);
    expect(page.text).to.include('这个测试市民是为本机构别的沙箱应用添加的');
    const silent = await browser.walk(authorization(foreign, { prompt: 'none' }).url);
    expect(silent.url.searchParams.get('error')).to.equal('login_required');

    // The limit of a member stays when the AK is gone.
    await at.app.applications.deleteSandbox(owner, own.clientId);
    const late = createBrowser(at.origin);
    expect((await late.submit(await late.walk(there.url), person)).text).to.include('别的沙箱应用');
    const { username, password } = await at.app.accounts.createTestCitizen(owner, institutionId);
    const anybody = createBrowser(at.origin);
    const login = await anybody.walk(there.url);
    const shown = await anybody.submit(login, { username, password: remember(password), agree: '1' });
    expect(shown.text).to.include('本馆的沙箱').and.not.include('别的沙箱应用');
  });

  it('come in ten kinds, which a site has to bear: by age, name, phone and standing', async () => {
    const own = await createMember(at);
    const who = { ...owner, accountId: own.accountId, institutionId: own.institutionId };
    const made = new Map<string, Awaited<ReturnType<typeof at.app.accounts.createTestCitizen>>>();
    for (const kind of testCitizenKindNames)
      made.set(kind, await at.app.accounts.createTestCitizen(who, own.institutionId, undefined, kind));
    expect(made.size).to.equal(10);
    expect(new Set([...made.values()].map(({ nickname }) => nickname)).size, 'no two of one name').to.equal(10);
    for (const { password } of made.values()) remember(password);
    const known = async (kind: string) => {
      const account = await at.app.accounts.find(made.get(kind)?.id ?? '');
      if (account === undefined) throw new Error(kind);
      return account;
    };
    const now = new Date();
    expect(isOlderThan(14, await known('child'), now)).to.equal(false);
    const elder = await known('elder');
    expect([18, 60].map((age) => isOlderThan(age, elder, now))).to.deep.equal([true, true]);
    expect((await known('elder')).birthYear).to.equal(now.getFullYear() - 80);
    expect((await known('dotted')).nickname).to.equal('阿依古丽·买买提');
    expect((await known('rare')).nickname).to.equal('㛃𠮷');
    expect((await known('no_phone')).phone).to.equal(undefined);
    expect((await known('locked')).lockedAt).to.be.instanceOf(Date);
    expect((await at.app.accounts.testCitizens(who, own.institutionId)).map(({ id }) => id)).to.not.include(
      made.get('deleted')?.id,
    );
  });

  it('are ten of an institution at most, of which one that was deleted is none', async () => {
    const create = () => at.app.accounts.createTestCitizen(owner, institutionId);
    for (let there = (await seenBy(owner)).length; there < 10; there += 1) await create();
    expect((await refusal(create())).message).to.include('accounts.most_test_citizens');
    const [first] = await seenBy(owner);
    await at.app.accounts.deleteTestCitizen(owner, institutionId, first?.id ?? '');
    await create();
    expect((await refusal(create())).message).to.include('accounts.most_test_citizens');
  });
});
