import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createApi } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createSandboxProgram } from '../../support/sandbox.ts';

describe('R57 a practice verification that the program of a sandbox drives', () => {
  let at: TestApp;
  let call: ReturnType<typeof createApi>;
  before(async () => {
    at = await startApp(import.meta.filename);
    call = createApi(at, await createSandboxProgram(at, 'verification:run'));
  });
  after(() => at.close());

  const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status;

  it('begins once, is read, skips what cannot be done, and answers its questions and notices', async () => {
    expect(await statusOf('get', '/verification')).to.equal(404);
    // Its link would lead from the address of the Cloud to wherever a stranger says.
    for (const login_url of ['https://evil.example/', 'http://localhost.evil.example/', 'http://10.0.0.1/']) {
      const refused = await call('post', '/verification', { login_url });
      expect([refused.status, JSON.stringify(refused.body.errors)]).to.satisfy(
        ([status, errors]: [number, string]) => status === 422 && errors.includes('/login_url'),
      );
    }
    const begun = await call('post', '/verification', { login_url: 'http://localhost:5055/' });
    expect(begun.status).to.equal(201);
    expect(await statusOf('post', '/verification', { login_url: 'http://localhost:5055/' }), 'one at a time').to.equal(
      409,
    );
    expect(await statusOf('get', '/verification/notices')).to.equal(200);
    let next = (await call('get', '/verification')).body.next;
    for (let turn = 0; turn < 30 && next !== null; turn += 1)
      next = (await call('post', '/verification:skip')).body.next;
    expect(next).to.equal(null);
    const answers = {}; // of rounds that were skipped nothing is asked
    expect(await statusOf('post', '/verification:answer', { answers })).to.equal(200);
    expect(await statusOf('post', '/verification:answer', { answers: { nothing: 'yes' } })).to.equal(422);
    const notice = '7a1c0d0e-6a57-4c55-9f0c-2f0e6a574c55';
    await at.database.db.run(
      `insert into verification_notices (id, run_id, forged, notice, made_at) values ($1, $2, true, $3, now())`,
      [notice, begun.body.id, Buffer.from('x')],
    );
    expect(await statusOf('post', `/verification/notices/${notice}`, { status: 400 })).to.equal(200);
    expect(await statusOf('post', '/verification:finish')).to.equal(200);
    for (const [method, path, body] of [
      ['post', '/verification:answer', { answers }],
      ['post', '/verification:skip', undefined],
      ['get', '/verification/notices', undefined],
      ['post', `/verification/notices/${notice}`, { status: 400 }],
      ['post', '/verification:finish', undefined],
    ] as const)
      expect(await statusOf(method, path, body), `${path} once it is over`).to.equal(409);
  });
});
