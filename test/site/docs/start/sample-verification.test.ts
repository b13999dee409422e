import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { importJWK, SignJWT } from 'jose';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Member } from '../../../../src/actor.ts';
import { samples } from '../../../../src/site/docs/start/samples.ts';
import { logIn } from '../../../journeys/scene.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../../support/app.ts';
import { openPage } from '../../../support/browser.ts';
import { type TestClock, testClock } from '../../../support/clock.ts';
import { createMember } from '../../../support/console.ts';
import { freePort } from '../../../support/ports.ts';
import { programOf, sampleIds } from '../../../support/sample-programs.ts';
import { until } from '../../../support/until.ts';
import { createVerifier } from '../../../support/verifier.ts';

const event = 'http://schemas.openid.net/event/backchannel-logout';
const seconds = () => Math.floor(Date.now() / 1000);

/** A Python with the sample's requirements, made once in the temporary folder, or the reason why this machine cannot. */
const wrongNotices = (clientId: string) => ({
  'another issuer': { iss: 'https://other.example.cn' },
  'another audience': { aud: `${clientId}-other` },
  'long over': { iat: seconds() - 7_200, exp: seconds() - 3_600 },
  'another event': { events: { 'http://schemas.openid.net/event/other': {} } },
  'no events': { events: undefined },
  'a nonce, as an id_token has': { nonce: 'of a login' },
  'nobody named': { sub: undefined },
});

/** Its program and the command; a missing tool is reported. */
async function noticeOf({ app, origin }: TestApp, clientId: string, wrong: object = {}): Promise<string> {
  const key = app.keys.jwks().keys.find(({ alg }) => alg === 'RS256');
  if (key === undefined) throw new Error('no RS256');
  const said = { iss: origin, aud: clientId, sub: 'n'.repeat(43), jti: randomUUID(), events: { [event]: {} } };
  return new SignJWT({ ...said, iat: seconds(), exp: seconds() + 120, ...wrong })
    .setProtectedHeader({ alg: 'RS256', typ: 'logout+jwt', kid: key.kid })
    .sign(await importJWK({ ...key }, 'RS256'));
}

const answerTo = async (address: string, notice: string): Promise<number> =>
  (await fetch(address, { method: 'POST', body: new URLSearchParams({ logout_token: notice }) })).status;

