import { expect } from 'chai';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../../src/actor.ts';
import { type SimulatedAnswer, simulatedNames } from '../../../src/applications/aksk/simulation.ts';
import { minutes } from '../../../src/clock.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { authorization, type Client, createBrowser, redeem } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember, signInToConsole } from '../../support/console.ts';
import { remember } from '../../support/record.ts';
import { refusal } from '../../support/refusal.ts';

describe('a wrong answer on purpose', () => {
  let at: TestApp;
  let clock: TestClock;
  let member: Member;
  let client: Client;
  let person: { username: string; password: string };
  before(async () => {
    clock = testClock(new Date().toISOString());
    at = await startApp(import.meta.filename, { clock });
    const { accountId, institutionId = '' } = await createMember(at, { role: 'developer' });
    member = { kind: 'member', role: 'developer', accountId, institutionId };
    const { applications, accounts } = at.app;
    const opened = await applications.openSandbox(member, institutionId, {
      name: '演练',
      redirectUris: 'http://localhost:9/callback',
    });
    client = { clientId: opened.application.clientId, secret: remember(opened.secret ?? '') };
    const [citizen] = await accounts.testCitizens(member, institutionId);
    const passwords = await applications.shownPasswords(member, [citizen?.id ?? '']);
    person = { username: citizen?.username ?? '', password: remember(passwords.get(citizen?.id ?? '')?.value ?? '') };
  });
  after(() => at.close());

  /** A login from the button to the answer of the token endpoint. */
  async function login() {
    const flow = authorization(client.clientId);
    const browser = createBrowser(at.origin);
    const page = await browser.submit(await browser.walk(flow.url), { ...person, agree: '1' });
    const callback = page.text === '' ? page.url : (await browser.submit(page, { scope_profile: '1' })).url;
    const iss = callback.searchParams.get('iss');
    const isOther = callback.searchParams.get('state') !== flow.state;
    const answer = await redeem(at.origin, client, callback, flow).catch(() => undefined);
    const token = typeof answer?.body.id_token === 'string' ? answer.body.id_token : undefined;
    return { isOther, iss, token, nonce: flow.nonce };
  }

  /** As a program that checks all of it. */
  async function faultOf({
    isOther,
    iss,
    token,
    nonce,
  }: Awaited<ReturnType<typeof login>>): Promise<SimulatedAnswer | undefined> {
    if (isOther) return 'wrong_state';
    if (iss !== at.origin) return 'wrong_iss';
    if (token === undefined) return 'no_answer';
    const [head = ''] = token.split('.');
    if (JSON.parse(Buffer.from(head, 'base64url').toString()).alg === 'none') return 'unsigned';
    const claims = decodeJwt(token);
    if (claims.iss !== at.origin) return 'wrong_issuer';
    if (claims.aud !== client.clientId) return 'wrong_audience';
    if (claims.nonce !== nonce) return 'wrong_nonce';
    if ((claims.exp ?? 0) < Date.now() / 1000) return 'expired';
    const keys = createRemoteJWKSet(new URL('/oidc/jwks', at.origin));
    return jwtVerify(token, keys).then(
      () => undefined,
      () => 'bad_signature' as const,
    );
  }

  it('R27 is given to the next login alone, each in its own way, and the log of the AK says so', async () => {
    expect(await faultOf(await login())).to.equal(undefined);
    for (const answer of simulatedNames) {
      await at.app.applications.simulate(member, client.clientId, answer);
      expect(await faultOf(await login()), answer).to.equal(answer);
      expect(await faultOf(await login()), `after ${answer}`).to.equal(undefined);
    }
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(member, client.clientId, { failuresOnly: true, limit: 50 });
    const simulated = entries.filter(({ error }) => error === 'simulated');
    expect(simulated).to.have.lengthOf(simulatedNames.length);
  });

  it('is given once to logins of one moment, never after a quarter of an hour, and never in production', async () => {
    const { applications } = at.app;
    await applications.simulate(member, client.clientId, 'bad_signature');
    const taken = await Promise.all(
      Array.from({ length: 8 }, () => applications.takeSimulated(client.clientId, 'bad_signature')),
    );
    expect(taken.filter(Boolean)).to.have.lengthOf(1);
    await applications.simulate(member, client.clientId, 'bad_signature');
    clock.advance(minutes(16));
    expect(await applications.takeSimulated(client.clientId, 'bad_signature')).to.equal(false);

    const production = await applications.create(
      { kind: 'operator', name: 'test' },
      { name: '正式', redirectUris: ['https://hall.example/cb'], scope: 'openid' },
      { institutionId: member.institutionId },
    );
    const refused = await refusal(applications.simulate(member, production.application.clientId, 'expired'));
    expect(refused.message).to.include('application');
    const stranger = await createMember(at, { role: 'developer' });
    const other: Member = { ...member, accountId: stranger.accountId, institutionId: stranger.institutionId ?? '' };
    await refusal(applications.simulate(other, client.clientId, 'expired'));
  });

  it('is chosen on the page of the sandbox, taken back there, and told in its history', async () => {
    const developer = await createMember(at, { role: 'developer' });
    const desk = await signInToConsole(at, developer);
    const own: Member = {
      kind: 'member',
      role: 'developer',
      accountId: developer.accountId,
      institutionId: developer.institutionId,
    };
    const { application } = await at.app.applications.openSandbox(own, own.institutionId, {
      ...{ name: '演练', redirectUris: 'http://localhost:9/callback' },
    });
    const path = `/console/applications/${application.clientId}`;
    const action = `/console/applications/sandbox/${application.clientId}/simulate`;
    const shown = await desk.submit(await desk.walk(path), { answer: 'wrong_nonce' }, action);
    expect(shown.text).to.include('不演练了').and.include('nonce 不对');
    const over = await desk.submit(shown, { answer: '' }, action);
    expect(over.text).to.include('故意答错一次').and.not.include('不演练了');
    expect((await desk.submit(over, { answer: 'everything' }, action)).status).to.equal(422);
    const history = (await desk.walk(path)).text.replace(/^[\s\S]*id="history"/, '');
    expect(history, 'each is a line that says what was done').to.include('演练错误的回答').and.include('nonce 不对');
  });
});
