import { readFileSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { maskAddress } from '../../../src/http/requests/client-address.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, post, redeem, signIn } from '../../support/citizen.ts';
import { logPath } from '../../support/record.ts';

const manual = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
const listed = (manual.split('<!-- log -->')[1] ?? '').split('<!-- /log -->')[0] ?? '';
/** The fields that the manual lists for a line of a request, and whether each of them has it. */
const documented = new Map(
  Array.from(
    listed.matchAll(/^\| `(\w+)` \| (always|where known) \|/gm),
    ([, name = '', when]) => [name, when] as const,
  ),
);
const inManual = new Set(documented.keys());

type Line = { msg: string; route: string; status: number; ak?: string; address: string; requestId: string };

describe('the log of requests', () => {
  const client = '203.0.113.77';
  let at: TestApp;
  let partner: Client;
  before(async () => {
    rmSync(logPath('report'), { force: true });
    at = await startApp(import.meta.filename, { env: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
    partner = await createClient(at);
    await createCitizen(at);
  });
  after(() => at.close());

  const through: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('x-forwarded-for', client);
    return fetch(input, { ...init, headers });
  };
  const lines = (): Line[] =>
    readFileSync(logPath('report'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'request');

  it('has the fields that the manual lists, with the AK and the route, at every endpoint', async () => {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId);
    const callback = await signIn(browser, flow);
    const { body } = await redeem(at.origin, partner, callback, flow);
    const again = authorization(partner.clientId);
    await browser.walk(again.url);
    await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials', scope: 'resource:read' });
    await post(at.origin, '/oidc/revocation', partner, { token: String(body.access_token) });
    const { body: own } = await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    await fetch(`${at.origin}/api/v1/me`, { headers: { authorization: `Bearer ${own.access_token}` } });
    await fetch(`${at.origin}/help`);
    await fetch(`${at.origin}/api/v1/me`);

    const found = lines();
    const akOf = (route: string) => found.filter((line) => line.route === route).map(({ ak }) => ak);
    for (const route of ['/oidc/auth', '/interaction/:uid/login', '/interaction/:uid/consent', '/oidc/token'])
      expect(new Set(akOf(route)), route).to.eql(new Set([partner.clientId]));
    expect(akOf('/api/v1/me')).to.eql([partner.clientId, undefined]);
    expect(akOf('/help')).to.eql([undefined]);
    for (const line of found) {
      for (const name of Object.keys(line)) expect([...inManual], JSON.stringify(line)).to.include(name);
      for (const [name, when] of documented)
        if (when === 'always') expect(line, JSON.stringify(line)).to.have.property(name);
    }
    const seen = new Set(found.flatMap((line) => Object.keys(line)));
    expect([...seen].toSorted()).to.eql([...inManual].toSorted());
  });

  it('has no whole address, no typed values and no values of a path', async () => {
    const { url } = authorization(partner.clientId);
    const answer = await through(new URL(url, at.origin), { redirect: 'manual' });
    const login = new URL(answer.headers.get('location') ?? '', at.origin);
    await through(login);
    await through(`${at.origin}/nothing/here-${client}`);
    const text = readFileSync(logPath('report'), 'utf8');
    expect(text).not.to.include(client).and.not.to.include(login.pathname);
    expect(lines().filter(({ address }) => address === '203.0.113.0/24').length).to.equal(3);
  });

  it('names the network of an address only', () => {
    expect(maskAddress('198.51.100.7')).to.equal('198.51.100.0/24');
    expect(maskAddress('2001:db8:12:3456::1')).to.equal('2001:db8:12::/48');
    expect(maskAddress('::1')).to.equal('0:0:0::/48');
    expect(maskAddress('fe80::1')).to.equal('fe80:0:0::/48');
    expect(maskAddress('')).to.equal('unknown');
    expect(maskAddress('a:b.c')).to.equal('unknown');
  });
});
