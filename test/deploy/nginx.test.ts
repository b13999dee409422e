import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { channels } from '../../src/resources/channels/channels.ts';
import { walkable } from '../access/doors.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, html, signIn } from '../support/citizen.ts';
import { createMember } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { cacheFiles, startNginx } from '../support/nginx.ts';
import { freePort } from '../support/ports.ts';
import { publish, reviewer } from '../support/resources.ts';

describe('nginx before the product', () => {
  let at: TestApp;
  let nginx: Awaited<ReturnType<typeof startNginx>>;
  let actor: ReturnType<typeof asMember>;
  let entryId: string;
  before(async () => {
    const port = await freePort();
    at = await startApp(import.meta.filename, { publicUrl: `http://localhost:${port}` });
    nginx = await startNginx({ port, to: at.app.config.PORT });
    actor = asMember(await createMember(at));
    ({ entryId } = await publish(at, actor, 'activity'));
    at.app.db.changes.start(); // and the caches of the process
  });
  after(async () => {
    await nginx?.close();
    await at.close();
  });

  const get = (path: string, cookie = '', more: Record<string, string> = {}) =>
    fetch(new URL(path, at.origin), {
      headers: { ...html, ...more, ...(cookie && { cookie }) },
      redirect: 'manual',
      cache: 'no-cache',
    });
  const state = async (answer: Response) => {
    await answer.arrayBuffer();
    return answer.headers.get('x-cache');
  };
  /** nginx counts in whole seconds. */
  const nextSecond = () => sleep(1_020 - (Date.now() % 1_000));

  it('shares exactly the routes that the product marks as shared', () => {
    const [, block = ''] =
      /map \$request_method:\$uri \$cloud_shared \{(.*?)\n\}/s.exec(readFileSync(cacheFiles.http, 'utf8')) ?? [];
    const rules = [...block.matchAll(/"~(.+)" (region|display);/g)].map(([, text = '', name]) => ({
      matches: new RegExp(text),
      name,
    }));
    expect(rules.length).to.be.at.least(4);
    const nameOf = (line: string) => rules.find(({ matches }) => matches.test(line))?.name ?? '';
    for (const route of at.app.routes) {
      const sharing = route.kind === 'page' ? route.sharing : undefined;
      const said = sharing === undefined ? '' : sharing.region ? 'region' : 'display';
      // Texts for programs beside a page are public as well.
      if (/^\/docs\/[^/]+\.(json|pdf)$|^\/docs\/api$/.test(route.path)) continue;
      expect(nameOf(`${route.method}:${walkable(route.path)}`), `${route.method} ${route.path}`).to.equal(said);
    }
    for (const line of ['POST:/', 'GET:/account', 'GET:/docs/start', 'GET:/oidc/auth', 'GET:/api/v1/open/resources'])
      expect(nameOf(line), line).to.equal('');
  });

  it('fetches a page once for any number of visitors, and revalidates it for those who have it', async function () {
    if (nginx === undefined) return this.skip(); // apt-get install nginx-light
    const first = await Promise.all(Array.from({ length: 30 }, async () => state(await get('/channels/activity'))));
    expect(first.filter((each) => each === 'MISS')).to.have.lengthOf(1);
    const tag = (await get('/channels/activity')).headers.get('etag') ?? '';
    expect(tag).to.match(/^W\/"/);
    await nextSecond();
    const asked = [];
    for (let turn = 0; turn < 5; turn += 1) asked.push(await get('/channels/activity', '', { 'if-none-match': tag }));
    expect(asked.map(({ status }) => status)).to.deep.equal([304, 304, 304, 304, 304]);
    const states = await Promise.all(asked.map(state));
    expect(states).to.include('REVALIDATED').and.include('HIT');
  });

  it('shows nothing that is older than a second after it was changed, called off or taken off', async function () {
    if (nginx === undefined) return this.skip();
    const paths = ['/channels/activity', '/zones/330106', `/i/${actor.institutionId}`, `/resources/${entryId}`];
    const { title = '' } = channels.activity.example;
    const stale: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      await sleep((turn * 170) % 1_000); // at every part of a second
      for (const path of paths) await state(await get(path)); // as fresh as it can be, and cached
      const isOff = turn % 2 === 0;
      await at.app.resources.setLive(actor, entryId, isOff ? { event_status: 'cancelled', reason: '台风' } : {});
      await sleep(1_000);
      for (const path of paths) {
        const text = await (await get(path)).text();
        // The page of an event says that it was called off; no list has it then.
        const saysOff = path.startsWith('/resources/') ? text.includes('已取消') : !text.includes(title);
        if (saysOff !== isOff) stale.push(`${path} ${turn}`);
      }
    }
    const { entryId: gone } = await publish(at, actor, 'activity', { title: '只此一天的皮影戏' });
    await sleep(1_000);
    for (const path of ['/', '/channels/activity', '/zones/330106'])
      expect(await (await get(path)).text(), path).to.include('只此一天的皮影戏');
    const { id } = await at.app.resources.withdraw(actor, gone, '停办了，退票见公告');
    await at.app.review.approve(reviewer, id);
    await sleep(1_000);
    for (const path of ['/', '/channels/activity', '/zones/330106'])
      expect(await (await get(path)).text(), path).not.to.include('只此一天的皮影戏');
    expect(stale).to.deep.equal([]);
  });

  it('keeps displays apart, and takes no notice of cookies that it does not know', async function () {
    if (nginx === undefined) return this.skip();
    const themeOf = async (cookie: string) =>
      /data-theme="(\w+)"/.exec(await (await get('/zones', cookie)).text())?.[1];
    const wanted = {
      ...{ 'theme=dark': 'dark', 'theme=contrast': 'contrast', '': 'auto', 'theme=pink': 'auto' },
      'Theme=dark; theme=contrast': ['dark', 'contrast'],
      'x=theme=dark': 'auto',
    };
    for (const turn of [1, 2])
      for (const [cookie, theme] of Object.entries(wanted))
        expect([theme].flat(), `${cookie} ${turn}`).to.include(await themeOf(cookie));
    expect(await themeOf('theme=contrast'), 'nobody was told of another’s').to.equal('contrast');
    const text = async (cookie: string, more = {}) => (await get('/zones', cookie, more)).text();
    expect(await text('elder=1')).to.include(' data-elder');
    expect(await text('lang=en')).to.include('<html lang="en"');
    expect(await text('', { 'accept-language': 'en-GB,en;q=0.9' })).to.include('Continue in English');
    expect(await text('', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' })).not.to.include('Continue in English');
    expect(await text('region=330106')).to.include('西湖区');
    expect(await text(''))
      .not.to.include(' data-elder')
      .and.not.to.include('<html lang="en"');
  });

  it('signs people in as ever, and keeps nothing of theirs', async function () {
    if (nginx === undefined) return this.skip();
    await createCitizen(at);
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization((await createClient(at)).clientId));
    const own = await browser.walk('/account');
    expect(own.text).to.include('溪边人家');
    expect(own.headers.get('x-cache')).to.equal(null);
    for (const path of ['/', '/zones', '/help', '/docs', '/docs/login']) {
      const theirs = await (await browser.request(path)).text();
      expect(await (await get(path)).text(), path).to.equal(theirs);
    }
    expect(await state(await get('/account'))).to.equal(null);
    const chosen = await get('/zones?theme=dark');
    expect([chosen.headers.getSetCookie().length, await state(chosen)]).to.deep.equal([1, 'MISS']);
    expect(await state(await get('/zones?theme=dark'))).to.equal('MISS');
  });
});
