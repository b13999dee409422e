import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { formOf, type TestBrowser } from '../support/citizen.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { type Door, doorsOf } from './doors.ts';
import { address, createOwned, type Owned } from './owned.ts';

describe('R58 things of another institution', () => {
  let at: TestApp;
  let owned: Owned;
  let doors: Door[];
  let own: TestBrowser;
  let strangers: Record<string, { browser: TestBrowser; csrf: string }>;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const owner = await createMember(at);
    const { accountId, institutionId } = owner;
    owned = await createOwned(at, { kind: 'member', accountId, institutionId, role: 'owner' });
    own = await signInToConsole(at, owner);
    const come = async (person: Parameters<typeof signInToConsole>[1]) => {
      const browser = await signInToConsole(at, person);
      const { fields } = formOf((await browser.walk('/account/recover')).text);
      return { browser, csrf: fields.csrf ?? '' };
    };
    const { clientId } = await createClient(at, { name: '青溪讲座' }, { institutionId });
    strangers = {
      'the owner of another': await come(await createMember(at)),
      'a developer limited to another AK': await come(
        await createMember(at, { institutionId, role: 'developer', applications: [clientId] }),
      ),
    };
    // Shared resources of the Cloud, its templates and the calls of the reference are for every subject, an invitation link for its holder, the
    // sign-in of an assistant for the browser that began it (test/assistants/sign-in.test.ts).
    doors = doorsOf(at).filter(
      ({ path }) =>
        /^\/console\/(?!catalogue\/|resources\/templates\/|join\/|try\/|assistants\/sign-in\/)/.test(path) &&
        /:|preview$/.test(path),
    );
  });
  after(() => at.close());

  it('has an example for every door of the institutions that names something', () => {
    expect(doors.filter(({ path }) => address(owned, path) === undefined)).to.deep.equal([]);
    expect(doors.length).to.be.at.least(25);
  });

  it('is there for its own', async () => {
    for (const { method, path } of doors) {
      const target = address(owned, path);
      if (method !== 'GET' || target === undefined || path === '/console/invitations/:id') continue;
      const { status, headers } = await own.request(target);
      // Former addresses lead to a section of the page of their AK.
      if (status === 301)
        expect(headers.get('location'), `GET ${target}`).to.match(/^\/console\/applications\/[^/]+#\w+$/);
      else expect(status, `GET ${target}`).to.equal(200);
    }
  });

  async function visit(name: string, ofOwn: (door: Door) => boolean): Promise<string[]> {
    const stranger = strangers[name];
    if (stranger === undefined) throw new Error(name);
    const open: string[] = [];
    for (const door of doors.filter(ofOwn)) {
      const target = address(owned, door.path) ?? '';
      const body = new URLSearchParams({
        csrf: stranger.csrf,
        sure: '1',
        reason: '试',
        overlap: '7',
        role: 'reader',
        saved: '1',
      });
      const response = await stranger.browser.request(target, {
        method: door.method,
        ...(door.method === 'POST' && { body }),
      });
      await response.arrayBuffer();
      if (response.status !== 404) open.push(`${door.method} ${door.path}: ${response.status}`);
    }
    return open;
  }

  it('does not exist for the owner of another, whatever the door', async () => {
    expect(await visit('the owner of another', () => true)).to.deep.equal([]);
  });

  it('R02 nor, of one institution, the AK that a hired developer has nothing to do with', async () => {
    // Pages for 管理员 only are closed to every developer before an AK is looked at, so that 403 reveals nothing about one.
    const open = await visit(
      'a developer limited to another AK',
      ({ path }) =>
        /^\/console\/applications\/(:ak|sandbox\/:ak|sandbox\/citizens\/:id)/.test(path) &&
        !path.endsWith('/take-over'),
    );
    expect(open).to.deep.equal([]);
  });

  it('answer as if they had never existed: with the same words', async () => {
    const browser = strangers['the owner of another']?.browser;
    const words = async (path: string) =>
      (await browser?.walk(path))?.text.replaceAll(
        /[0-9A-Z]{4}-[0-9A-Z]{4}|nonce="[^"]*"|[\da-f-]{36}|ncc_\w+|value="[^"]*"|datetime="[^"]*"/g,
        '',
      );
    const nobody = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
    for (const [path, other] of [
      [owned['/console/submissions/:id'], `/console/submissions/${nobody}`],
      [owned['/console/files/:id'], `/console/files/${nobody}`],
      [owned['/console/applications/:ak'], '/console/applications/ncc_aaaaaaaaaaaaaaaaaaaa'],
      [owned['/console/members/:accountId'], `/console/members/${nobody}`],
    ] as const)
      expect((await words(path ?? ''))?.replaceAll(/\d\d:\d\d/g, ''), path).to.equal(
        (await words(other))?.replaceAll(/\d\d:\d\d/g, ''),
      );
  });
});
