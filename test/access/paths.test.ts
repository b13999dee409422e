import { request } from 'node:http';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { someOf } from '../support/some.ts';
import { type Door, doorsOf, walkable } from './doors.ts';

/** Other spellings of one path, by which guards of a proxy or a router have been walked around. */
const spellings: Readonly<Record<string, (path: string) => string>> = {
  'two slashes before': (path) => `/${path}`,
  'two slashes inside': (path) => path.replace(/(?<=.)\//, '//'),
  'a slash behind': (path) => `${path}/`,
  'upper case': (path) => path.toUpperCase(),
  'a first letter in upper case': (path) => path.replace(/^\/(.)/, (_, letter: string) => `/${letter.toUpperCase()}`),
  'a semicolon segment': (path) => `/public/..;${path}`,
  'a semicolon behind': (path) => `${path};a=b`,
  'a segment that goes up': (path) => `/docs/..${path}`,
  'an encoded segment that goes up': (path) => `/docs/%2e%2e${path}`,
  'a dot segment': (path) => `/.${path}`,
  'an encoded letter': (path) =>
    path.replace(/^\/(.)/, (_, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`),
  'an encoded slash': (path) => `/${path.slice(1).replace('/', '%2f')}`,
  'a backslash': (path) => path.replace(/(?<=.)\//, '\\'),
  'an ending': (path) => `${path}.json`,
};

describe('R59 another spelling of a path', () => {
  let at: TestApp;
  let doors: Door[];
  let cookie: string;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    doors = doorsOf(at).filter(({ path }) => /^\/(console|admin|api\/v1\/(admin|me)|account)\b/.test(path));
    const { cookies } = await signInToConsole(at, await createMember(at, { role: 'reader', certified: false }), {
      secondFactor: false,
    });
    cookie = [...cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
  });
  after(() => at.close());

  /** As it is written: fetch would tidy the path up. */
  const ask = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const { hostname, port, host } = new URL(at.origin);
      const sent = request(
        { hostname, port, method, path, headers: { host, accept: 'text/html', ...headers } },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      sent.on('error', reject);
      sent.end();
    });

  const opened = async (chosen: Door[], headers: Record<string, string>): Promise<string[]> => {
    const found: string[] = [];
    for (const [place, { method, path }] of chosen.entries())
      for (const [name, spell] of someOf(Object.entries(spellings), place)) {
        const target = spell(walkable(path));
        const status = await ask(method, target, headers);
        if (status < 300 || status >= 500) found.push(`${name}: ${method} ${target} ${status}`);
      }
    return found;
  };

  it('opens nothing without a session', async function () {
    this.timeout(90_000);
    const closed = doors.filter(({ access }) => access !== 'anyone');
    expect(closed.length).to.be.at.least(100);
    expect(await opened(closed, {})).to.deep.equal([]);
  });

  it('opens nothing of the operators to a member', async function () {
    this.timeout(90_000);
    const operators = doors.filter(({ path }) => /^\/(admin|api\/v1\/admin)\b/.test(path));
    expect(operators.length).to.be.at.least(50);
    expect(await opened(operators, { cookie })).to.deep.equal([]);
  });

  it('is no way to another method either', async () => {
    for (const path of ['/admin', '/admin/tokens', '/console/members', '/api/v1/admin/submissions']) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE'])
        expect(await ask(method, path, { cookie }), `${method} ${path}`).to.be.oneOf([404, 405, 501]);
      expect(await ask('POST', `${path}?_method=GET`, { 'x-http-method-override': 'GET' }), path).to.be.oneOf([
        401, 404, 405,
      ]);
    }
    expect(await ask('HEAD', '/admin/tokens', {})).to.equal(303);
  });
});
