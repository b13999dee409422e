import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { asMember, colleagueOf } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';

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
    await at.app.accounts.createTestCitizen(owner, institutionId);
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
    expect(refused.message).to.include('没有沙箱应用');
    expect(await seenBy(owner)).to.have.lengthOf(1);
  });

  it('stand on a page that shows neither those of colleagues nor their sandboxes', async () => {
    const person = await createMember(at, { institutionId, role: 'developer', applications: [own.clientId] });
    const browser = await signInToConsole(at, person, { secondFactor: false });
    const { text } = await browser.walk('/console/applications/sandbox');
    const [foreign] = await seenBy(owner);
    expect(text).to.include('外包的沙箱').and.not.include('本馆的沙箱').and.not.include(foreign?.username);
  });
});
