import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Route } from '../../src/http/route.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, html, signIn, type TestBrowser } from '../support/citizen.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { attribute, tags } from '../support/markup.ts';
import { publish } from '../support/resources.ts';
import { someOf } from '../support/some.ts';

const shared = 'public, max-age=0, s-maxage=1, must-revalidate';
const displays = [
  '',
  'theme=dark',
  'theme=contrast; elder=1',
  'lang=en',
  'region=330106',
  'elder=1; lang=en; region=330822',
];

/** The operators' public message on 运行状态. */
async function publishDisturbance({ app }: TestApp): Promise<string> {
  const { incidents } = app.status;
  const drafted = await incidents.draft(operator, {
    ...{ kind: 'incident', title: '部分地区收不到短信验证码', components: 'login', impact: 'slow' },
    ...{ startsAt: '2026-11-24T10:00', body: '运营商线路故障。' },
  });
  if (!('id' in drafted)) throw new Error(JSON.stringify(drafted));
  await incidents.publish(operator, drafted.id);
  return drafted.id;
}

describe('pages that caches may share', () => {
  let at: TestApp;
  let all: readonly Route[];
  let citizen: TestBrowser;
  let owner: TestBrowser;
  const named: Record<string, string> = {};
  before(async () => {
    at = await startApp(import.meta.filename);
    all = at.app.routes;
    const member = await createMember(at);
    const { entryId } = await publish(at, asMember(member), 'activity');
    await createCitizen(at);
    citizen = createBrowser(at.origin);
    await signIn(citizen, authorization((await createClient(at)).clientId));
    owner = await signInToConsole(at, member);
    Object.assign(named, {
      '/channels/:code': '/channels/activity',
      '/channels/:code/calendar': '/channels/activity/calendar',
      '/zones/:code': '/zones/330106',
      '/i/:id': `/i/${member.institutionId}`,
      '/i/:id/entries': `/i/${member.institutionId}/entries`,
      '/resources/:id': `/resources/${entryId}`,
      '/help/:name': '/help/sign-in',
      '/docs/:name': '/docs/login',
      '/docs/problems/:code': '/docs/problems/bad_request',
      '/docs/fields/:channel': '/docs/fields/activity',
      '/terms/:version': '/terms/1',
      '/privacy/:version': '/privacy/1',
      '/search': '/search?q=剪纸',
      '/status/:id': `/status/${await publishDisturbance(at)}`,
    });
  });
  after(() => at.close());

  const pathsOf = (isShared: boolean) =>
    all.flatMap((route) =>
      route.kind === 'page' && (route.sharing !== undefined) === isShared ? [named[route.path] ?? route.path] : [],
    );
  const get = (path: string, cookie = '', more: Record<string, string> = {}) =>
    fetch(new URL(path, at.origin), {
      headers: { ...html, ...more, ...(cookie && { cookie }) },
      redirect: 'manual',
      cache: 'no-cache',
    });
  const cookiesOf = ({ cookies }: TestBrowser) =>
    [...cookies.values()]
      .filter(({ path }) => path === '/')
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  it('are those that anyone may open, and each has an address here', () => {
    const paths = pathsOf(true);
    expect(paths.length).to.be.at.least(30);
    expect(paths.filter((path) => path.includes(':'))).to.deep.equal([]);
    for (const route of all) if ('sharing' in route) expect(route.access).to.deep.equal({ who: 'anyone' });
  });

  it('say so, set no cookie, have no form of ours, no nonce and no script but our files', async () => {
    for (const path of pathsOf(true)) {
      const answer = await get(path);
      const text = await answer.text();
      expect(answer.status, path).to.equal(200);
      expect(answer.headers.get('cache-control'), path).to.equal(shared);
      expect(answer.headers.getSetCookie(), path).to.deep.equal([]);
      expect(answer.headers.get('vary')?.toLowerCase().split(', '), path).to.include.members([
        'cookie',
        'accept-language',
      ]);
      expect(answer.headers.get('content-security-policy'), path).to.include("script-src 'self';");
      expect(text, path).not.to.match(/name="csrf"|method="post"|<[^>]* nonce=/);
      for (const tag of tags(text))
        if (tag.startsWith('<script'))
          expect(
            attribute(tag, 'type') === 'application/ld+json' || /^\/public\//.test(attribute(tag, 'src') ?? ''),
            tag,
          ).to.equal(true);
      const tag = answer.headers.get('etag') ?? '';
      const again = await get(path, '', { 'if-none-match': tag });
      expect([again.status, again.headers.get('cache-control')], path).to.deep.equal([304, shared]);
    }
  });

  it('are the same to the letter with a session, in each display', async () => {
    const people = [cookiesOf(citizen), cookiesOf(owner)];
    for (const cookies of people) expect(cookies).to.match(/session|console/);
    for (const [place, path] of pathsOf(true).entries())
      for (const display of someOf(displays, place)) {
        const answer = await get(path, display);
        const plain = await answer.text();
        for (const cookies of people) {
          const signedIn = await get(path, [cookies, display].filter(Boolean).join('; '));
          expect(await signedIn.text(), `${path} ${display}`).to.equal(plain);
          expect(signedIn.headers.get('etag'), path).to.equal(answer.headers.get('etag'));
          expect(signedIn.headers.getSetCookie(), path).to.deep.equal([]);
        }
      }
  });

  it('depend on the region only where their route says so', async () => {
    const changed: string[] = [];
    for (const route of all) {
      if (route.kind !== 'page' || route.sharing === undefined) continue;
      const path = named[route.path] ?? route.path;
      const [here, nowhere] = await Promise.all([get(path, 'region=330106'), get(path)]);
      if ((await here.text()) !== (await nowhere.text())) changed.push(route.path);
    }
    const said = all.flatMap((route) => (route.kind === 'page' && route.sharing?.region ? [route.path] : []));
    expect(said).to.include.members(changed);
    expect(changed.length).to.be.at.least(4);
  });

  it('are not shared where the address chooses another display, which is remembered', async () => {
    for (const choice of ['theme=dark', 'elder=1', 'lang=en', 'here=330106']) {
      const answer = await get(`/zones?${choice}`);
      expect(answer.headers.getSetCookie(), choice).to.have.lengthOf(1);
      expect(answer.headers.get('cache-control'), choice).to.equal('no-store');
    }
  });

  it('do not include answers with problems', async () => {
    for (const path of ['/channels/none', '/resources/none', '/help/none', '/docs/none', '/brand?href=javascript:x']) {
      const answer = await get(path);
      expect(answer.status, path).to.be.within(400, 499);
      expect(answer.headers.get('cache-control'), path).to.equal('no-store');
    }
  });

  it('are all that caches may share: every other page is kept from them, for every visitor', async () => {
    for (const path of pathsOf(false)) {
      if (path.includes(':')) continue;
      for (const { browser, name } of [
        { browser: createBrowser(at.origin), name: 'nobody' },
        { browser: citizen, name: 'a citizen' },
        { browser: owner, name: 'an owner' },
      ]) {
        if (/sign-out|logout/.test(path)) continue;
        const answer = await browser.request(path);
        const isPage = answer.status === 200 && answer.headers.get('content-type')?.startsWith('text/html') === true;
        await answer.arrayBuffer();
        if (isPage) expect(answer.headers.get('cache-control'), `${path} for ${name}`).to.match(/private|no-store/);
      }
    }
  });
});