describe('samples of 起步 in 在线验证', function () {
  this.timeout(300_000);
  let at: TestApp;
  let clock: TestClock;
  let program: ChildProcess | undefined;
  const sites = new Map<string, string>();
  before(async () => {
    clock = testClock(new Date().toISOString());
    for (const id of sampleIds) sites.set(id, `http://localhost:${await freePort()}`);
    const hosts = [...sites.values()].map((site) => new URL(site).host).join(',');
    at = await startApp(import.meta.filename, { clock, jobs: true, env: { OUTGOING_HOSTS: hosts } });
  });
  afterEach(() => {
    program?.kill('SIGKILL');
  });
  after(() => at.close());

  for (const id of sampleIds) {
    it(`R27 R57 the ${id} sample passes all of it: signatures, iss, aud, exp, nonce, leaving and logout notices`, async function () {
      const found = programOf(id);
      if ('absent' in found) {
        process.stdout.write(`    The ${id} sample is not tried: ${found.absent}.\n`);
        return this.skip();
      }
      const site = sites.get(id) ?? '';
      const callback = `${site}/callback`;
      const { accountId, institutionId } = await createMember(at);
      const member: Member = { kind: 'member', role: 'owner', accountId, institutionId };
      const addresses = {
        ...{ redirectUris: [callback], postLogoutRedirectUris: [`${site}/`] },
        backchannelLogoutUri: `${site}${found.notices}`,
      };
      const { clientId, secret } = await createClient(at, { ...addresses, allowLoopback: true }, { institutionId });

      const env = { NCC_ISSUER: at.origin, NCC_AK: clientId, NCC_SK: secret, NCC_CALLBACK: callback };
      let said = '';
      const [file, ...given] = found.run(new URL(site).port);
      program = spawn(file, given, {
        cwd: found.cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [program.stdout, program.stderr])
        stream?.on('data', (chunk) => {
          said += String(chunk);
        });
      const answers = () => fetch(site).then(Boolean, () => false);
      await until(answers, `the ${id} sample answers`, 120_000).catch((cause) => {
        throw new Error(said.slice(-3000), { cause });
      });

      if (samples.some((sample) => sample.id === id)) {
        const strange = await fetch(`${callback}?code=x&state=y&iss=${at.origin}`, { redirect: 'manual' });
        expect(strange.status, 'a callback of no login').to.equal(400);
        expect(await strange.text(), 'with a way back').to.include('href="/login"');
        const nowhere = (method: string) => fetch(`${site}/nowhere`, { method, redirect: 'manual' });
        expect((await nowhere('GET')).status, 'no such page').to.equal(404);
        expect((await nowhere('POST')).status, 'no such page, or no token against CSRF').to.be.oneOf([403, 404, 405]);
      }

      const run = await at.app.verification.start(member, clientId, { stack: 'node', loginUrl: `${site}/` });
      const verifier = await createVerifier({ at, clock, member, site }, run.id);
      const saw: Record<string, boolean> = {};
      const greeting = async () => /您好，([^<]+)/.exec((await verifier.partner.walk('/')).text)?.[1];
      await verifier.open();
      let { due } = await verifier.read();
      for (let turn = 0; turn < 40 && due !== undefined; turn += 1) {
        const { code } = due;
        if (code === 'refuse') saw.denied = (await verifier.login({ agree: false })).text.includes('/login');
        else if (code === 'again') await verifier.openAgain();
        else if (code === 'notice') {
          expect(await greeting(), 'before the notice').to.not.equal(undefined);
          await verifier.notify();
          saw.noticed = (await greeting()) === undefined;
        } else {
          const page = await verifier.login();
          if (code === 'plain') {
            saw.phone = (await greeting()) !== undefined;
            saw.name = (await greeting()) === verifier.nicknames.first;
            saw.addresses = !page.url.searchParams.has('code');
          }
          if (code === 'logout') {
            const left = await verifier.partner.submit(await verifier.partner.walk('/'), {}, '/logout');
            if (left.url.origin === at.origin) await verifier.cloud.walk(left.url.href);
          }
        }
        let now = await verifier.read();
        if (now.due?.code === code) {
          await verifier.pass();
          now = await verifier.read();
        }
        ({ due } = now);
      }
      await verifier.answer({ ...saw, subject: true, button: true });
      await verifier.finish();
      const { verdicts } = await verifier.read();
      const lacking = verdicts
        .filter(({ state }) => state !== 'passed' && state !== 'production')
        .map(({ check, state }) => `${check} ${state}`);
      expect(lacking, said.slice(-3000)).to.deep.equal(found.lacks.map((check) => `${check} failed`));

      // Cookies know no port: in a browser both stand beside each other on localhost.
      const citizen = { username: `${id}-citizen`, password };
      await createCitizen(at, citizen.username);
      const page = await openPage({ origin: at.origin });
      const greets = async () => (await (await page.request.get(`${site}/`)).text()).includes('您好');
      await page.goto(`${site}/login`);
      await logIn(page, citizen);
      await page.getByRole('button', { name: '同意并登录' }).click();
      await page.getByText('您好').waitFor();
      await page.goto('/account/grants');
      expect(new URL(page.url()).pathname, 'signed in at the Cloud').to.equal('/account/grants');
      expect(await greets(), 'and in the sample').to.equal(true);

      // A notice with one wrong claim is refused; a correct one is taken, even if no user with that sub is signed in.
      const address = `${site}${found.notices}`;
      expect(await answerTo(address, await noticeOf(at, clientId))).to.equal(200);
      for (const [name, wrong] of Object.entries(wrongNotices(clientId)))
        expect(await answerTo(address, await noticeOf(at, clientId, wrong)), name).to.be.within(400, 500);
      const [, claims] = (await noticeOf(at, clientId)).split('.');
      const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
      expect(await answerTo(address, `${unsigned}.${claims}.`), 'unsigned').to.be.within(400, 500);
      expect(await greets(), 'still signed in').to.equal(true);

      // A consent withdrawn at the Cloud ends there too, by a notice through the outbox.
      if (found.lacks.includes('notice')) return;
      await page.goto(`/account/grants/${clientId}/withdraw`);
      await page.getByRole('main').getByRole('button').first().click();
      await until(async () => !(await greets()), `the ${id} sample heard of the withdrawal`);
      await page.context().close();
    });
  }
});
