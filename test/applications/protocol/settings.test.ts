import { expect } from 'chai';
import { exportJWK, generateKeyPair } from 'jose';
import { after, before, describe, it } from 'mocha';
import type { Actor } from '../../../src/actor.ts';
import { readPublicKeys } from '../../../src/crypto/public-keys.ts';
import { Problem } from '../../../src/errors.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { post, type TestBrowser } from '../../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { asMember, asStaff } from '../../support/institutions.ts';
import { fact, speech } from '../../support/words.ts';

const callback = 'https://m.qx.example.cn/callback';
const usual = { loginProof: 'pkce', authentication: 'secret' };

async function publicKey(alg = 'ES256', options: object = {}) {
  const { publicKey: open, privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return { jwks: JSON.stringify({ keys: [await exportJWK(open)] }), secret: await exportJWK(privateKey) };
}

const problemsOf = async (work: Promise<unknown>): Promise<Problem['fields']> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Problem ? error.fields : undefined;
};

describe('the security settings of an application', () => {
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let member: Actor;
  let keys: Awaited<ReturnType<typeof publicKey>>;

  before(async () => {
    at = await startApp(import.meta.filename);
    owner = await createMember(at, { role: 'owner' });
    member = asMember(owner);
    keys = await publicKey();
  });
  after(() => at.close());

  const make = (input: Parameters<typeof createClient>[1] = {}, sandbox = false) =>
    createClient(
      at,
      { redirectUris: [sandbox ? 'http://localhost:9/callback' : callback], allowLoopback: sandbox, ...input },
      { institutionId: owner.institutionId, sandbox },
    );
  const set = (clientId: string, input: Record<string, string>, actor = member) =>
    at.app.applications.setProtocol(actor, clientId, { ...usual, ...input });
  const eventsOf = (clientId: string) => at.app.applications.history(member, clientId, undefined, 10);

  it('are set by members at once, stand in the history, and the institution is notified', async () => {
    const { clientId } = await make();
    const { application, isChanged } = await set(clientId, { loginProof: 'pkce_or_nonce', framework: 'spring-boot' });
    expect(isChanged).to.equal(true);
    expect(application).to.include({ loginProof: 'pkce_or_nonce', framework: 'spring-boot' });
    const { events } = await eventsOf(clientId);
    expect(events[0]).to.deep.include({
      verb: 'application.set_protocol',
      details: { from: { loginProof: 'pkce' }, to: { loginProof: 'pkce_or_nonce', framework: 'spring-boot' } },
    });
    const [told] = await at.app.notices.inbox(owner.accountId);
    expect(told).to.include({ event: 'application.security_changed' });

    const { isChanged: again } = await set(clientId, { loginProof: 'pkce_or_nonce', framework: 'spring-boot' });
    expect(again).to.equal(false);
  });

  it('are no business of staff, of readers and of other institutions', async () => {
    const { clientId } = await make();
    const staff = asStaff(await createStaff(at, ['operator']), 'operator');
    const reader = asMember(owner, 'reader');
    const stranger = await createMember(at, { role: 'owner' });
    const codes = [
      [staff, 'forbidden'],
      [reader, 'forbidden'],
      [asMember(stranger), 'not_found'],
    ] as const;
    for (const [actor, code] of codes) {
      const error = await set(clientId, { requirePar: '1' }, actor).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Problem).with.property('code', code);
    }
  });

  it('name everything that does not go together at once', async () => {
    const { clientId } = await make();
    const of = (input: Record<string, string>) => problemsOf(set(clientId, input));
    expect(await of({ authentication: 'none', loginProof: 'pkce_or_nonce' })).to.deep.equal({
      authentication: fact('applications.public_without_api'),
      loginProof: fact('applications.public_needs_pkce'),
    });
    expect(await of({ fapi: '1', loginProof: 'pkce_or_nonce', requireSignedRequest: '1' })).to.deep.equal({
      fapi: fact('applications.fapi_needs_key'),
      loginProof: fact('applications.fapi_needs_pkce'),
      requireSignedRequest: fact('applications.signed_needs_keys'),
    });
    expect(await of({ authentication: 'private_key_jwt' })).to.deep.equal({ jwks: fact('applications.jwks_missing') });
    expect(await of({ jwks: keys.jwks, jwksUri: 'https://m.qx.example.cn/jwks' })).to.have.keys('jwksUri');
    expect(await of({ jwksUri: 'http://m.qx.example.cn/jwks', initiateLoginUri: 'http://localhost/x' })).to.have.keys(
      'jwksUri',
      'initiateLoginUri',
    );
    expect(await of({ loginProof: 'neither' })).to.deep.equal({
      loginProof: fact('applications.neither_needs_waiver'),
      framework: fact('applications.framework_missing'),
    });
  });

  it('end the SKs where a key of its own takes their place, and all tokens where FAPI begins', async () => {
    const { clientId, secret } = await make({ scope: 'openid resource:read' });
    const token = () => post(at.origin, '/oidc/token', { clientId, secret }, { grant_type: 'client_credentials' });
    const { body, status } = await token();
    expect(status).to.equal(200);
    const { application } = await set(clientId, { authentication: 'private_key_jwt', jwks: keys.jwks, fapi: '1' });
    expect(application).to.include({ authMethod: 'private_key_jwt', fapi: true });
    expect((await token()).status).to.equal(401);
    const bearer = { authorization: `Bearer ${String(body.access_token)}` };
    expect((await fetch(`${at.origin}/api/v1/me`, { headers: bearer })).status).to.equal(401);

    await set(clientId, {});
    expect((await token()).status, 'an SK does not come back').to.equal(401);
  });

  it('of FAPI know no waiver: an http address, a login without PKCE', async () => {
    const { clientId } = await make();
    const date = { until: '2099-01-01', reason: '旧系统' };
    await set(clientId, { authentication: 'private_key_jwt', jwks: keys.jwks, fapi: '1' });
    for (const work of [
      at.app.applications.waivePkce(operator, clientId, date),
      at.app.applications.waiveRedirectUri(operator, clientId, { ...date, uri: 'http://old.qx.example.cn/callback' }),
    ]) {
      const error = await work.catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Problem).with.deep.property('fact', fact('applications.fapi_no_waiver'));
    }
  });

  it('R27 of a sandbox are the same, with its logout addresses, and neither PKCE nor nonce at once', async () => {
    const { clientId } = await make({}, true);
    const backchannelLogoutUri = 'http://localhost:8080/notice'; // a program on this machine fetches them
    const { application } = await set(clientId, {
      loginProof: 'neither',
      framework: 'jetty',
      backchannelLogoutUri,
      postLogoutRedirectUris: 'http://localhost:8080/bye',
      initiateLoginUri: 'http://localhost:9/login',
    });
    expect(application).to.deep.include({
      loginProof: 'neither',
      postLogoutRedirectUris: ['http://localhost:8080/bye'],
      initiateLoginUri: 'http://localhost:9/login',
      backchannelLogoutUri,
    });
    expect(await problemsOf(set(clientId, { backchannelLogoutUri: 'http://192.168.1.5/notice' }))).to.deep.equal({
      backchannelLogoutUri: fact('applications.notice_reachable'),
    });
    const renamed = { name: '改了名', redirectUris: 'http://localhost:9/callback' };
    const { postLogoutRedirectUris } = await at.app.applications.changeSandbox(member, clientId, renamed);
    expect(postLogoutRedirectUris, 'another name changes nothing of them').to.deep.equal(['http://localhost:8080/bye']);
  });

  it('are a page of the AK, where the keys are kept as they were typed until they will do', async () => {
    const { clientId } = await make({}, true);
    const desk: TestBrowser = await signInToConsole(at, owner);
    const path = `/console/applications/${clientId}/security`;
    const action = `/console/applications/sandbox/${clientId}/security`;
    const bad = await desk.submit(await desk.walk(path), { jwks: JSON.stringify({ keys: [keys.secret] }) }, action);
    expect(bad.status).to.equal(422);
    expect(bad.text).to.include(speech.say(fact('applications.keys_private')));
    const good = await desk.submit(bad, { jwks: keys.jwks, requireSignedRequest: '1' }, action);
    expect(good.text).to.include('安全设置已保存');
    expect((await at.app.applications.get(clientId)).requireSignedRequest).to.equal(true);
  });
});

