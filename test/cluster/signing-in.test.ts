import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later } from '../../src/clock.ts';
import { totpCode } from '../../src/crypto/totp.ts';
import { createCitizen, createClient, operator, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, type Page, post, redeem, signIn, type TestBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, createStaff } from '../support/console.ts';
import { testDatabase } from '../support/database.ts';
import { remember } from '../support/record.ts';
import { type Send, startServer } from '../support/server.ts';
import { alternating, sharedCluster } from './nodes.ts';

/**
 * An installation for people and programs: services beside it that make them, and a transport that sends each request to another process than
 * the one before.
 */
type Installation = { here: TestApp; send: Send; close(): Promise<void> };

/** Two processes of one port. They take new connections in turn, so each request has one of its own. */
async function twoProcesses(): Promise<Installation> {
  const database = await testDatabase();
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  const env = { WEB_CONCURRENCY: '2', THROTTLE: 'off' };
  const server = await startServer({ file: import.meta.filename, url: database.url, keysDir, env });
  const here = await startApp(import.meta.filename, { database, keysDir, publicUrl: server.origin });
  return {
    here,
    send: (input, init) =>
      server.fetch(input, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), connection: 'close' },
      }),
    async close() {
      await server.kill();
      await here.close();
      await database.drop();
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
}

const shared = sharedCluster();
async function twoNodes(): Promise<Installation> {
  const { here, one, other } = await shared.open();
  return { here, send: alternating(one, other), close: () => shared.close() };
}

const rounds = [1, 2, 3];

for (const [name, open] of [
  ['two processes of one port', twoProcesses],
  ['two nodes', twoNodes],
] as const)
  describe(`every account signs in on ${name}`, function () {
    this.timeout(60_000);
    let at: Installation;
    before(async () => {
      at = await open();
    });
    after(() => at.close());

    const browse = () => createBrowser(at.here.origin, { send: at.send });
    const enter = async (browser: TestBrowser, path: string, { username }: Colleague): Promise<Page> =>
      browser.submit(await browser.walk(path), { username, password, agree: '1' });

    it('a citizen, at a partner and in the account centre', async () => {
      const partner = await createClient(at.here);
      await createCitizen(at.here, 'everybody');
      for (const round of rounds) {
        const browser = browse();
        const flow = authorization(partner.clientId, { prompt: 'consent', scope: 'openid profile offline_access' });
        const callback = await signIn(browser, flow, 'everybody', ['profile', 'offline_access']);
        const { status, body } = await redeem(at.here.origin, partner, callback, flow, {}, at.send);
        expect(status, `round ${round}`).to.equal(200);
        const headers = { authorization: `Bearer ${body.access_token}` };
        expect((await at.send(`${at.here.origin}/oidc/userinfo`, { headers })).status).to.equal(200);
        const fields = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
        expect((await post(at.here.origin, '/oidc/token', partner, fields, {}, at.send)).status).to.equal(200);
        expect((await browser.walk('/account')).status).to.equal(200);
      }
    });

    it('a clerk of an institution, in the back office', async () => {
      const clerk = await createMember(at.here, { role: 'agent' });
      for (const round of rounds) {
        const page = await enter(browse(), '/console', clerk);
        expect([page.status, page.url.pathname], `round ${round}`).to.eql([200, '/console']);
      }
    });

    it('staff, who set up a second factor at the first time and are asked for it from then on', async () => {
      for (const round of rounds) {
        const staff = await createStaff(at.here, ['reviewer']);
        const browser = browse();
        const first = await enter(browser, '/admin', staff);
        expect(first.url.pathname, `round ${round}`).to.equal('/console/second-factor');
        const { code } = await at.here.app.secondFactor.newEnrolmentCode(operator, staff.accountId);
        const set = await browser.submit(first, { code: remember(code) });
        const key = remember(/data-copy="([A-Z2-7]{32})"/.exec(set.text)?.[1] ?? '');
        const now = at.here.app.clock.now();
        await browser.submit(set, { code: totpCode(key, now) });
        expect((await browser.request('/admin')).status).to.equal(200);

        const again = browse();
        const asked = await enter(again, '/admin', staff);
        expect(asked.url.pathname).to.equal('/console/confirm');
        const inside = await again.submit(asked, { code: totpCode(key, later(now, 30)) }); // a code works once
        expect([inside.status, inside.url.pathname]).to.eql([200, '/admin']);
      }
    });

    it('a program, at the interface', async () => {
      const program = await createClient(at.here);
      for (const round of rounds) {
        const fields = { grant_type: 'client_credentials' };
        const { status, body } = await post(at.here.origin, '/oidc/token', program, fields, {}, at.send);
        expect(status, `round ${round}`).to.equal(200);
        const headers = { authorization: `Bearer ${body.access_token}` };
        expect((await at.send(`${at.here.origin}/api/v1/me`, { headers })).status).to.equal(200);
      }
    });
  });
