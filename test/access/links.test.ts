import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { memberRoles, roles, type Staff } from '../../src/actor.ts';
import { days, after as later } from '../../src/clock.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, enrol, signInToConsole } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { isWhole, shareOf } from '../support/some.ts';
import { authorise, createVendor } from '../support/vendors.ts';
import { doorsOf } from './doors.ts';
import { address, createGoverned, createOwned } from './owned.ts';
import { createSubjects, names } from './subjects.ts';

/** Maximum of followed links between two kinds of pages, and to one kind of public page. */
const mostAlike = isWhole ? 40 : 4;
const mostPublic = isWhole ? 5 : 2;
/** How the same page is shown otherwise. */
const displays = ['elder', 'lang', 'theme'];
const firstPages = ['/', '/docs', '/help', '/account', '/console', '/admin', '/console/messages'];
const isOfPerson = (path: string) => /^\/(console|admin|account)\b/.test(path);
/** It would end the visit, or leads out of the pages. */
const isWayOut = (path: string) => /^\/(console\/sign-(out|in)|oidc\/|dev\/|interaction\/)/.test(path);
const closed = [401, 403, 404, 410, 500];

const decoded = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&#34;', '"');
const linksOf = (page: string) =>
  [...page.matchAll(/<(?:a|link|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, href = '']) => decoded(href));

describe('R59 the links of every page', function () {
  this.timeout(600_000);
  let at: TestApp;
  let patterns: { path: string; form: RegExp }[];
  const readers = new Map<string, TestBrowser>();

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    at.app.audit.start();
    const owner = await createMember(at);
    const { institutionId } = owner;
    // One of everything that an institution has and that staff decide about; an AK that ends soon stands on the desks.
    const colleague = await createStaff(at, ['operator', 'reviewer', 'administrator', 'security', 'support']);
    await enrol(at, colleague);
    const chief: Staff = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'reviewer'] };
    const owned = {
      ...(await createOwned(at, asMember(owner))),
      ...(await createGoverned(at, chief, asMember(owner))),
    };
    await at.database.db.run(
      `update applications set expires_at = $1 where client_id in
         (select client_id from applications where institution_id = $2 and not sandbox order by created_at limit 2)`,
      [later(at.app.clock.now(), days(3)), institutionId],
    );

    const { subjects } = await createSubjects(at, { institution: institutionId });
    for (const { name, browser, bearer } of subjects) if (bearer === undefined) readers.set(name, browser);

    const many = await createMember(at, { institutionId });
    for (let turn = 0; turn < 4; turn += 1)
      await at.database.db.run(
        `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'agent', $3)`,
        [(await createMember(at)).institutionId, many.accountId, at.app.clock.now()],
      );
    readers.set('member of five institutions', await signInToConsole(at, many));
    const vendor = await createVendor(at);
    await authorise(at, asMember(owner), vendor.name);
    readers.set('owner of a developer company', await signInToConsole(at, vendor.person));
    const { institutionId: company } = vendor.person;
    for (const role of ['developer', 'reader'] as const) {
      const person = await createMember(at, { institutionId: company, role });
      readers.set(`${role} of a developer company`, await signInToConsole(at, person, { secondFactor: false }));
    }

    // Every subject has a message about every page that is not of one person: their present rights count. Conditions checked by the pages
    // themselves (something was removed, or is about another AK) are unknown to guards, so a member limited to one AK has none.
    const ofOnePerson =
      /^\/(console\/(invitations|applications\/sandbox|links\/preview|files|members\/:)|admin\/(support\/|review\/bulk\/|applications\/mailed\/new|audit\/proof))/;
    const pages = doorsOf(at).filter(
      ({ method, path }) => method === 'GET' && /^\/(console|admin)\b/.test(path) && !ofOnePerson.test(path),
    );
    const hrefs = pages.flatMap(({ path }) => (path.includes(':') ? (address(owned, path) ?? []) : [path]));
    const led = hrefs.filter((href) => !isWayOut(href));
    const people = await at.database.db.rows<{ accountId: string; isStaff: boolean }>(
      `select account_id as "accountId", false as "isStaff" from members where institution_id = $1 and applications is null
       union select account_id, true from account_roles order by 1`,
      [institutionId],
    );
    for (const [place, { accountId, isStaff }] of people.entries()) {
      const own = led.filter((href) => href.startsWith(isStaff ? '/admin' : '/console'));
      await at.database.db.run(
        `insert into inbox (account_id, institution_id, event, title, body, href, created_at)
         select $1::uuid, $2::uuid, 'test', href, '请看', href, $4::timestamptz from unnest($3::text[]) href`,
        [accountId, isStaff ? null : institutionId, isWhole ? own : shareOf(own, place, 4), at.app.clock.now()],
      );
    }

    patterns = doorsOf(at)
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => ({
        path,
        form: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+?')}$`),
      }))
      .toSorted((one, other) => one.path.split(':').length - other.path.split(':').length);
  });
  after(() => at.close());

  /** Pages are alike that one route answers; of those for people, by the same filters. */
  const kindOf = ({ pathname, searchParams }: URL) => {
    const path = patterns.find(({ form }) => form.test(pathname))?.path ?? pathname;
    return isOfPerson(pathname) ? `${path} ${[...searchParams.keys()].toSorted()}` : path;
  };

  /** Every link that leads its reader to a page which does not let them in, or is not there. */
  async function crawl(browser: TestBrowser, isAnonymous: boolean): Promise<string[]> {
    const found: string[] = [];
    const alike = new Map<string, number>();
    const queue = firstPages.map((path) => ({ to: new URL(path, at.origin), from: '' }));
    const met = new Set(queue.map(({ to }) => to.href));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { to, from } = next;
      const page = await browser.walk(to.pathname + to.search);
      if (closed.includes(page.status)) {
        // First pages have no referring page.
        if (from !== '') found.push(`${from} → ${to.pathname}${to.search}: ${page.status}`);
        continue;
      }
      // Public pages have the same links for every subject as without a login.
      if (!isAnonymous && from !== '' && !isOfPerson(to.pathname)) continue;
      if (page.headers.get('content-type')?.startsWith('text/html') !== true) continue;
      for (const href of linksOf(page.text)) {
        const link = URL.parse(href, page.url.href);
        if (link === null || link.origin !== at.origin || isWayOut(link.pathname)) continue;
        link.hash = '';
        for (const display of displays) link.searchParams.delete(display);
        if (met.has(link.href)) continue;
        const isMessage = page.url.pathname === '/console/messages';
        const isPublic = !isOfPerson(link.pathname);
        const kind = isPublic ? kindOf(link) : `${kindOf(page.url)} → ${kindOf(link)}`;
        const count = alike.get(kind) ?? 0;
        if (!isMessage && count >= (isPublic ? mostPublic : mostAlike)) continue;
        alike.set(kind, count + 1);
        met.add(link.href);
        queue.push({ to: link, from: page.url.pathname + page.url.search });
      }
    }
    return found;
  }

  it('are tried by every role of staff and of institutions', () => {
    expect(names).to.include.members([...Object.keys(roles), ...Object.keys(memberRoles)]);
  });

  it('lead no subject to a page that refuses them, or that does not exist', async () => {
    const found: Record<string, string[]> = {};
    for (const [name, browser] of readers) {
      const all = await crawl(browser, name === 'anonymous');
      if (all.length > 0) found[name] = all;
    }
    expect(found).to.deep.equal({});
  });
});
