import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import Koa from 'koa';
import { after, before, describe, it } from 'mocha';
import { isRole, roles } from '../../src/actor.ts';
import { apiScopes, practiceScopes } from '../../src/applications/aksk/scopes.ts';
import { isOpen } from '../../src/console/guards.ts';
import { type Access, member } from '../../src/http/access.ts';
import type { State } from '../../src/http/context.ts';
import { createFormTokens } from '../../src/http/pages/csrf.ts';
import { serveRoutes } from '../../src/http/serve-routes.ts';
import { asMember } from '../../src/institutions/institution/membership.ts';
import { scopesFor } from '../../src/oversight/admin-token.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { isWhole, shareOf } from '../support/some.ts';
import { type Door, doorsOf, walkable } from './doors.ts';
import { policies } from './policies.ts';
import { passing } from './roster.ts';
import { createSubjects, type Name, type Subject } from './subjects.ts';

type Outcome = 'pass' | 'sign in' | 'cloud' | 'start' | 'second factor' | 'step up' | '401' | '403';

const outsiders: readonly Name[] = [
  'anonymous',
  'citizen',
  'stale citizen',
  'partner',
  'partner with all scopes',
  'review program',
  'applications program',
  'audit program',
  'assistant',
];
const places: Readonly<Record<string, Outcome>> = {
  '/console/sign-in': 'sign in',
  '/oidc/auth': 'cloud',
  '/console/start': 'start',
  '/console/second-factor': 'second factor',
  '/console/confirm': 'step up',
};
const belongs = new Set<Name>([...passing(member()), 'owner without a second factor']);

/** The outcome for a subject without access: led to the missing step, or refused. */
function refusal({ method, path, access }: Door, name: Name): Outcome {
  if (path.startsWith('/api/')) {
    const isOfPartners = access !== 'assistant' && !access.startsWith('admin:');
    const knows = isOfPartners ? name.startsWith('partner') : access.startsWith('admin:') && name.endsWith(' program');
    return knows ? '403' : '401';
  }
  if (access.startsWith('citizen')) return name === 'stale citizen' && method === 'POST' ? '401' : 'cloud';
  if (outsiders.includes(name)) return method === 'GET' ? 'sign in' : '401';
  if (access.startsWith('staff')) return name === 'staff without a second factor' ? 'second factor' : '403';
  if (!belongs.has(name)) return 'start';
  return name === 'owner without a second factor' ? 'second factor' : '403';
}

/** Behind step-up a second factor of more than half an hour ago does not do. */
const mustStepUp = ({ access }: Door, name: Name) => name.startsWith('stale ') && access.includes('step-up');

function expected(door: Door, name: Name): Outcome {
  if (!passing(door.policy).includes(name)) return refusal(door, name);
  if (!mustStepUp(door, name)) return 'pass';
  return door.method === 'GET' ? 'step up' : '401';
}

/**
 * A subject without access sends a valid form, so that it is the guard that refuses; one with access sends a foreign form, so that nothing
 * happens and the check of the form shows.
 */
async function knock({ browser, bearer, csrf }: Subject, { method, path }: Door, isOurs: boolean): Promise<Response> {
  const headers = {
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(path.startsWith('/api/') && method !== 'GET' && { 'content-type': 'application/json' }),
  };
  const body = path.startsWith('/api/') ? '{"reason":"x"}' : new URLSearchParams(isOurs ? { csrf } : { csrf: 'x' });
  return browser.request(walkable(path), { method, headers, ...(method !== 'GET' && { body }) });
}

/** It would end the subject's session. */
const isWayOut = (path: string) => path === '/console/sign-out';

type Visit = { subject: Subject; door: Door; wanted: Outcome };

/**
 * The subjects for each door. With WHOLE=1 all at every door. Else the doors of one access and method share the subjects: each door lets one in
 * and refuses one, in another way than the door before it, and together they get all; the untried rest is the same subject at another door with
 * the same guard with the same access, which `has one guard` holds.
 */
