import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { kitBounds } from '../../../src/applications/kits/bounds.ts';
import { checkCounts } from '../../../src/integration/verification/checks/checks.ts';
import { agentPage, type Saved } from '../../support/agent-page.ts';
import { createPartnerProgram } from '../../support/api.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { freePort, portOf } from '../../support/ports.ts';
import { remember } from '../../support/record.ts';
import { everyScope } from '../../support/sandbox.ts';
import { until } from '../../support/until.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

const plain = fileURLToPath(new URL('../../foreign/python/plain.py', import.meta.url));

/** The checks that a run on one's own machine can settle. */
const all = checkCounts.practice_checks;

const practised = z.object({
  state: z.string(),
  checks: z.array(
    z.object({
      ...{ code: z.string(), state: z.string(), seen: z.string().nullable() },
      ...{ cause: z.string().nullable(), cure: z.string().nullable(), change: z.string().nullable() },
    }),
  ),
});

/** All that an assistant has is the base URL: it follows /auth.md line by line, with nothing but bash and curl. */
describe('R57 a practice verification that an assistant finishes alone', function () {
  this.timeout(180_000);
  let at: TestApp;
  let folder: string;
  let page: ReturnType<typeof agentPage>;
  let env: Record<string, string>;
  let site: string;
  const children: number[] = [];

  before(async () => {
    at = await startApp(import.meta.filename, { env: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
    folder = mkdtempSync(join(tmpdir(), 'agent-'));
    const answer = await fetch(`${at.origin}/auth.md`);
    expect(answer.headers.get('content-type')).to.equal('text/markdown; charset=utf-8');
    page = agentPage(await answer.text());
    site = `http://localhost:${await freePort()}`;
    env = {};
  });
  after(async () => {
    for (const pid of children) process.kill(-pid, 'SIGKILL');
    await at.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const save = ({ path, text }: Saved) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  /** Runs lines in a shell, and returns their output. */
  const shell = (lines: string) =>
    new Promise<string>((resolve, reject) => {
      const child = spawn('bash', ['-c', lines], { cwd: folder, env: { PATH: process.env.PATH, ...env } });
      let said = '';
      let wrong = '';
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString();
      });
      child.stderr.on('data', (part: Buffer) => {
        wrong += part.toString();
      });
      child.on('close', (code) =>
        code === 0 ? resolve(said) : reject(new Error(`${code}: ${wrong.slice(-2000)} ${said.slice(-500)}`)),
      );
    });

  it('is told on one page of /llms.txt, which names it first', async () => {
    const list = await (await fetch(`${at.origin}/llms.txt`)).text();
    expect(list.indexOf(`${at.origin}/auth.md`)).to.be.within(0, list.indexOf('## 起步'));
    expect(page.text).to.not.include('{{');
  });

  /** For a program on other addresses: here on a free port. */
  async function takeKeys(of: string): Promise<typeof env> {
    const names = ['NCC_ISSUER', 'NCC_AK', 'NCC_SK', 'NCC_CALLBACK', 'CITIZEN', 'PASSWORD'];
    const said = await shell(`${page.take(of)}\nprintf '%s\\n' ${names.map((name) => `"$${name}"`).join(' ')}`);
    const values = said.trim().split('\n');
    const taken = Object.fromEntries(names.map((name, place) => [name, values[place] ?? '']));
    expect(taken).to.deep.include({ NCC_ISSUER: at.origin, NCC_CALLBACK: `${of}/callback` });
    for (const name of ['NCC_SK', 'PASSWORD']) remember(taken[name] ?? '');
    return taken;
  }

  it('begins with keys by the lines of the page, which say why there are none', async () => {
    env = await takeKeys(site);
    mkdirSync(join(folder, 'refused'));
    expect(await shell(`cd refused; ${page.take('http://192.0.2.1')}`)).to.include('/redirect_uris');
  });

  it('goes on beyond the keys that an address gets for the asking: the same lines solve the task of the answer', async () => {
    mkdirSync(join(folder, 'more'));
    for (let kit = 0; kit <= kitBounds.address.free; kit += 1)
      remember((await shell(`cd more; ${page.take(site)}\nprintf %s "$NCC_SK"`)).trim());
    expect(await shell('cd more; ls; cat kit.json')).to.include('"sk"');
  });

  it('runs nothing of an answer: a server that is not the Cloud gets no command into the shell', async () => {
    mkdirSync(join(folder, 'hostile'));
    const commands = ["'; touch run; '", '$(touch run)'];
    for (const command of commands) {
      const words = { task: command, salt: command, challenge: command, solve: 'touch run', most: '1; touch run' };
      const said = { ...words, sk: command, ak: command, redirect_uris: [command], username: command };
      const server = createServer((_, res) => res.end(JSON.stringify(said)));
      await new Promise<void>((resolve) => server.listen(0, resolve));
      const origin = `http://localhost:${portOf(server.address())}`;
      const lines = page.take(site).replaceAll(`${at.origin}/sandbox`, `${origin}/sandbox`);
      // One that can be no task is none; the next answer has keys.
      const kept = await shell(`cd hostile; ${lines}\nprintf %s "$NCC_SK"; ls`);
      server.close();
      expect(kept.startsWith(command), kept).to.equal(true);
      expect(kept.slice(command.length).split('\n')).to.include('kit.env').and.not.include('run');
    }
  });

  it('says its comments and errors in English too, and goes on in English', async () => {
    const english = await (await fetch(`${at.origin}/auth.md`, { headers: { 'accept-language': 'en' } })).text();
    // Scripts and all programs; names stay as they are.
    expect(english.match(/Accept-Language: \w+/g)).to.deep.equal(['Accept-Language: en']);
    expect(page.text.match(/Accept-Language: \w+/g)).to.deep.equal(['Accept-Language: zh']);
    for (const [block] of english.matchAll(/^```\w+\n[\s\S]*?^```$/gm))
      expect(block.replaceAll(/买买提·𠮷热木|使用国家公共文化云登录|client-name: 国家公共文化云/g, '')).to.not.match(
        /\p{Script=Han}/u,
      );
    expect(english).to.include(`(${at.origin}/docs/errors.md?lang=en)`).and.not.include('.md)');
  });

  it('signs a test citizen in with the program and the script of the page', async () => {
    for (const file of [...page.files('citizen'), ...page.files('practice'), ...page.files('node')]) save(file);
    symlinkSync(modules, join(folder, 'node_modules'));
    const child = spawn('node', ['login.mjs'], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      detached: true,
      stdio: 'ignore',
    });
    children.push(child.pid ?? 0);
    await until(
      () =>
        fetch(site).then(
          () => true,
          () => false,
        ),
      'the program answers',
    );
    const said = await shell(`bash citizen.sh ${site}/login`);
    expect(said.split('\n')[0]).to.equal(`${site}/`);
    expect(said).to.include('您好，测试市民1');
    const left = await shell(`bash citizen.sh ${site}/logout post`);
    expect(left).to.include('使用国家公共文化云登录');
    const denied = await shell(`bash citizen.sh ${site}/login deny`);
    expect(denied.split('\n')[0], 'a consent given before is asked for again').to.match(new RegExp(`^${site}/`));
    expect(denied).to.not.include('您好');
    expect(await shell(`bash citizen.sh ${site}/login`)).to.include('您好，测试市民1');
    await shell(`bash citizen.sh ${site}/logout post`);
  });

  it('passes, with notices that it fetches, and says what only production has', async () => {
    const run = JSON.parse(await shell('bash practice.sh'));
    const lacking = run.checks.filter(({ state }: { state: string }) => !['passed', 'production'].includes(state));
    expect(lacking).to.deep.equal([]);
    expect(run).to.deep.include({ state: 'passed', summary: `${all} / ${all}，另有 2 项只在正式环境验` });
    expect(run.progress).to.deep.equal({ settled: all, passed: all, all, only_in_production: 2 });
    const ofProduction = run.checks.filter(({ state }: { state: string }) => state === 'production');
    expect(ofProduction.map(({ code }: { code: string }) => code)).to.deep.equal(['https', 'button']);
  });

  it('passes with a program of no sample, that has no library: http.server of Python, written by the page', async () => {
    const own = `http://localhost:${await freePort()}`;
    const keys = env;
    env = await takeKeys(own);
    const child = spawn('python3', [plain], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      detached: true,
      stdio: 'ignore',
    });
    children.push(child.pid ?? 0);
    await until(
      () =>
        fetch(own).then(
          () => true,
          () => false,
        ),
      'the program answers',
    );
    const run = practised.parse(JSON.parse(await shell('STACK=http.server bash practice.sh || true')));
    expect(run.checks.filter(({ state }) => state !== 'passed' && state !== 'production')).to.deep.equal([]);
    expect(run.state).to.equal('passed');
    env = keys;
  });

  it('leaves no refused call in the log of its AK, and begins again where a run was left open', async () => {
    const refused = async () => {
      await at.app.integrationLog.flush();
      const { entries } = await at.app.integrationLog.read(operator, env.NCC_AK ?? '', { failuresOnly: true });
      return entries.filter(({ endpoint }) => endpoint === 'api').map(({ error }) => error);
    };
    expect(await refused()).to.deep.equal([]);
    const token = await shell(
      'curl -sS -u "$NCC_AK:$NCC_SK" -d grant_type=client_credentials -d scope=verification:run "$NCC_ISSUER/oidc/token"',
    );
    const begun = await fetch(`${at.origin}/api/v1/verification`, {
      method: 'POST',
      headers: { authorization: `Bearer ${JSON.parse(token).access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ login_url: `${site}/` }),
    });
    expect(begun.status).to.equal(201);
    expect(JSON.parse(await shell('bash practice.sh')).state).to.equal('passed');
    expect(await refused(), 'the one that found the open run').to.deep.equal(['conflict']);
  });

  it('says in words that no program listens, as with the curl sample', async () => {
    const error = await shell(`SITE=http://localhost:${await freePort()}/ STACK=curl bash practice.sh`).catch(String);
    expect(error).to.include('没有程序在听').and.include('curl 的示例');
  });

  let developers = 0;
  /** The failed checks of the sample with these texts changed, of a developer on an address of their own: so many logins are more than one may begin. */
  async function failuresOf(name: string, changes: readonly (readonly [string, string])[]) {
    const source = page.files('node').find(({ path }) => path === 'login.mjs')?.text ?? '';
    const broken = `http://localhost:${await freePort()}`;
    const text = changes.reduce((now, [from, to]) => {
      expect(now).to.include(from);
      return now.replace(from, to);
    }, source);
    save({ path: name, text });
    developers += 1;
    save({ path: `${name}.home/.curlrc`, text: `header = "X-Forwarded-For: 198.51.100.${developers}"\n` });
    env = { CURL_HOME: join(folder, `${name}.home`) };
    env = { ...env, ...(await takeKeys(broken)) };
    const child = spawn('node', [name], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      detached: true,
      stdio: 'ignore',
    });
    children.push(child.pid ?? 0);
    await until(
      () =>
        fetch(broken).then(
          () => true,
          () => false,
        ),
      'the program answers',
    );
    const run = practised.parse(JSON.parse(await shell('STACK=node bash practice.sh && exit 9; [ $? = 1 ]')));
    expect(run.state).to.equal('failed');
    return run.checks.filter(({ state }) => state === 'failed');
  }

  it('fails at the right check where the program takes a forged notice or token, or knows its people by their nicknames', async () => {
    const failed = await failuresOf('broken.mjs', [
      ["send(res, 400, '');", "send(res, 200, '');"],
      ['oidc.enableNonRepudiationChecks,', ''],
      ['escaped(sub)', 'escaped(nickname)'],
    ]);
    expect(failed.map(({ code }) => code)).to.have.members(['forged', 'subject', 'notice']);
    for (const { seen, cause, cure, change } of failed)
      expect([seen, cause, cure, change].every((text) => typeof text === 'string' && text !== '')).to.equal(true);
  });

  const refusing = 'send(res, 400, `<p>';
  for (const [what, instead, saw] of [
    ['an error of the server', "send(res, 500, '<h1>Server Error</h1>')", '回答 500：“Server Error”'],
    ['a broken connection', 'res.destroy()', '断开了连接，没有回答'],
    ['an empty page', "send(res, 400, '')", '回答 400，没有内容'],
  ] as const)
    it(`fails where every refused login ends with ${what}, and quotes it`, async () => {
      const failed = await failuresOf('refusing.mjs', [[refusing, `${instead}; void (\`<p>`]]);
      expect(failed.map(({ code }) => code)).to.have.members(['denied', 'retry']);
      for (const { seen } of failed) expect(seen).to.include(saw);
    });

  it('says of a failed login that begins another by itself that it goes round in redirects', async () => {
    const failed = await failuresOf('circling.mjs', [
      [
        'console.error(error); // 市民点了“不同意”时，error.error 是 access_denied',
        "if (error.error !== 'access_denied') return redirect(req, res, '/login', {});",
      ],
    ]);
    expect(failed.map(({ code }) => code)).to.deep.equal(['retry']);
    expect(failed[0]?.seen).to.include('跳转个不停').and.not.include('断开了连接');
    expect(failed[0]?.cure).to.include('不要自动跳到 /login');
  });

  it('says of a logout that the site stops itself what it answered, and of a notice why it was not taken', async () => {
    const failed = await failuresOf('stopping.mjs', [
      [
        "path === '/logout' && req.method === 'POST') logout(req, res, session)",
        "path === '/logout') send(res, 403, '<p>Invalid CSRF token</p>')",
      ],
      [
        'const { sub, sid, events, nonce } = payload;',
        "if (payload.sid === undefined) return send(res, 422, 'sid required');\n    const { sub, sid, events, nonce } = payload;",
      ],
    ]);
    const seen = Object.fromEntries(failed.map((check) => [check.code, check.seen]));
    expect(seen).to.have.all.keys('logout', 'notice');
    expect(seen.logout).to.include('回答 403：“Invalid CSRF token”');
    expect(seen.notice).to.include('回答 422：“sid required”');
  });

  it('fails a logout that does not ask for the way back, though its address is registered', async () => {
    const failed = await failuresOf('staying.mjs', [['post_logout_redirect_uri:', 'kept_to_itself:']]);
    expect(failed.map(({ code }) => code)).to.deep.equal(['logout']);
    expect(failed[0]?.seen).to.include('post_logout_redirect_uri').and.include('留在国家公共文化云');
    expect(failed[0]?.change).to.include('+     post_logout_redirect_uri:');
    const home = new URL(env.NCC_CALLBACK ?? '').origin;
    await shell(`bash citizen.sh ${home}/login`);
    const stayed = await shell(`bash citizen.sh ${home}/logout post`);
    expect(stayed.split('\n')[0], 'where it stopped').to.match(/\/oidc\/logout\/success/);
    expect(stayed).to.include('<h1');
  });

  it('is for the AK of a sandbox itself: no other scope and no production AK gets there', async () => {
    const production = await createPartnerProgram(at, everyScope);
    expect((await production.call('get', '/verification')).body.code).to.equal('insufficient_scope');
    const asked = await fetch(`${at.origin}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'client_credentials', client_id: production.clientId, client_secret: production.secret },
        scope: 'verification:run',
      }),
    });
    expect(asked.status).to.equal(400);
    const sandbox = await createPartnerProgram(at, `${everyScope} verification:run`, { sandbox: true });
    expect((await sandbox.call('get', '/verification')).status).to.equal(404);
    const unknown = await sandbox.call('post', '/verification', {
      login_url: 'https://localhost.evil/',
      stack: '<b>',
    });
    expect(unknown.status).to.equal(422);
    const begun = await sandbox.call('post', '/verification', { login_url: 'http://localhost:9/', stack: 'Django 5' });
    expect([begun.status, begun.body.stack], 'of no sample, by its name').to.deep.equal([201, 'Django 5']);
    expect((await sandbox.call('post', '/verification', { login_url: 'http://localhost:9/' })).status).to.equal(409);
    expect((await sandbox.call('post', '/verification:answer', { answers: { x: 'yes' } })).status).to.equal(422);
    expect((await sandbox.call('get', '/verification/notices')).body.items).to.deep.equal([]);
    expect((await sandbox.call('post', '/verification/notices/x', { status: 200 })).status).to.equal(404);
    expect((await sandbox.call('post', '/verification:skip')).status).to.equal(200);
    expect((await sandbox.call('post', '/verification:finish')).body.state).to.equal('incomplete');
    expect((await sandbox.call('post', '/verification:finish')).status).to.equal(409);
  });
});
