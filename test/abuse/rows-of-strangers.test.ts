import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { doorsOf, walkable } from '../access/doors.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, html } from '../support/citizen.ts';

/** Rows that an unauthenticated client leaves in the database, and their bound. */
const left: Readonly<Record<string, { tables: RegExp; bound: string }>> = {
  'a login that begins': { tables: /^oidc_tokens$/, bound: '60 a minute for an address (oidc/limits.ts)' },
  'a request that an AK without an SK pushes, and its proof': { tables: /^oidc_tokens$/, bound: 'likewise' },
  'a logout of nobody': { tables: /^oidc_tokens$/, bound: 'likewise' },
  'a refused call that names an AK': {
    tables: /^integration_/,
    bound: '1,000 failures an hour for an AK, and counts by the minute (applications/log)',
  },
  'keys of a sandbox without an account': {
    tables: /^(accounts|application_secrets|applications|audit_events|audit_pending|institutions|sandbox_kits)$/,
    bound: '5 an hour for an address, 2,000 a day, 8,000 that live; gone after seven days (applications/kits)',
  },
  'a counter of a limit': { tables: /^throttle$/, bound: 'one for an address and a limit, gone after its window' },
};

describe('rows that strangers leave', function () {
  this.timeout(240_000);
  let at: TestApp;
  let tables: string[];
  before(async () => {
    at = await startApp(import.meta.filename);
    const found = await at.database.db.rows<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
      [],
    );
    tables = found.map(({ name }) => name);
  });
  after(() => at.close());

  const counts = async (): Promise<Record<string, string>> =>
    (await at.database.db.row(
      `select ${tables.map((name) => `(select count(*)::text from ${name}) as ${name}`).join(', ')}`,
      [],
    )) ?? {};
  /** The tables that grew. */
  async function grown(ask: () => Promise<unknown>): Promise<string[]> {
    const before = await counts();
    for (let turn = 0; turn < 2; turn += 1) await ask();
    const now = await counts();
    return tables.filter((name) => Number(now[name]) > Number(before[name]));
  }
  const asked = async (url: string, init: RequestInit = {}) =>
    (await fetch(at.origin + url, { headers: html, redirect: 'manual', ...init })).arrayBuffer();

  it('are of the kinds that have a bound, at every page and call that is open, and at every endpoint of the provider', async () => {
    const open = await createClient(at, { authMethod: 'none', scope: 'openid' });
    const flow = authorization(open.clientId, { scope: 'openid' }).url;
    const pushed = new URLSearchParams(flow.split('?')[1]);
    const provider: [string, RegExp | undefined, () => Promise<unknown>][] = [
      ['a login', left['a login that begins']?.tables, () => asked(flow)],
      [
        'PAR',
        left['a request that an AK without an SK pushes, and its proof']?.tables,
        () => asked('/oidc/par', { method: 'POST', body: pushed }),
      ],
      ['logout', left['a logout of nobody']?.tables, () => asked('/oidc/logout')],
      ['silent', undefined, () => asked(authorization(open.clientId, { scope: 'openid', prompt: 'none' }).url)],
      ['jwks', undefined, () => asked('/oidc/jwks')],
      ['userinfo', undefined, () => asked('/oidc/userinfo')],
      ...['token', 'introspection', 'revocation'].map((name): [string, RegExp | undefined, () => Promise<unknown>] => [
        name,
        undefined,
        () =>
          asked(`/oidc/${name}`, {
            method: 'POST',
            body: new URLSearchParams({ client_id: open.clientId, token: 'x' }),
          }),
      ]),
    ];
    for (const [name, expected, ask] of provider) {
      const found = (await grown(ask)).filter((table) => !/^(integration_|throttle)/.test(table));
      expect(found.length > 0, `${name}: ${found}`).to.equal(expected !== undefined);
      for (const table of found) expect(table, name).to.match(expected ?? /never/);
    }
    const doors = doorsOf(at).filter(({ access }) => access === 'anyone');
    expect(doors).to.have.length.above(30);
    await sleep(1_100); // notes about the calls above are written
    const ofKeys = left['keys of a sandbox without an account']?.tables ?? /never/;
    const makesKeys = new Set(['/sandbox', '/docs/start/keys']);
    const bounded = Object.values(left).flatMap(({ tables: each }) => (each === ofKeys ? [] : [each]));
    const wrong: string[] = [];
    for (const { method, path } of doors) {
      const isCall = path.startsWith('/api/');
      const type = isCall ? 'application/json' : 'application/x-www-form-urlencoded';
      const sent = { method, headers: { ...html, 'content-type': type }, body: isCall ? '{}' : 'a=1' };
      const found = await grown(() => asked(walkable(path), method === 'GET' ? {} : sent));
      const mayLeave = makesKeys.has(path) ? [...bounded, ofKeys] : bounded;
      for (const table of found)
        if (!mayLeave.some((each) => each.test(table)) || table === 'oidc_tokens')
          wrong.push(`${method} ${path}: ${table}`);
    }
    expect(wrong).to.eql([]);
  });
});
