import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Member } from '../../../../src/actor.ts';
import { logIn } from '../../../journeys/scene.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../../support/app.ts';
import { openPage } from '../../../support/browser.ts';
import { type TestClock, testClock } from '../../../support/clock.ts';
import { createMember } from '../../../support/console.ts';
import { freePort } from '../../../support/ports.ts';
import { until } from '../../../support/until.ts';
import { createVerifier } from '../../../support/verifier.ts';

const folder = fileURLToPath(new URL('../../../../docs/samples/', import.meta.url));

/** A Python with the sample's requirements, made once in the temporary folder, or the reason why this machine cannot. */
function pythonWith(requirements: string): { python: string } | { absent: string } {
  const own = join(
    tmpdir(),
    `sample-python-${createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)}`,
  );
  const python = join(own, 'bin/python');
  try {
    execFileSync(python, ['-c', 'import authlib, flask, requests'], { stdio: 'ignore' });
    return { python };
  } catch {
    // Not there yet, or half there.
  }
  try {
    execFileSync('python3', ['-m', 'venv', own], { stdio: 'ignore', timeout: 60_000 });
  } catch {
    return { absent: 'there is no python3 with venv on this machine' };
  }
  try {
    const install = ['-m', 'pip', 'install', '--quiet', '--timeout', '5', '--retries', '1', '-r', requirements];
    execFileSync(python, install, { stdio: 'ignore', timeout: 120_000 });
  } catch {
    return { absent: `its packages (${requirements}) could not be installed` };
  }
  return { python };
}

/** Its program and the command; a missing tool is reported. */
const samples: { id: string; command: () => { run: readonly [string, ...string[]] } | { absent: string } }[] = [
  { id: 'node', command: () => ({ run: [process.execPath, join(folder, 'node/login.mjs')] }) },
  {
    id: 'python',
    command: () => {
      const found = pythonWith(join(folder, 'python/requirements.txt'));
      return 'absent' in found ? found : { run: [found.python, join(folder, 'python/login.py')] };
    },
  },
];

describe('samples of 起步 in 在线验证', function () {
  this.timeout(300_000);
  let at: TestApp;
  let clock: TestClock;
  let program: ChildProcess | undefined;
  const sites = new Map<string, string>();
  before(async () => {
    clock = testClock(new Date().toISOString());
    for (const { id } of samples) sites.set(id, `http://localhost:${await freePort()}`);
    const hosts = [...sites.values()].map((site) => new URL(site).host).join(',');
    at = await startApp(import.meta.filename, { clock, jobs: true, env: { OUTGOING_HOSTS: hosts } });
  });
  afterEach(() => {
    program?.kill('SIGKILL');
  });
  after(() => at.close());

  for (const { id, command } of samples) {
    it(`R27 R57 the ${id} sample passes all of it: signatures, iss, aud, exp, nonce, leaving and logout notices`, async function () {
      const found = command();
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
        backchannelLogoutUri: `${site}/backchannel-logout`,
      };
      const { clientId, secret } = await createClient(at, { ...addresses, allowLoopback: true }, { institutionId });

      const env = { NCC_ISSUER: at.origin, NCC_AK: clientId, NCC_SK: secret, NCC_CALLBACK: callback };
      let said = '';
      const [file, ...given] = found.run;
      program = spawn(file, given, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [program.stdout, program.stderr])
        stream?.on('data', (chunk) => {
          said += String(chunk);
        });
      let answers = false;
      await until(() => {
        fetch(site).then(
          () => {
            answers = true;
          },
          () => undefined,
        );
        return answers;
      }, `the ${id} sample answers`);

      const run = await at.app.verification.start(member, clientId, { framework: 'node', loginUrl: `${site}/` });
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
      const lacking = verdicts.filter(({ state }) => state !== 'passed').map(({ check, state }) => `${check} ${state}`);
      expect(lacking, said.slice(-3000)).to.deep.equal([]);

      // Cookies know no port: in a browser both stand beside each other on localhost.
      const citizen = { username: `${id}-citizen`, password };
      await createCitizen(at, citizen.username);
      const page = await openPage({ origin: at.origin });
      const greets = async () => {
        await page.goto(`${site}/`);
        return (await page.textContent('body'))?.includes('您好') === true;
      };
      await page.goto(`${site}/login`);
      await logIn(page, citizen);
      await page.getByRole('button', { name: '同意并登录' }).click();
      await page.getByText('您好').waitFor();
      await page.goto('/account/grants');
      expect(new URL(page.url()).pathname, 'signed in at the Cloud').to.equal('/account/grants');
      expect(await greets(), 'and in the sample').to.equal(true);

      // A consent withdrawn at the Cloud ends there too, by a notice through the outbox.
      await page.goto(`/account/grants/${clientId}/withdraw`);
      await page.getByRole('main').getByRole('button').first().click();
      await until(async () => !(await greets()), `the ${id} sample heard of the withdrawal`);
      await page.context().close();
    });
  }
});
