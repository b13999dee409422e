import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { minutes, systemClock } from '../../src/clock.ts';
import { freshCitizen } from '../../src/http/access.ts';
import { personOf } from '../../src/http/admitted.ts';
import { form, page } from '../../src/http/route.ts';
import type { Module } from '../../src/module.ts';
import { rooms } from '../../src/services.ts';
import { createCitizen, password, startApp, type TestApp } from '../support/app.ts';
import { createBrowser, type Page, type TestBrowser } from '../support/citizen.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { sentenceOf } from '../support/words.ts';

/** A room with something of consequence in the account centre. */
const createHarbour = (): Module<{ harboured: string[] }> => {
  const harboured: string[] = [];
  return {
    service: { harboured },
    menu: [{ side: 'citizen', key: 'harbour', href: '/account/harbour', label: sentenceOf('港口'), order: 45 }],
    pages: ({ pages }) => [
      page('/account/harbour', freshCitizen, (ctx) =>
        pages.show(ctx, 'accounts/grants', { grants: [] }, { title: '港口', here: 'harbour' }),
      ),
      form('/account/harbour', freshCitizen, (ctx, given) => {
        harboured.push(`${personOf(ctx).label} ${given.name} ${given.password ?? 'without'}`);
        ctx.body = '';
      }),
    ],
  };
};

const menuOf = ({ text }: Page) =>
  [...(/<nav class="side"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? '').matchAll(/href="(\/account[^"]*)"/g)].map(
    ([, to]) => to,
  );

describe('the guard of the account centre', () => {
  const harbour = rooms.add(createHarbour);
  let at: TestApp;
  let clock: TestClock;
  let harboured: string[];
  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    at = await startApp(import.meta.filename, {
      clock,
      rooms: { make: (ground) => keep(harbour.make(ground)) },
    });
    await createCitizen(at);
  });
  after(() => at.close());
  const keep = (made: ReturnType<typeof harbour.make>) => {
    harboured = made.services.harboured;
    return made;
  };

  const who = { username: 'citizen', password, agree: '1' };
  async function signedIn(): Promise<TestBrowser> {
    const browser = createBrowser(at.origin);
    await browser.submit(await browser.walk('/account'), who);
    return browser;
  }

  it('shows the entries of every room, in one order', async () => {
    const browser = await signedIn();
    const shown = menuOf(await browser.walk('/account'));
    expect(shown.indexOf('/account/harbour')).to.be.above(shown.indexOf('/account/grants'));
    expect(shown.indexOf('/account/harbour')).to.be.below(shown.indexOf('/account/logins'));
  });

  it('asks for the login again where it is older than ten minutes, and comes back to the page', async () => {
    const browser = await signedIn();
    expect((await browser.walk('/account/harbour')).url.pathname).to.equal('/account/harbour');
    clock.advance(minutes(10) + 1);
    expect((await browser.walk('/account')).url.pathname, 'the rest stays open').to.equal('/account');
    const asked = await browser.walk('/account/harbour');
    expect(asked.url.pathname).to.match(/^\/interaction\//);
    const back = await browser.submit(asked, who);
    expect([back.status, back.url.pathname]).to.eql([200, '/account/harbour']);
  });

  it('keeps the values typed into a form that comes too late, but no password, and takes it after the login', async () => {
    const browser = await signedIn();
    const opened = await browser.walk('/account/recover'); // whatever page has the token of a form
    const { csrf = '' } = Object.fromEntries(
      new URLSearchParams(`csrf=${/name="csrf" value="([^"]+)"/.exec(opened.text)?.[1] ?? ''}`),
    );
    const send = (fields: Record<string, string>) =>
      browser.request('/account/harbour', { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
    clock.advance(minutes(10) + 1);
    const late = await send({ name: '𠮷田"<b>', password: 'never-shown-5' });
    const said = await late.text();
    expect(late.status).to.equal(401);
    expect(said)
      .to.include('您填写的内容还在这一页里')
      .and.include('value="𠮷田&#34;&lt;b&gt;"')
      .and.not.include('never-shown-5');
    expect(harboured).to.deep.equal([]);

    const asked = await browser.walk((/href="(\/oidc\/auth[^"]+)"/.exec(said)?.[1] ?? '').replaceAll('&amp;', '&'));
    const confirmed = await browser.submit(asked, who);
    expect(confirmed.url.pathname).to.equal('/account/signed-in');
    expect((await send({ name: '𠮷田' })).status).to.equal(200);
    expect(harboured).to.deep.equal(['溪*（c***） 𠮷田 without']);
  });

  it('writes nothing back that another site sent', async () => {
    const browser = await signedIn();
    clock.advance(minutes(10) + 1);
    const planted = await browser.request('/account/harbour', {
      method: 'POST',
      body: new URLSearchParams({ csrf: 'x', name: 'planted' }),
    });
    expect(await planted.text()).to.not.include('planted');
    expect(planted.status).to.equal(400);
  });
});
