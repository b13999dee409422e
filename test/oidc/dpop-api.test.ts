import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { epoch, systemClock } from '../../src/clock.ts';
import { ath, createProver, type Prover } from '../conformance/proofs.ts';
import * as walk from '../conformance/walk.ts';
import { operator, type TestApp } from '../support/app.ts';
import type { Client } from '../support/citizen.ts';
import { remember } from '../support/record.ts';

describe('RFC 9449 at the partner API', () => {
  let at: TestApp;
  let partner: Client;
  let prover: Prover;
  let token: string;
  const me = () => `${at.origin}/api/v1/me`;

  before(async () => {
    at = await walk.startProvider(import.meta.filename);
    partner = await walk.createPartner(at);
    prover = await createProver();
    const dpop = await prover.prove('POST', `${at.origin}/oidc/token`);
    const { body } = await walk.apiToken(at, partner, {}, { dpop });
    expect(body.token_type).to.equal('DPoP');
    token = remember(walk.text(body.access_token));
  });
  after(() => at.close());

  const prove = (claims: object = {}, by = prover, method = 'GET') =>
    by.prove(method, me(), { ath: ath(token), ...claims });
  const ask = (proof: string | undefined, scheme = 'DPoP', url = me()) =>
    fetch(url, { headers: { authorization: `${scheme} ${token}`, ...(proof !== undefined && { dpop: proof }) } });

  it('7.1 opens it with a proof of its key for this request, whatever the address asks beside', async () => {
    expect((await ask(await prove())).status).to.equal(200);
    const list = `${at.origin}/api/v1/resources`;
    const proof = await prover.prove('GET', list, { ath: ath(token) });
    expect((await ask(proof, 'dpop', `${list}?page_size=1`)).status).to.equal(200);
  });

  it('7.1 is nothing without one, nor as a bearer token', async () => {
    const wrong = [await ask(undefined), await ask(undefined, 'Bearer'), await ask(await prove(), 'Bearer')];
    for (const { status, headers } of wrong) {
      expect(status).to.equal(401);
      expect(headers.get('www-authenticate')).to.match(/^DPoP .*error="invalid_dpop_proof".*algs="ES256 EdDSA"/);
    }
  });

  it('4.3 refuses a proof of another key, token, method, address and time, or that says too little', async () => {
    const now = epoch(systemClock.now());
    const wrong = {
      'another key': await prove({}, await createProver()),
      'another token': await prove({ ath: ath('x') }),
      'no token': await prove({ ath: undefined }),
      'another method': await prove({ htm: 'POST' }),
      'another address': await prove({ htu: `${at.origin}/api/v1/resources` }),
      'another host': await prove({ htu: 'https://elsewhere.example/api/v1/me' }),
      'long ago': await prove({ iat: now - 61 }),
      'in a while': await prove({ iat: now + 75 }),
      'no number': await prove({ jti: undefined }),
      'no proof': 'x.y.z',
      'a book': 'x'.repeat(5_000),
      'another type': await prover.prove('GET', me(), { ath: ath(token) }, { typ: 'jwt' }),
      'a private key': await prover.prove('GET', me(), { ath: ath(token) }, { jwk: prover.privateJwk }),
    };
    for (const [what, proof] of Object.entries(wrong)) expect((await ask(proof)).status, what).to.equal(401);
    await at.app.integrationLog.flush();
    const { entries } = await at.app.integrationLog.read(operator, partner.clientId, { failuresOnly: true });
    expect(entries[0]).to.include({ endpoint: 'api', error: 'invalid_dpop_proof' });
  });

  it('11.1 counts a proof once, also when it comes twice at once', async () => {
    const once = await prove();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(once)));
    expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
  });

  it('leaves a token that is bound to nothing as it was, and takes it under no other name', async () => {
    const { body } = await walk.apiToken(at, partner);
    const bearer = remember(walk.text(body.access_token));
    expect((await walk.me(at, bearer)).status).to.equal(200);
    const dpop = await prover.prove('GET', me(), { ath: ath(bearer) });
    const answer = await fetch(me(), { headers: { authorization: `DPoP ${bearer}`, dpop } });
    expect(answer.status).to.equal(401);
  });
});
