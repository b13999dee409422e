import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Problem } from '../../../src/errors.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { publish } from '../../support/resources.ts';
import { fact } from '../../support/words.ts';

const site = 'https://m.qingxi.example.cn';
const booking = `${site}/book/1`;
const usual = { loginProof: 'pkce', authentication: 'secret' };

describe('the way from an entry to where it is booked', () => {
  const clock = testClock('2036-11-26T10:00:00+08:00');
  let at: TestApp;
  /** The application of the first test. */
  let known: string;
  let owner: Awaited<ReturnType<typeof createMember>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    owner = await createMember(at, { role: 'owner' });
  });
  after(() => at.close());

  const make = (more: Parameters<typeof createClient>[1] = {}, terms: Parameters<typeof createClient>[2] = {}) =>
    createClient(
      at,
      { redirectUris: [`${site}/callback`], initiateLoginUri: `${site}/enter`, ...more },
      { institutionId: owner.institutionId, ...terms },
    );
  const linkTo = (target: string) => at.app.applications.signedInLink(owner.institutionId, target);

  it('R04 goes through an application that works now, and through none that was ended, ran out or is a sandbox', async () => {
    expect(await linkTo(booking)).to.equal(undefined);
    await make({}, { sandbox: true });
    expect(await linkTo(booking), 'a sandbox').to.equal(undefined);

    const { clientId } = await make({ name: '青溪文化云小程序' });
    known = clientId;
    const found = await linkTo(booking);
    expect(found).to.have.property('application', '青溪文化云小程序');
    expect(Object.fromEntries(new URL(found?.href ?? '').searchParams)).to.deep.equal({
      iss: at.origin,
      target_link_uri: booking,
    });
    expect(await linkTo('https://elsewhere.example.cn/book'), 'a page of nobody’s').to.equal(undefined);

    await at.app.applications.disable(operator, clientId, '试验');
    expect(await linkTo(booking), 'ended').to.equal(undefined);
    await at.app.applications.enable(operator, clientId);
    expect(await linkTo(booking)).not.to.equal(undefined);
    clock.advance(40 * 86_400);
    expect(await linkTo(booking), 'ran out').to.equal(undefined);
    clock.advance(-40 * 86_400);
  });

  it('is shown on the page of the entry, and the plain link where no application takes one there', async () => {
    const { entryId } = await publish(at, asMember(owner), 'activity');
    const show = async () => (await fetch(`${at.origin}/resources/${entryId}`)).text();
    const signedIn = await show();
    expect(signedIn)
      .to.include(`href="${site}/enter?iss=${encodeURIComponent(at.origin)}`)
      .and.to.include('用国家公共文化云的账号进入“青溪文化云小程序”');
    await at.app.applications.setProtocol(asMember(owner), known, usual);
    const plain = await show();
    expect(plain).to.include(`href="${booking}"`).and.not.to.include('用国家公共文化云的账号进入');
  });

  it('begins at the origin of a callback: an unreviewed change leads no citizen elsewhere', async () => {
    const { clientId } = await make({ initiateLoginUri: `${site}/enter`, name: '另一个' });
    const set = (initiateLoginUri: string) =>
      at.app.applications
        .setProtocol(asMember(owner), clientId, { ...usual, initiateLoginUri })
        .catch((error) => error);
    for (const elsewhere of ['https://evil.example.cn/enter', 'https://qingxi.example.cn/enter'])
      expect(await set(elsewhere), elsewhere)
        .to.be.instanceOf(Problem)
        .with.deep.property('fields', { initiateLoginUri: fact('applications.initiate_elsewhere') });
    const made = await make({ initiateLoginUri: 'https://evil.example.cn/enter' }).catch((error: unknown) => error);
    expect(made).to.have.nested.property('fields.initiateLoginUri');
  });
});
