import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { roles, type Staff } from '../../src/actor.ts';
import type { Access } from '../../src/http/access.ts';
import type { Route } from '../../src/http/route.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { axe } from '../support/browser.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, createStaff, enrol, openConsole, signInToConsole } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { speech } from '../support/words.ts';
import { filled, harmless, own, pressed, undone } from './effects.ts';
import { address, createGoverned, createOwned, type Owned } from './owned.ts';
import { passing } from './roster.ts';

type FormRoute = Extract<Route, { kind: 'form' | 'upload' }>;

describe('every action for others', function () {
  this.timeout(180_000);
  let at: TestApp;
  let routes: FormRoute[];
  let asked: FormRoute[];
  let owned: Owned;
  let staff: TestBrowser;
  let member: TestBrowser;
  let owner: Colleague;

  const isForm = (route: Route): route is FormRoute => route.kind === 'form' || route.kind === 'upload';
  const isAsked = (route: FormRoute) => route.kind === 'form' && route.asks !== undefined;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    routes = at.app.routes.filter(isForm).filter(({ path }) => /^\/(console|admin)\//.test(path));
    asked = routes.filter(isAsked);
    const found = await createMember(at);
    owner = found;
    const colleague = await createStaff(
      at,
      Object.keys(roles).filter((role) => role !== 'regulator') as Staff['roles'][number][],
    );
    await enrol(at, colleague);
    const chief: Staff = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'reviewer'] };
    owned = {
      ...(await createOwned(at, asMember(found))),
      ...(await createGoverned(at, chief, asMember(found))),
    };
    member = await signInToConsole(at, owner);
    staff = await signInToConsole(at, colleague);
  });
  after(() => at.close());

  it('is declared once: own, harmless, undone, or asked first', () => {
    const declared = [...own, ...Object.keys(harmless), ...Object.keys(undone), ...filled];
    const all = [...declared, ...asked.map(({ path }) => path)];
    expect(
      all.filter((path, place) => all.indexOf(path) !== place),
      'declared twice',
    ).to.eql([]);
    const paths = routes.map(({ path }) => path);
    expect(
      paths.filter((path) => !all.includes(path)),
      'not declared: see effects.ts',
    ).to.eql([]);
    expect(
      declared.filter((path) => !paths.includes(path)),
      'declared, and there is no such form',
    ).to.eql([]);
  });

  it('is undone by a form that is open to whom it was open to', () => {
    for (const [path, by] of Object.entries(undone)) {
      if (by === 'itself') continue;
      const policyOf = (wanted: string): Access => {
        const found = routes.find((route) => route.path === wanted);
        if (found === undefined) throw new Error(`${path} is undone by ${wanted}, which is no form`);
        return found.access;
      };
      const able = new Set(passing(policyOf(by)));
      expect(
        passing(policyOf(path)).filter((name) => !able.has(name)),
        `${path}, undone by ${by}`,
      ).to.eql([]);
    }
  });

  const events = async () =>
    (await at.database.db.row<{ count: number }>(`select count(*)::int as count from audit_events`))?.count ?? 0;

  /** An empty form of ours, sent to a thing that is there, by someone who may. */
  async function press({ path }: FormRoute) {
    const target = address(owned, path) ?? (path.includes(':') ? undefined : path);
    if (target === undefined) throw new Error(`there is nothing to try ${path} on: see owned.ts`);
    const browser = path.startsWith('/admin') ? staff : member;
    const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec((await browser.walk('/account/recover')).text) ?? [];
    const before = await events();
    const response = await browser.request(target, {
      method: 'POST',
      body: new URLSearchParams({ csrf, ...pressed[path] }),
    });
    return { response, html: await response.text(), did: (await events()) - before };
  }

  it('is asked first on a page that says what follows, and does nothing before the answer', async () => {
    expect(asked.length).to.be.at.least(20);
    for (const route of asked) {
      const { response, html, did } = await press(route);
      expect([response.status, did], `${route.path}: status, and acts`).to.eql([200, 0]);
      const asks = route.kind === 'form' ? route.asks : undefined;
      const question = typeof asks === 'function' ? asks(pressed[route.path] ?? {}) : asks;
      const [title = ''] = question === undefined ? [] : speech.say(question).split('\n');
      expect(title, route.path).to.match(/？$/);
      expect(html, route.path).to.include(title).and.include('name="sure" value="1"');
    }
  });

  it('is asked by a form to fill in, which does nothing while it is empty', async () => {
    for (const route of routes.filter(({ path }) => filled.includes(path))) {
      const { response, did } = await press(route);
      expect([response.status < 500 && response.status !== 404, did], `${route.path}: ${response.status}, acts`).to.eql(
        [true, 0],
      );
    }
  });

  it('asks on a phone, leads back to the page of the thing, and does it after the answer', async () => {
    const page = await openConsole(at, owner, { width: 320, elder: true });
    await page.goto('/console/vendors');
    const end = page.getByRole('button', { name: '结束授权' });
    await end.first().click();
    await page.getByRole('heading', { name: '结束这份授权？' }).waitFor();
    expect(await axe(page)).to.eql([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(320);
    const before = await events();
    await page.getByRole('link', { name: '不，返回' }).click();
    await page.waitForURL('**/console/vendors');
    expect(await events()).to.equal(before);
    await end.first().click();
    await page.getByRole('heading', { name: '结束这份授权？' }).waitFor();
    await end.click();
    await page.waitForURL('**/console/vendors**');
    expect(await events()).to.equal(before + 1);
    await page.goto('/console/institution/looks');
    expect(await axe(page)).to.eql([]);
    await page.context().close();
  });
});
