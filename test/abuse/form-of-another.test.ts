import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member, Staff } from '../../src/actor.ts';
import { type Door, doorsOf } from '../access/doors.ts';
import { address, createGoverned, createOwned, type Owned } from '../access/owned.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createBrowser, formOf, type TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, enrol, signInToConsole } from '../support/console.ts';
import { someOf } from '../support/some.ts';

/** With this the forms of the back office would do something. */
const filled: Readonly<Record<string, string>> = {
  reason: '不合要求',
  d: 'reject',
  role: 'support',
  region: '330106',
  post: 'reader',
  phone: '13800008177',
  name: '溪口区文化馆',
  text: '请补充',
  kind: 'link',
  overlap: '7',
  saved: '1',
  uris: 'https://www.qx.example.cn/cb',
  uri: 'http://old.qx.example.cn/cb',
  until: '2099-01-01',
  redirectUris: 'http://localhost:9/cb',
  scopes: 'admin:review',
  'scopes.admin:review': '1',
  life: '1',
  from: '2026-01-01',
  to: '2026-12-31',
  who: 'staff1',
  agree: '1',
  code: '123456',
};

/** Tables that change by reading, and by a sign-in. */
const lively = /^(throttle|console_sessions|integration_|job_runs|jobs|oidc)/;

describe('a form of the back office that another site sends', () => {
  let at: TestApp;
  let doors: { door: Door; target: string; browser: TestBrowser }[];

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const person = await createMember(at);
    const owner: Member = { kind: 'member', ...person, role: 'owner' };
    const colleague = await createStaff(at, [
      'administrator',
      'security',
      'auditor',
      'reviewer',
      'operator',
      'support',
    ]);
    const staff: Staff = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'reviewer'] };
    await enrol(at, colleague);
    const owned: Owned = { ...(await createOwned(at, owner)), ...(await createGoverned(at, staff, owner)) };
    const member = await signInToConsole(at, person);
    const desk = await signInToConsole(at, colleague);
    doors = doorsOf(at)
      .filter(({ method, path }) => method === 'POST' && /^\/(console|admin)/.test(path))
      .map((door) => ({
        door,
        target: door.path.includes(':') ? (address(owned, door.path) ?? '') : door.path,
        browser: door.path.startsWith('/admin') ? desk : member,
      }));
  });
  after(() => at.close());

  async function standing(): Promise<Record<string, string>> {
    const { db } = at.database;
    const tables = await db.rows<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const found: Record<string, string> = {};
    for (const { name } of tables.filter(({ name }) => !lively.test(name))) {
      const row = await db.row<{ sum: string }>(
        `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from "${name}" t`,
      );
      found[name] = row?.sum ?? '';
    }
    return found;
  }

  const tokenOf = async (browser: TestBrowser) =>
    formOf((await browser.walk('/account/recover')).text).fields.csrf ?? '';

  /** Each browser has one for all its forms. */
  const tokensOf = async () => {
    const browsers = [...new Set(doors.map(({ browser }) => browser))];
    return new Map(await Promise.all(browsers.map(async (browser) => [browser, await tokenOf(browser)] as const)));
  };

  it('knows an example for every form', () => {
    expect(doors.filter(({ target }) => target === '').map(({ door }) => door.path)).to.deep.equal([]);
    expect(doors.length).to.be.at.least(55);
  });

  it('does nothing at any door: without a token, with another browser’s, from another origin, in another encoding', async function () {
    this.timeout(90_000);
    const foreign = await tokenOf(createBrowser(at.origin));
    const tokens = await tokensOf();
    const before = await standing();
    const open: string[] = [];
    const plainly = new Set(someOf(doors, 0).map(({ target }) => target));
    for (const [place, { door, target, browser }] of doors.entries()) {
      await at.database.db.run('truncate throttle'); // faster than hands
      const csrf = tokens.get(browser) ?? '';
      const attempts: [string, Record<string, string>, Record<string, string>][] = [
        ['another’s token', { csrf: foreign }, {}],
        ['another’s origin', { csrf }, { origin: 'https://evil.example.com' }],
        ['no origin', { csrf }, { origin: 'null' }],
        ['made for somebody else', { csrf: `${csrf}.${foreign}` }, {}],
      ];
      // One guard reads them all: at each door no token, and one of the others.
      const tried: typeof attempts = [['no token', {}, {}], ...someOf(attempts, place)];
      for (const [what, token, headers] of tried) {
        if (what.startsWith('made') && !/staff|member|certified/.test(door.access)) continue;
        const body = new URLSearchParams({ ...filled, ...token });
        const response = await browser.request(target, { method: 'POST', body, headers });
        await response.arrayBuffer();
        if (response.status !== 400) open.push(`${what}: ${door.path} ${response.status}`);
      }
      if (!plainly.has(target)) continue;
      const body = JSON.stringify({ ...filled, csrf });
      const headers = { 'content-type': 'text/plain' };
      const plain = await browser.request(target, { method: 'POST', body, headers });
      await plain.arrayBuffer();
      if (plain.status !== 415) open.push(`text/plain: ${door.path} ${plain.status}`);
    }
    expect(open).to.deep.equal([]);
    expect(await standing()).to.deep.equal(before);
  });

  it('would have done a good deal with a token of its own', async function () {
    this.timeout(90_000);
    const before = await standing();
    const tokens = await tokensOf();
    const taken: string[] = [];
    for (const { door, target, browser } of doors) {
      await at.database.db.run('truncate throttle'); // faster than hands
      const body = new URLSearchParams({ ...filled, csrf: tokens.get(browser) ?? '' });
      const response = await browser.request(target, { method: 'POST', body });
      await response.arrayBuffer();
      expect(response.status, door.path).to.be.below(500);
      if (response.status < 400) taken.push(door.path);
    }
    const changed = await standing();
    const tables = Object.keys(changed).filter((name) => changed[name] !== before[name]);
    expect(taken.length, taken.join(' ')).to.be.at.least(25);
    expect(tables).to.include.members([
      'audit_events',
      'submissions',
      'applications',
      'members',
      'links',
      'review_phrases',
    ]);
  });
});
