import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { adviceOf, lightFactsIn, lightsOf, shownCalls, shownLight } from '../../../../src/site/docs/start/lights.ts';
import { startApp, type TestApp } from '../../../support/app.ts';
import { type CheckedPartner, startCheckedPartner } from '../../../support/checked-partner.ts';
import { formOf } from '../../../support/citizen.ts';
import { type TestClock, testClock } from '../../../support/clock.ts';
import { createNewcomer } from '../../../support/console.ts';
import { createVerifier, goThrough } from '../../../support/verifier.ts';
import { speech } from '../../../support/words.ts';

describe('the lights of 起步 beside 在线验证 in a sandbox', function () {
  this.timeout(60_000);
  let at: TestApp;
  let clock: TestClock;
  let partner: CheckedPartner;
  before(async () => {
    clock = testClock(new Date().toISOString());
    partner = await startCheckedPartner();
    at = await startApp(import.meta.filename, { clock, env: { OUTGOING_HOSTS: partner.host } });
  });
  after(async () => {
    await at.close();
    await partner.close();
  });

  async function practice(mode: 'verification' | 'walk') {
    const { accountId } = await createNewcomer(at);
    const redirectUris = partner.registration.redirectUris.join('\n');
    const opened = await at.app.applications.openOwnSandbox(accountId, { name: '练习', redirectUris });
    const { clientId } = opened.application;
    const member = await at.app.institutions.ofPerson(accountId);
    if (member === undefined || opened.secret === undefined) throw new Error('no sandbox of one’s own');
    partner.set({ issuer: at.origin, clientId, secret: opened.secret });
    const run = await at.app.verification.start(member, clientId, {
      stack: 'node',
      loginUrl: partner.loginUrl,
      mode,
    });
    const verifier = await createVerifier({ at, clock, member, site: partner.site }, run.id);
    return { clientId, verifier };
  }

  async function shown(clientId: string) {
    await at.app.integrationLog.flush();
    const progress = await at.app.integrationLog.progress(clientId, 60);
    const lights = lightsOf(true, lightFactsIn(progress));
    return {
      lights: lights.map((light) => `${light.step} ${shownLight(light, speech).words}`),
      advice: adviceOf(lights, speech),
      calls: shownCalls(progress.entries, speech),
    };
  }

  it('R27 R57 are on for every step that ten logins of a practice have gone through', async () => {
    const { clientId, verifier } = await practice('walk');
    await verifier.open();
    for (let turn = 0; turn < 10; turn += 1) {
      await verifier.login();
      const leaving = await verifier.cloud.walk((await verifier.partner.walk('/logout')).url.href);
      if (formOf(leaving.text).action.includes('/oidc/logout')) await verifier.cloud.submit(leaving, { logout: 'yes' });
      clock.advance(60);
    }
    const { lights, advice, calls } = await shown(clientId);
    expect(calls.length).to.be.greaterThanOrEqual(10);
    expect(lights).to.deep.equal([
      'keys 已生成',
      'redirect 收到',
      'consent 完成',
      'token 成功',
      'userinfo 已取',
      'logout 完成',
    ]);
    expect(advice).to.equal(undefined);
  });

  it('R57 call no answer of a practice a success that was refused, and say which lines are of it', async () => {
    const { clientId, verifier } = await practice('verification');
    await goThrough(verifier);
    const { lights, calls } = await shown(clientId);
    expect(lights.slice(0, 5)).to.deep.equal([
      'keys 已生成',
      'redirect 收到',
      'consent 完成',
      'token 成功',
      'userinfo 已取',
    ]);
    // Deliberately wrong answers of the run, and refusals in it, count neither as success nor as failure of the program.
    const results = new Set(calls.filter(({ title }) => title === '换取令牌').map(({ result }) => result));
    expect([...results]).to.deep.equal(['在线验证']);
  });
});