describe('a partner’s public keys', () => {
  it('are stored without unknown members, and a single key is a set of one', async () => {
    const { jwks } = await publicKey();
    const [key] = JSON.parse(jwks).keys;
    const read = readPublicKeys(JSON.stringify({ ...key, kid: 'a', note: 'x', x5u: 'https://elsewhere.example/' }));
    expect(read).to.deep.equal({ jwks: { keys: [{ ...key, kid: 'a' }] } });
  });

  it('are no private key, no secret, no weak and no unknown one', async () => {
    const { secret, jwks } = await publicKey();
    const weak = await publicKey('RS256', { modulusLength: 2048 });
    const problem = (value: unknown) => {
      const read = readPublicKeys(typeof value === 'string' ? value : JSON.stringify(value));
      return 'problem' in read ? read.problem : undefined;
    };
    expect(problem(weak.jwks)).to.equal(undefined);
    expect(problem({ keys: [secret] })).to.equal('private');
    expect(problem({ keys: [{ kty: 'oct', k: 'x' }] })).to.equal('private');
    expect(problem({ keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] })).to.equal('weak');
    expect(problem({ keys: [{ ...JSON.parse(jwks).keys[0], use: 'enc' }] })).to.equal('weak');
    expect(problem({ keys: Array.from({ length: 11 }, () => JSON.parse(jwks).keys[0]) })).to.equal('many');
    for (const text of ['', '{', '[]', '{"keys":[]}', '{"keys":"x"}', 'null', '{"keys":[null]}'])
      expect(problem(text), text).to.equal('form');
  });
});