function visitsOf(doors: readonly Door[], subjects: readonly Subject[]): Visit[] {
  const alike = Map.groupBy(doors, ({ method, path, access }) => (isWayOut(path) ? path : `${method} ${access}`));
  return [...alike.values()].flatMap((same) =>
    same.flatMap((door, place) => {
      const all = subjects
        .filter(({ name }) => name === 'anonymous' || !isWayOut(door.path))
        .map((subject) => ({ subject, door, wanted: expected(door, subject.name) }));
      if (isWhole) return all;
      const { pass = [], ...others } = Object.fromEntries(Map.groupBy(all, ({ wanted }) => wanted));
      const refusals = Object.values(others);
      const turns = Math.min(refusals.length, same.length);
      const refused = shareOf(refusals, place, same.length).flatMap((group) =>
        shareOf(group, Math.floor(place / turns), Math.floor(same.length / turns)),
      );
      return [...shareOf(pass, place, same.length), ...refused];
    }),
  );
}

/** Those that verbs and offers of pages ask: `may('revoke a licence').roles` and `permits(may('revoke a licence'), …)`. */
function sentencesOfVerbs(): ReadonlySet<string> {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const asking = /\bmay(?:In\w+)?\(\s*(['"])(.+?)\1\s*\)\.roles|\bpermits\(\s*may(?:In\w+)?\(\s*(['"])(.+?)\3\s*\)/g;
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return new Set(
    files.flatMap((path) =>
      [...readFileSync(join(src, path), 'utf8').matchAll(asking)].map(([, , verb, , offer]) => verb ?? offer ?? ''),
    ),
  );
}

function outcomeOf(response: Response): Outcome {
  if (response.status === 401 || response.status === 403) return response.status === 401 ? '401' : '403';
  const location = response.headers.get('location');
  return (location === null ? undefined : places[new URL(location, response.url).pathname]) ?? 'pass';
}

describe('R14 R59 the access matrix', () => {
  let at: TestApp;
  let subjects: Subject[];
  let doors: Door[];
  let ak: string;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    ({ subjects, ak } = await createSubjects(at));
    doors = doorsOf(at);
  });
  after(() => at.close());

  it('is a sentence of a policy for every page and form, but for what everybody reads', () => {
    const sentences = new Set<unknown>([...policies.values()].flatMap((room) => Object.values(room)));
    const silent = at.app.routes.filter(
      ({ access, method }) => !sentences.has(access) && !(access.who === 'anyone' && method === 'GET'),
    );
    expect(silent.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([]);
    const used = new Set<unknown>(at.app.routes.map(({ access }) => access));
    const asked = sentencesOfVerbs();
    const idle = [...policies].flatMap(([room, own]) =>
      Object.entries(own).flatMap(([sentence, policy]) =>
        used.has(policy) || asked.has(sentence) ? [] : [`${room}: ${sentence}`],
      ),
    );
    expect(idle, 'policies that no page, no form and no verb goes by').to.deep.equal([]);
  });

  it('is a scope for every call of a program, and no scope is without one', () => {
    const scopes = [
      ...[...Object.keys(apiScopes), ...Object.keys(practiceScopes)].map((scope) => `bearer:${scope}`),
      ...Object.keys(scopesFor(Object.keys(roles).filter(isRole))),
    ];
    const asked = new Set(at.app.operations.map(({ described: { access } }) => access));
    expect([...asked]).to.have.members([...scopes, 'anyone', 'assistant', 'bearer']);
  });

  it('leaves nothing open to everybody where people have their own', () => {
    const found = doors.filter(
      ({ path, access }) => access === 'anyone' && /^\/(admin|console|account|api\/v1\/admin)(\/|$)/.test(path),
    );
    expect(found.map(({ method, path }) => `${method} ${path}`)).to.have.members([
      'GET /console/sign-in',
      'GET /console/callback',
      'GET /console/sign-out',
      'GET /account/callback',
      'GET /account/privacy/closed',
      'GET /account/recover',
      'POST /account/recover',
      'GET /account/stop/:link',
      'POST /account/stop/:link',
      'GET /account/added/:link',
      'POST /account/added/:link',
    ]);
  });

  it('has one guard, which every page asks with its own access before anything else', async () => {
    const asked: [path: string, access: Access][] = [];
    const koa = new Koa<State>();
    koa.silent = true;
    serveRoutes(koa, at.app.routes, {
      guard: async ({ path }, access) => {
        asked.push([path, access]);
        return false;
      },
      formTokens: createFormTokens({ formKey: Buffer.alloc(32), publicUrl: new URL(at.origin) }),
    });
    const server = createServer(koa.callback());
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const wrong: string[] = [];
    for (const { method, path, access } of at.app.routes) {
      const response = await fetch(`http://localhost:${port}${walkable(path)}`, { method });
      await response.arrayBuffer();
      const [first, ...more] = asked.splice(0);
      if (response.status !== 404 || more.length > 0 || first?.[0] !== walkable(path) || first[1] !== access)
        wrong.push(`${method} ${path}: ${response.status}`);
    }
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    expect(wrong).to.deep.equal([]);
  });

  it('is told by links and menus as the guards have it, of every page for every role', async () => {
    const { accounts, institutions, consoleSessions } = at.app;
    // Where only the second factor is missing, a link leads to it. One AK of a limited developer is another one's.
    const others = ['limited developer', 'owner without a second factor', 'staff without a second factor'];
    const wrong: string[] = [];
    for (const { name, person, browser } of subjects) {
      if (person === undefined || others.includes(name)) continue;
      const { accountId } = person;
      const account = await accounts.find(accountId);
      const session = await consoleSessions.find(browser.cookies.get('ncc_console /')?.value ?? '');
      if (account === undefined || session === undefined) throw new Error(`${name} is not signed in`);
      const memberships = await institutions.membershipsOf(accountId);
      const [membership] = memberships;
      const { roles: own } = await accounts.staffOf(accountId);
      const staff = own.length === 0 ? undefined : { kind: 'staff' as const, accountId, roles: own };
      const visitor = {
        ...{ account, session, memberships, membership, label: '', self: undefined, isEnrolled: true, staff },
        member: membership && asMember(membership),
      };
      for (const { method, path, policy } of doors) {
        if (method !== 'GET' || typeof policy === 'string' || !/^\/(console|admin)\b/.test(path)) continue;
        if (policy.who === 'application' && name === 'uncertified owner') continue; // it has sandboxes, of which no path tells
        if (isOpen(policy, visitor, { ak: path.includes(':ak') ? ak : undefined }) !== passing(policy).includes(name))
          wrong.push(`${name}: ${path}`);
      }
    }
    expect(wrong).to.deep.equal([]);
  });

  it('holds at every door for every subject', async function () {
    this.timeout(isWhole ? 900_000 : 120_000);
    const complaints: string[] = [];
    const come = async ({ subject, door, wanted }: Visit) => {
      const response = await knock(subject, door, wanted !== 'pass');
      await response.arrayBuffer();
      const found = door.access === 'anyone' && response.status !== 403 ? 'pass' : outcomeOf(response);
      const says = `${subject.name}: ${door.method} ${door.path} (${door.access})`;
      if (found !== wanted) complaints.push(`${says} wants ${wanted}, gets ${found} ${response.status}`);
      else if (response.status >= 500) complaints.push(`${says} answers ${response.status}`);
      else if (
        wanted === 'pass' &&
        door.method === 'POST' &&
        door.access !== 'anyone' &&
        !door.path.endsWith(':confirm-week') && // takes no body, and a token is not sent by a browser
        !(door.path.startsWith('/api/') ? [400, 404, 415, 422] : [400, 404]).includes(response.status)
      )
        complaints.push(`${says} takes a form that is not ours: ${response.status}`);
    };
    const visits = visitsOf(doors, subjects);
    const waiting = [...visits];
    const walk = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (waiting.length % 100 === 0) await at.database.db.run('truncate throttle'); // faster than hands
        await come(next);
      }
    };
    await Promise.all([walk(), walk(), walk(), walk()]);
    expect(complaints).to.deep.equal([]);
    const tried = (key: (visit: Visit) => string) => new Set(visits.map(key)).size;
    expect(tried(({ door }) => `${door.method} ${door.path}`)).to.equal(doors.length);
    expect(tried(({ subject, door }) => `${subject.name} ${door.access}`)).to.equal(
      new Set(doors.map(({ access }) => access)).size * subjects.length,
    );
  });
});
