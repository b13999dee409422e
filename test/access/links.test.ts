import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { memberRoles, roles, type Staff } from '../../src/actor.ts';
import { days, after as later } from '../../src/clock.ts';
import { inInstitution } from '../../src/http/in-institution.ts';
import type { NoticeEvent } from '../../src/notices/matrix.ts';
import { createCitizen, password, startApp, type TestApp } from '../support/app.ts';
import { createBrowser, type TestBrowser } from '../support/citizen.ts';
import { createMember, createNewcomer, createStaff, enrol, signInToConsole } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { isWhole, someOf } from '../support/some.ts';
import { authorise, createVendor } from '../support/vendors.ts';
import { doorsOf } from './doors.ts';
import { leads, type Readers } from './leads.ts';
import { address, createGoverned, createOwned, type Owned } from './owned.ts';
import { createSubjects } from './subjects.ts';

/** Maximum of followed links between two kinds of pages, and to one kind of public page (abuse:whole follows more). */
const mostAlike = isWhole ? 40 : 1;
const mostPublic = isWhole ? 5 : 1;
/** Readers whose lists hold things of several kinds: they follow twice as many that look alike. */
const thorough = ['anonymous', 'owner', 'limited developer', 'member of five institutions', 'stale staff'];
/** Of files that one door makes. */
const mostFiles = isWhole ? 40 : 1;
/** Readers who walk at the same time. */
const walkers = 3;
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
  let hrefs: Record<Readers, string[]>;
  let owned: Owned;
  let institutionId: string;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    at.app.audit.start();
    const owner = await createMember(at);
    institutionId = owner.institutionId;
    // One of everything that an institution has and that staff decide about; an AK that ends soon stands on the desks.
    const colleague = await createStaff(at, ['operator', 'reviewer', 'administrator', 'security', 'support']);
    await enrol(at, colleague);
    const chief: Staff = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'reviewer'] };
    owned = {
      ...(await createOwned(at, asMember(owner))),
      ...(await createGoverned(at, chief, asMember(owner))),
    };
    await at.database.db.run(
      `update applications set expires_at = $1 where client_id in
         (select client_id from applications where institution_id = $2 and not sandbox order by created_at limit 2)`,
      [later(at.app.clock.now(), days(3)), institutionId],
    );

    const invited = await createNewcomer(at);
    await at.app.invitations.invite(asMember(owner), institutionId, { phone: invited.phone, post: 'reader' });

    const { subjects } = await createSubjects(at, { institution: institutionId });
    for (const { name, browser, bearer } of subjects) if (bearer === undefined) readers.set(name, browser);

    readers.set('invited newcomer', await signInToConsole(at, invited, { secondFactor: false }));
    const { institutionId: uncertified } = await createMember(at, { certified: false });
    for (const role of ['agent', 'reporter'] as const) {
      const clerk = await createMember(at, { institutionId: uncertified, role });
      readers.set(`uncertified ${role}`, await signInToConsole(at, clerk, { secondFactor: false }));
    }
    const citizen = createBrowser(at.origin);
    await createCitizen(at, 'with-phone', { phone: '13800009901' });
    await citizen.submit(await citizen.walk('/account'), { username: 'with-phone', password, agree: '1' });
    readers.set('citizen with a phone', citizen);

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

    // All who work there, or at the Cloud, have the messages of every event: roles change, and their present rights count.
    // A message about an AK is unknown to guards where a member is limited to another one: that member has none.
    hrefs = { managers: [], owners: [], developers: [], staff: [], citizen: [] };
    for (const { to, path } of new Set(Object.values(leads).flat())) {
      const href = path.includes(':') ? address(owned, path) : path;
      if (href === undefined) throw new Error(`nothing is there for ${path}`);
      if (!hrefs[to].includes(href)) hrefs[to].push(href);
    }
    await at.database.db.run(
      `insert into inbox (account_id, institution_id, event, title, body, href, created_at)
       select account_id, $1::uuid, 'test', href, '请看', href, $3::timestamptz from members, unnest($2::text[]) href
         where institution_id = $1 and applications is null
       union all select distinct account_id, null::uuid, 'test', href, '请看', href, $3 from account_roles, unnest($4::text[]) href`,
      [institutionId, [...hrefs.managers, ...hrefs.owners, ...hrefs.developers], at.app.clock.now(), hrefs.staff],
    );

    patterns = doorsOf(at)
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => ({
        path,
        form: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+?')}$`),
      }))
      .toSorted((one, other) => one.path.split(':').length - other.path.split(':').length);
  });
  after(() => at.close());

  const doors = new Map<string, string>();
  const doorOf = (pathname: string): string => {
    const known = doors.get(pathname) ?? patterns.find(({ form }) => form.test(pathname))?.path ?? pathname;
    doors.set(pathname, known);
    return known;
  };
  /** Doors that answer with a file. Making a workbook costs as much as twenty pages: of such a door a reader follows few, from wherever. */
  const files = new Set<string>();

  /** Pages are alike that one route answers; of those for people, by the same filters. */
  const kindOf = ({ pathname, searchParams }: URL) =>
    isOfPerson(pathname) ? `${doorOf(pathname)} ${[...searchParams.keys()].toSorted()}` : doorOf(pathname);

  /** Public links that a reader followed already: they answer all alike. */
  const followed = new Set<string>();

  /** Those who follow links today: who finds the most, and a sixth of the others, which are all of them in six days. */
  const followersOfToday = () => {
    const isEachDay = (name: string) => thorough.includes(name);
    const others = [...readers.keys()].filter((name) => !isEachDay(name));
    const chosen = new Set([...thorough, ...someOf(others, 0)]);
    return [...readers].filter(([name]) => chosen.has(name));
  };

  /** Every link that leads its reader to a page which does not let them in, or is not there. */
  async function crawl(name: string, browser: TestBrowser): Promise<string[]> {
    const isAnonymous = name === 'anonymous';
    const most = thorough.includes(name) ? 2 * mostAlike : mostAlike;
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
      if (page.headers.get('content-type')?.startsWith('text/html') !== true) {
        files.add(doorOf(to.pathname));
        continue;
      }
      const kindOfPage = kindOf(page.url);
      const isMessage = page.url.pathname === '/console/messages';
      for (const href of linksOf(page.text)) {
        const link = URL.parse(href, page.url.href);
        if (link === null || link.origin !== at.origin || isWayOut(link.pathname)) continue;
        link.hash = '';
        for (const display of displays) link.searchParams.delete(display);
        if (met.has(link.href)) continue;
        const isPublic = !isOfPerson(link.pathname);
        const isFile = files.has(doorOf(link.pathname));
        const kind = isFile ? doorOf(link.pathname) : isPublic ? kindOf(link) : `${kindOfPage} → ${kindOf(link)}`;
        const count = alike.get(kind) ?? 0;
        if (!isMessage && count >= (isFile ? mostFiles : isPublic ? mostPublic : most)) continue;
        alike.set(kind, count + 1);
        met.add(link.href);
        if (isPublic && !isAnonymous && followed.has(link.href)) continue;
        if (isPublic) followed.add(link.href);
        queue.push({ to: link, from: page.url.pathname + page.url.search });
      }
    }
    return found;
  }

  it('are tried by every role of staff and of institutions, and by everybody else who reads them', () => {
    expect([...readers.keys()]).to.include.members([
      ...Object.keys(roles),
      ...Object.keys(memberRoles),
      ...['anonymous', 'citizen', 'citizen with a phone', 'newcomer', 'invited newcomer', 'limited developer'],
      ...['uncertified owner', 'uncertified agent', 'uncertified reporter', 'member of five institutions'],
      ...['owner of a developer company', 'developer of a developer company', 'reader of a developer company'],
    ]);
  });

  it('lead no subject to a page that refuses them, or that does not exist', async () => {
    const found: Record<string, string[]> = {};
    const waiting = followersOfToday();
    const walk = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [name, browser] = next;
        const all = await crawl(name, browser);
        if (all.length > 0) found[name] = all;
      }
    };
    await Promise.all(Array.from({ length: walkers }, walk));
    expect(found).to.deep.equal({});
  });

  it('stand in messages where the events lead that the product writes about', async () => {
    const written = await at.database.db.rows<{ event: NoticeEvent; href: string }>(
      `select distinct event, href from inbox where event <> 'test' and event <> 'invitation.sent' and href is not null`,
    );
    expect(new Set(written.map(({ event }) => event))).to.include.keys(
      'application.issued',
      'submission.approved',
      'vendor.granted',
    );
    const other = written.filter(
      ({ event, href }) => !leads[event].some(({ path }) => path === doorOf(new URL(href, at.origin).pathname)),
    );
    expect(other).to.deep.equal([]);
  });

  it('open in mails of every event for those who get them, in the institution of the mail', async () => {
    const own = [...hrefs.managers, ...hrefs.owners, ...hrefs.developers];
    const mails: Record<string, readonly string[]> = {
      owner: own,
      agent: hrefs.managers,
      developer: hrefs.developers,
      'member of five institutions': own,
      operator: hrefs.staff,
      'citizen with a phone': hrefs.citizen,
    };
    const refused: string[] = [];
    for (const [name, links] of Object.entries(mails))
      for (const href of links) {
        const page = await readers.get(name)?.walk(inInstitution(href, institutionId));
        if (page?.status !== 200 || page.url.pathname !== href)
          refused.push(`${name}: ${href} ${page?.status} ${page?.url.pathname}`);
      }
    expect(refused).to.deep.equal([]);
  });
});
