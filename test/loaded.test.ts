import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { systemClock } from '../src/clock.ts';
import { testDatabase } from './support/database.ts';
import { folderWithKeys } from './support/keys.ts';
import { freePort } from './support/ports.ts';
import { until } from './support/until.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What a process reads that starts others (WEB_CONCURRENCY), up to the first of them. */
const above = `
  import cluster from 'node:cluster';
  import { registerHooks } from 'node:module';
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  cluster.fork = () => (console.log(JSON.stringify({ urls })), process.exit());
  process.env.WEB_CONCURRENCY = '2';
  await import('./src/server.ts');
`;

/** Beside the product: what it reads before it listens and after, and how many files at most in one turn of the event loop. */
const counting = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  import { Server } from 'node:net';
  const urls = [];
  let [first, listened, waited, inTurn, most] = [undefined, 0, undefined, 0, 0];
  registerHooks({
    load(url, context, next) {
      if (first !== undefined) waited ??= performance.now() - listened;
      urls.push(url);
      inTurn++;
      return next(url, context);
    },
  });
  const { listen } = Server.prototype;
  Server.prototype.listen = function (...given) {
    first ??= { urls: urls.splice(0) };
    listened = performance.now();
    inTurn = 0;
    turn();
    return listen.apply(this, given);
  };
  function turn() {
    most = Math.max(most, inTurn);
    inTurn = 0;
    setImmediate(turn).unref();
  }
  process.once('message', () => process.send({ first, later: urls, most, waited }));
`)}`;

type Start = { first: { urls: string[] }; later: string[]; most: number; waited: number };

/** The product, until it has all of its rooms: from its sources, or as it ships. */
async function start(...options: string[]): Promise<Start> {
  const [database, keysDir, port] = [await testDatabase(), await folderWithKeys(systemClock), await freePort()];
  const child = fork('src/server.ts', {
    cwd: root,
    execArgv: ['--import', './require-node.mjs', ...options, '--import', counting],
    env: { ...process.env, PORT: String(port), DATABASE_URL: database.url, KEYS_DIR: keysDir, DEMO: 'off' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let said = '';
  child.stdout?.on('data', (part) => {
    said += part;
  });
  await until(() => said.includes('.well-known/openid-configuration'), 'all rooms');
  child.send('tell');
  const [told] = await once(child, 'message');
  child.kill();
  await once(child, 'exit');
  await database.drop();
  return told;
}

/** Source files that a program reads. */
async function loaded(source: string): Promise<{ urls: string[] }> {
  const args = ['--import', './require-node.mjs', '--input-type=module', '-e', source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

describe('what a start loads', () => {
  let began: Start;
  before(async () => {
    began = await start();
  });

  it('is what the first request needs: nothing that can wait for its first use', () => {
    const urls = [...began.first.urls, ...began.later];
    const later =
      /node_modules\/(knex|undici|nodemailer|sharp|qrcode|openid-client|busboy|zod-openapi|argon2|@node-rs|hucre|yauzl|yazl|chinese-days|htmlparser2|diff|gcoord|@simplewebauthn|@peculiar|opencc-js|pinyin-pro)\//;
    expect(urls.filter((url) => later.test(url))).to.deep.equal([]);
    expect(urls.filter((url) => /\/src\/(oidc\/distributed|distribution\/(?!index\.ts))/.test(url))).to.deep.equal([]);
    // About 1,080 are ours, a room's index and its facts among them; a file costs some 0.2 ms. The sentences wait for the first that is said.
    // The developer's way added five dozen small files of rooms (vendors, assistants, the brand kit, help, sandboxes before certification) and no library.
    // The citizen's side added seven dozen more, again without a library: the account centre, passkeys, codes and scans to sign in, privacy, the help
    // desk, joining by a link, failing over between gateways of SMS. The package of an export and the library of passkeys wait for their first use.
    // Open reading, what waits, and children at 14 added three dozen; how the service stands, incidents, logs by the month and witnessed logs another three.
    // That tokens may rest in two ways is three more; of spread tables only the door is read.
    // The short way of a login (ADR 88) is eight of them, families of refresh tokens (ADR 89) two, statements by the number of their rows one.
    // How a statement is sent (ADR 92) and what a commit over several servers says (ADR 85) are one each.
    // What is kept of pages for whoever may see the same (ADR 95) is three, what of rooms waits until others are answered (ADR 96) a dozen.
    // Last times that are noted together (ADR 106) and shapes that are kept (ADR 90) are one each.
    expect(urls.length).to.be.below(1740);
  });

  it('is before it listens what tokens, logins and health checks need: no page, no call of the API, no other room', () => {
    const { urls } = began.first;
    const other =
      /\/src\/(assistants|brand|console|docs|family|help|helpdesk|incidents|integration|licences|links|open|oversight|passkeys|privacy|resources|review|sealing|site|statistics|transparency|vendors)\//;
    // Pure rules that import nothing of their rooms.
    const rules = /\/src\/(review\/(workflow\/conflict|facts)|passkeys\/passkey)\.ts$/;
    expect(urls.filter((url) => other.test(url) && !rules.test(url))).to.deep.equal([]);
    const opened = /\/src\/(?!http\/).*\b(pages|api|api-operations|kind|later)\.ts$|\/src\/words\/(zh|en)\//;
    expect(urls.filter((url) => opened.test(url))).to.deep.equal([]);
    expect(urls.length).to.be.below(1020);
  });

  it('comes after that in pieces, with a turn of the event loop after each: who asks for a token waits for one piece', () => {
    expect(began.later.length).to.be.above(500);
    expect(began.most).to.be.below(100);
  });

  it('waits before the first piece for those who knocked while nobody listened', () => {
    expect(began.waited).to.be.above(15);
  });

  it('is little in a process that only supervises those that answer', async () => {
    const { urls } = await loaded(above);
    expect(urls.filter((url) => /\/src\/(app|services|oidc\/.*)\.ts$/.test(url))).to.deep.equal([]);
    expect(urls.length).to.be.below(260);
  });
});
