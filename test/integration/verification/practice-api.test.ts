import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { testCitizenKindNames } from '../../../src/accounts/people/test-citizen-kinds.ts';
import { checks } from '../../../src/integration/verification/checks/checks.ts';
import { questions } from '../../../src/integration/verification/checks/questions.ts';
import { fact } from '../../../src/integration/verification/facts.ts';
import { linesFor } from '../../../src/integration/verification/judging/lines.ts';
import { frameworkOf, stackNames } from '../../../src/integration/verification/runs/run.ts';
import { facts as english } from '../../../src/words/en/verification.ts';
import { createWords } from '../../../src/words/index.ts';
import { createApi, createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { remember } from '../../support/record.ts';
import { createSandboxProgram, everyScope } from '../../support/sandbox.ts';
import { said } from '../../support/words.ts';

const problemRows = z.array(
  z
    .object({ pointer: z.string(), field: z.string(), code: z.string(), message: z.string() })
    .transform(({ pointer, field, code, message }) => [pointer, field, code, message]),
);

describe('lines to change', () => {
  it('are those of the program’s own stack, and none of another for one that has no lines: a sentence comes first', () => {
    expect(linesFor('forged', 'authlib').own?.framework).to.include('Python');
    expect(linesFor('forged', frameworkOf('python')).own?.code).to.include('authorize_access_token');
    for (const stack of ['go', 'rust'])
      for (const { code } of checks.filter((check) => check.code !== 'button'))
        expect(linesFor(code, frameworkOf(stack)).own?.code, `${stack} ${code}`).to.be.a('string');
    expect(linesFor('forged', 'other').others.map(({ framework }) => framework)).to.have.length(7);
    expect(linesFor('phone', 'php').own?.framework, 'of every stack').to.equal('其他');
  });
});

describe('R57 a practice verification that the program of a sandbox drives', () => {
  let at: TestApp;
  let call: ReturnType<typeof createApi>;
  before(async () => {
    at = await startApp(import.meta.filename);
    call = createApi(at, await createSandboxProgram(at, 'verification:run'));
  });
  after(() => at.close());

  const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status;

  it('is answered wrongly once where it asks for that, beside the runs; a production AK never is', async () => {
    const sandbox = await createPartnerProgram(at, `${everyScope} verification:run`, { sandbox: true });
    const ask = async (body: object) => {
      const { status, body: said } = await sandbox.call('post', '/verification:simulate', body);
      return [status, said.answer, typeof said.until];
    };
    expect(await ask({ answer: 'bad_signature' })).to.deep.equal([200, 'bad_signature', 'string']);
    const waiting = await at.app.applications.find(sandbox.clientId);
    expect(waiting?.simulated?.answer).to.equal('bad_signature');
    expect(await ask({ answer: null })).to.deep.equal([200, null, 'object']);
    for (const wrong of [{}, { answer: 'everything' }, { answer: 5 }]) expect((await ask(wrong))[0]).to.equal(422);
    const production = await createPartnerProgram(at, everyScope);
    const refused = await production.call('post', '/verification:simulate', { answer: 'bad_signature' });
    expect(refused.status).to.equal(403);
    const itself = {
      ...{ kind: 'application' as const, clientId: production.clientId, scopes: ['verification:run'] },
      institutionId: (await at.app.applications.get(production.clientId)).institutionId,
    };
    const forced = at.app.applications.simulateOwn(itself, 'bad_signature').then(
      () => 'done',
      ({ code }) => code,
    );
    expect(await forced, 'whatever its token says').to.equal('not_found');
    // In the address of a login it means nothing: anyone could send a visitor through it.
    const query = new URLSearchParams({ client_id: production.clientId, simulate: 'bad_signature' });
    await fetch(`${at.origin}/oidc/auth?${query}`, { redirect: 'manual' });
    expect((await at.app.applications.get(production.clientId)).simulated).to.equal(undefined);
  });

  it('makes test citizens of each kind, whose password it alone is told, ten at most', async () => {
    const sandbox = await createPartnerProgram(at, `${everyScope} verification:run`, { sandbox: true });
    const add = async (kind = 'adult') => {
      const { status, body } = await sandbox.call('post', '/verification/citizens', { kind });
      if (typeof body.password === 'string') remember(body.password);
      return { status, ...body };
    };
    for (const kind of testCitizenKindNames) expect((await add(kind)).status, kind).to.equal(201);
    const listed = (await sandbox.call('get', '/verification/citizens')).body;
    expect(JSON.stringify(listed)).to.include('㛃𠮷').and.not.include('password');
    expect([(await add()).status, (await add()).status], 'the deleted one counts no more').to.deep.equal([201, 409]);
    for (const wrong of ['emperor', '']) expect((await add(wrong)).status).to.equal(422);
    const guide = await (await fetch(`${at.origin}/docs/sandbox.md`)).text();
    for (const kind of testCitizenKindNames) expect(guide).to.include(`\`${kind}\``);
    const production = await createPartnerProgram(at, everyScope);
    expect((await production.call('post', '/verification/citizens', {})).status).to.equal(403);
  });

  it('begins once, is read, skips what cannot be done, and answers its questions and notices', async () => {
    expect(await statusOf('get', '/verification')).to.equal(404);
    // Its link would lead from the address of the Cloud to wherever a stranger says.
    for (const login_url of ['https://evil.example/', 'http://localhost.evil.example/', 'http://10.0.0.1/']) {
      const refused = await call('post', '/verification', { login_url });
      expect([refused.status, JSON.stringify(refused.body.errors)]).to.satisfy(
        ([status, errors]: [number, string]) => status === 422 && errors.includes('/login_url'),
      );
    }
    const problemsOf = async (sent: object) =>
      problemRows.parse((await call('post', '/verification', sent)).body.errors);
    // Each by its name in the call, with a code, in the words of the reader, all at once.
    expect(await problemsOf({ login_url: 'x', stack: '<b>' })).to.deep.equal([
      ['/login_url', 'login_url', 'invalid_value', said('verification.login_url_here')],
      ['/stack', 'stack', 'invalid_value', said('verification.stack', { stacks: stackNames })],
    ]);
    expect(await problemsOf({ stack: 5 })).to.deep.equal([
      ['/login_url', 'login_url', 'required', '缺少 login_url'],
      ['/stack', 'stack', 'invalid_value', 'stack 应为文字'],
    ]);
    expect(await problemsOf({ login_url: `http://localhost/${'x'.repeat(600)}`, stack: 'x'.repeat(50) })).to.deep.equal(
      [
        ['/login_url', 'login_url', 'invalid_value', 'login_url 最多 500 个字'],
        ['/stack', 'stack', 'invalid_value', 'stack 最多 40 个字'],
      ],
    );
    expect(await problemsOf({ login_url: 'https://evil.example/', stack: 5, url: 'x' })).to.deep.equal([
      ['/login_url', 'login_url', 'invalid_value', said('verification.login_url_here')],
      ['/stack', 'stack', 'invalid_value', 'stack 应为文字'],
      ['/url', 'url', 'unknown_field', said('http.unknown_member', { name: 'url', known: ['login_url', 'stack'] })],
    ]);
    const begun = await call('post', '/verification', { login_url: 'http://localhost:5055/' });
    expect(begun.status).to.equal(201);
    expect(await statusOf('post', '/verification', { login_url: 'http://localhost:5055/' }), 'one at a time').to.equal(
      409,
    );
    expect(await statusOf('get', '/verification/notices')).to.equal(200);
    const page = { status: 400, text: '<p>登录没有完成</p>' };
    expect(await statusOf('post', '/verification/pages', { round: 'refuse', ...page })).to.equal(200);
    expect(await statusOf('post', '/verification/pages', { round: 'signature', ...page }), 'not yet').to.equal(409);
    // A wrong answer and a question that is not asked are told together, and nothing is kept.
    const mixed = await call('post', '/verification:answer', {
      answers: { name: 'maybe', denied: 'yes', 'a/b': 'yes' },
    });
    const asked = questions.map(({ code }) => code).filter((code) => !['noticed', 'button'].includes(code));
    expect(problemRows.parse(mixed.body.errors)).to.deep.equal([
      ['/answers/name', 'answers/name', 'invalid_value', 'answers/name 应为其中之一：yes、no'],
      ['/answers/a~1b', 'answers/a~1b', 'invalid_value', said('verification.question_unknown', { asked })],
    ]);
    let next = (await call('get', '/verification')).body.next;
    for (let turn = 0; turn < 30 && next !== null; turn += 1)
      next = (await call('post', '/verification:skip')).body.next;
    expect(next).to.equal(null);
    const answers = {}; // of rounds that were skipped nothing is asked
    expect(await statusOf('post', '/verification:answer', { answers })).to.equal(200);
    expect(await statusOf('post', '/verification:answer', { answers: { nothing: 'yes' } })).to.equal(422);
    const strange = await call('post', '/verification:answer', { answers: { name: 'perhaps' } });
    expect(problemRows.parse(strange.body.errors)[0]?.[3]).to.equal(
      said('verification.question_unknown', { asked: [] }),
    );
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

  it('speaks English to a program that asks for it: runs, causes, cures, lines to change and refusals', async () => {
    const program = createApi(at, await createSandboxProgram(at, 'verification:run'));
    const foreign: string[] = [];
    const ask = async (method: 'get' | 'post', path: string, body?: object) => {
      const { status, headers, body: answer } = await program(method, path, body, { 'accept-language': 'en' });
      if (headers.get('content-language') !== 'en')
        foreign.push(`${method} ${path}: ${headers.get('content-language')}`);
      if (hasHan(JSON.stringify(answer))) foreign.push(`${method} ${path} ${status}: ${JSON.stringify(answer)}`);
      return answer;
    };
    const paths = ['', ':answer', ':skip', ':simulate', '/citizens', '/notices/x', ':finish'];
    const missing = '7a1c0d0e-6a57-4c55-9f0c-2f0e6a574c55';
    const refusals = async () => {
      await ask('get', '/verification');
      await ask('get', '/verification/notices');
      await ask('post', `/verification/notices/${missing}`, { status: 200 });
      for (const path of paths) await ask('post', `/verification${path}`, { nobodys: 1, answers: { x: 'y' } });
      await ask('post', '/verification', { login_url: 'https://evil.example/', stack: '<b>' });
      await ask('post', '/verification', { login_url: 'x'.repeat(600), stack: 5 });
    };
    await refusals();
    await ask('post', '/verification', { login_url: 'http://localhost:5055/', stack: 'node' });
    await refusals();
    await ask('post', '/verification:answer', { answers: { denied: 'no', name: 'no', subject: 'no', forged: 'no' } });
    let next = (await ask('get', '/verification')).next;
    for (let turn = 0; turn < 30 && next !== null; turn += 1) next = (await ask('post', '/verification:skip')).next;
    await ask('post', '/verification:finish');
    await refusals();
    await ask('post', '/verification:simulate', { answer: 'bad_signature' });
    expect(foreign).to.deep.equal([]);
    const { say } = createWords()('en', 'program');
    const lines = checks.flatMap(({ code }) => linesFor(code, 'node').others.concat(linesFor(code, 'node').own ?? []));
    const said = lines.flatMap(({ framework: name, code: text }) => [
      say(fact('verification.framework', { text: name })),
      say(fact('verification.lines', { text })),
    ]);
    const told = Object.entries(english).map(([code, entry]) =>
      typeof entry === 'function' ? String(Reflect.apply(entry, undefined, [sample])) : `${code} ${entry}`,
    );
    expect([...said, ...told].filter(hasHan)).to.deep.equal([]);
  });
});

/** Values for any sentence. */
const sample = {
  ...{ asked: ['x'], registered: ['x'], stacks: ['x'], which: [] },
  text: '',
  passed: 1,
  all: 2,
  left: 1,
};
/** Chinese beside the names of buttons and of the test citizen, which are quoted. */
const hasHan = (text: string): boolean =>
  /\p{Script=Han}|[（）：，。、]/u.test(text.replaceAll(/“[^”]*”|使用国家公共文化云登录/g, ''));
