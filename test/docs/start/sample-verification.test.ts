import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createNewcomer } from '../../support/console.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/until.ts';
import { createVerifier } from '../../support/verifier.ts';

const sample = fileURLToPath(new URL('../../../docs/samples/node/login.mjs', import.meta.url));

describe('the sample that 起步 shows first, in 在线验证', function () {
  this.timeout(120_000);
  let at: TestApp;
  let clock: TestClock;
  let program: ChildProcess | undefined;
  let site: string;
  before(async () => {
    clock = testClock(new Date().toISOString());
    site = `http://localhost:${await freePort()}`;
    at = await startApp(import.meta.filename, { clock, env: { OUTGOING_HOSTS: new URL(site).host } });
  });
  after(async () => {
    program?.kill('SIGKILL');
    await at.close();
  });

  it('R27 R57 passes what a practice verification can see: signatures, iss, aud, exp and nonce among it', async () => {
    const person = await createNewcomer(at);
    const callback = `${site}/callback`;
    const opened = await at.app.applications.openOwnSandbox(person.accountId, { name: '起步', redirectUris: callback });
    const { clientId } = opened.application;
    const member = await at.app.institutions.ofPerson(person.accountId);
    if (member === undefined || opened.secret === undefined) throw new Error('no sandbox of one’s own');
    const env = { NCC_ISSUER: at.origin, NCC_AK: clientId, NCC_SK: opened.secret, NCC_CALLBACK: callback };
    program = spawn(process.execPath, [sample], { env: { ...process.env, ...env }, stdio: 'ignore' });
    let answers = false;
    await until(() => {
      fetch(site).then(
        () => {
          answers = true;
        },
        () => undefined,
      );
      return answers;
    }, 'the sample answers');

    const run = await at.app.verification.start(member, clientId, { framework: 'node', loginUrl: `${site}/` });
    const verifier = await createVerifier({ at, clock, member, site }, run.id);
    const said: Record<string, boolean> = {};
    const greeting = async () => /您好，([^<]+)/.exec((await verifier.partner.walk('/')).text)?.[1];
    await verifier.open();
    let { due } = await verifier.read();
    for (let turn = 0; turn < 40 && due !== undefined; turn += 1) {
      const { code } = due;
      if (code === 'refuse') said.denied = (await verifier.login({ agree: false })).text.includes('/login');
      else if (code === 'again') await verifier.openAgain();
      else if (code === 'notice') await verifier.notify();
      else {
        const page = await verifier.login();
        if (code === 'plain') {
          said.phone = (await greeting()) !== undefined;
          said.name = (await greeting()) === verifier.nicknames.first;
          said.addresses = !page.url.searchParams.has('code');
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
    await verifier.answer({ ...said, subject: true, button: true });
    await verifier.finish();
    const { verdicts } = await verifier.read();
    const failed = verdicts.filter(({ state }) => state === 'failed').map(({ check }) => check);
    // A first program has no address yet for 退出通知, and nothing else is left out.
    expect(failed.filter((check) => check !== 'notice')).to.eql([]);
    const passed = verdicts.filter(({ state }) => state === 'passed').map(({ check }) => check);
    expect(passed).to.include.members([
      'state',
      'nonce',
      'pkce',
      'issuer',
      'forged',
      'nonce_checked',
      'code_once',
      'logout',
    ]);
  });
});
