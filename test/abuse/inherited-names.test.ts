import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member, Staff } from '../../src/actor.ts';
import { apiScopes } from '../../src/applications/aksk/scopes.ts';
import { fieldsOf } from '../../src/fields/form.ts';
import { scopesFor } from '../../src/oversight/admin-token.ts';
import { type Door, doorsOf, walkable } from '../access/doors.ts';
import { address, createGoverned, createOwned } from '../access/owned.ts';
import { createPartnerProgram, createProgram } from '../support/api.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, formOf, signIn, type TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, enrol, signInToConsole } from '../support/console.ts';
import { someOf } from '../support/some.ts';
import { officeNames } from './nasty.ts';

const src = new URL('../../src/', import.meta.url);
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

/** Every name that some page reads of a query or a form, as the sources write it: `query.tab`, `const { tab } = ctx.query`, `{ reason }: Form`. */
function namesRead(): string[] {
  const found = new Set<string>();
  for (const path of sources) {
    const text = readFileSync(new URL(path, src), 'utf8');
    for (const [, name = ''] of text.matchAll(/\b(?:query|form|typed|body)\??\.(\w+)/g)) found.add(name);
    for (const [, name = ''] of text.matchAll(/\b(?:query|form|typed|body)\[?\(?['"]([\w.]+)['"]/g)) found.add(name);
    for (const [, names = ''] of text.matchAll(/\{([^{}()]*)\}(?:: Form\b| = (?:ctx\.)?(?:query|form|typed)\b)/g))
      for (const each of names.split(',')) found.add(each.split(/[:=]/, 1)[0]?.trim() ?? '');
  }
  return [...found].filter((name) => /^\w[\w.]*$/.test(name));
}

/** Names that every object inherits, and no table of ours has: one of them a day, at another half of the doors. */
const inherited = someOf(['constructor', '__proto__', 'hasOwnProperty'], 0);
const roles = ['administrator', 'security', 'auditor', 'reviewer', 'operator', 'support'] as const;

type Visitor = { browser: TestBrowser; csrf: string; bearer?: string };

describe('a name that every object inherits, as a name in a page or a call', function () {
  this.timeout(300_000);
  let at: TestApp;
  let doors: { door: Door; target: string; visitor: Visitor }[];
  let names: string[];

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const person = await createMember(at);
    const owner: Member = { kind: 'member', ...person, role: 'owner' };
    const colleague = await createStaff(at, [...roles]);
    await enrol(at, colleague);
    const staff: Staff = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'reviewer'] };
    const owned = { ...(await createOwned(at, owner)), ...(await createGoverned(at, staff, owner)) };
    const come = async (browser: TestBrowser): Promise<Visitor> => ({
      browser,
      csrf: formOf((await browser.walk('/account/recover')).text).fields.csrf ?? '',
    });
    await createCitizen(at);
    const atHome = createBrowser(at.origin);
    await signIn(atHome, authorization((await createClient(at)).clientId));
    const bearer = async (value: string) => ({ browser: createBrowser(at.origin), csrf: '', bearer: value });
    const visitors = {
      '/admin': await come(await signInToConsole(at, colleague)),
      '/console': await come(await signInToConsole(at, person)),
      '/account': await come(atHome),
      '/api/v1/admin': await bearer((await createProgram(at, roles, Object.keys(scopesFor(roles)))).value),
      '/api': await bearer((await createPartnerProgram(at, Object.keys(apiScopes).join(' '), person)).value),
      '': await come(createBrowser(at.origin)),
    };
    const visitorOf = (path: string) =>
      Object.entries(visitors).find(([begin]) => path.startsWith(begin))?.[1] ?? visitors[''];
    doors = doorsOf(at)
      .filter(({ path }) => !/sign-out|sign-in|callback|outbox|account\/delete|^\/docs|llms|auth\.md/.test(path))
      .map((door) => ({
        door,
        target: (door.path.includes(':') && address(owned, door.path)) || walkable(door.path),
        visitor: visitorOf(door.path),
      }));
    const fields = at.app.review.kinds().flatMap(({ form }) => fieldsOf(form).map(({ name }) => name));
    names = [...new Set([...namesRead(), ...officeNames, ...fields])].filter((name) => name !== 'csrf');
  });
  after(() => at.close());

  it('knows the names', () => {
    expect(names).to.include.members(['done', 'saved', 'tab', 'region', 'kind', 'reason', 'd', 'place', 'return_to']);
    expect(names.length).to.be.above(150);
  });

  for (const value of inherited)
    it(`is nothing: ${value}`, async () => {
      const found: string[] = [];
      const pairs = names.map((name): [string, string] => [name, value]);
      for (const { door, target, visitor } of someOf(doors, 0, 2)) {
        await at.database.db.run('truncate throttle'); // faster than hands
        const isRead = door.method === 'GET';
        const isCall = door.path.startsWith('/api/');
        const { browser, csrf, bearer } = visitor;
        const response = await browser.request(
          isRead ? `${target}?${new URLSearchParams(pairs)}` : `${target}?done=${value}&saved=${value}`,
          {
            method: door.method,
            headers: {
              accept: isCall ? 'application/json' : 'text/html',
              ...(isCall && { 'content-type': 'application/json' }),
              ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
            },
            ...(!isRead && {
              body: isCall
                ? JSON.stringify(Object.fromEntries(pairs))
                : new URLSearchParams([['csrf', csrf], ...pairs]),
            }),
          },
        );
        const text = await response.text();
        const shown = /native code|\[object |function [a-zA-Z]*\(/.exec(text.replaceAll(/<script.*?<\/script>/gs, ''));
        if (response.status >= 500 || shown)
          found.push(`${door.method} ${target}: ${response.status} ${shown?.[0] ?? ''}`);
      }
      expect(found.join('\n')).to.equal('');
    });
});
