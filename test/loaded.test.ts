import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = `
  import { registerHooks } from 'node:module';
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  await import('./src/app.ts');
  console.log(JSON.stringify({ urls, builtins: process.moduleLoadList }));
`;

/** Tells of what a start makes of Intl: the first of it looks into every language that Node knows. */
const telling = `data:text/javascript,${encodeURIComponent(`
  globalThis.made = [];
  for (const name of Object.getOwnPropertyNames(Intl))
    if (typeof Intl[name] === 'function' && Intl[name].supportedLocalesOf !== undefined)
      Intl[name] = new Proxy(Intl[name], { construct: (type, given) => (made.push(name), new type(...given)) });
`)}`;
const madeOfIntl = `
  await import('./src/app.ts');
  const made = [...globalThis.made];
  const { formatList } = await import('./node_modules/oidc-provider/lib/helpers/formatters.js');
  console.log(JSON.stringify({ made, said: formatList(['a', 'b', 'c'], { type: 'disjunction' }) }));
`;

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

/** Source files that a start reads before it can answer, what it takes of Node itself, and what Node says of the code that it keeps. */
async function loaded(source = program): Promise<{ urls: string[]; builtins: string[]; kept: string }> {
  const args = ['--import', './require-node.mjs', '--input-type=module', '-e', source];
  const env = { ...process.env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const given = { cwd: root, env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, given);
  return { ...JSON.parse(stdout), kept: stderr };
}

describe('what a start loads', () => {
  it('is what the first request needs: nothing that can wait for its first use, and one language of zod', async () => {
    const { urls } = await loaded();
    const later =
      /node_modules\/(knex|undici|nodemailer|sharp|qrcode|openid-client|busboy|zod-openapi|argon2|@node-rs|hucre|yauzl|yazl|chinese-days|htmlparser2|diff|gcoord|@simplewebauthn|@peculiar|opencc-js|pinyin-pro)\//;
    expect(urls.filter((url) => later.test(url))).to.deep.equal([]);
    expect(urls.filter((url) => /\/src\/(oidc\/distributed|distribution\/(?!index\.ts))/.test(url))).to.deep.equal([]);
    expect(urls.filter((url) => url.includes('/node_modules/zod/v4/locales/'))).to.have.length(1);
    // About 1,070 are ours, a room's index and its facts among them; a file costs some 0.2 ms. The sentences wait for the first that is said.
    // The developer's way added five dozen small files of rooms (vendors, assistants, the brand kit, help, sandboxes before certification) and no library.
    // The citizen's side added seven dozen more, again without a library: the account centre, passkeys, codes and scans to sign in, privacy, the help
    // desk, joining by a link, failing over between gateways of SMS. The package of an export and the library of passkeys wait for their first use.
    // Open reading, what waits, and children at 14 added three dozen; how the service stands, incidents, logs by the month and witnessed logs another three.
    // That tokens may rest in two ways is three more; of spread tables only the door is read.
    // The short way of a login (ADR 88) is eight of them, families of refresh tokens (ADR 89) two, statements by the number of their rows one.
    // How a statement is sent (ADR 92) and what a commit over several servers says (ADR 85) are one each.
    expect(urls.length).to.be.below(1605);
  });

  it('is no second HTTP client: importing node:http does not make it', async () => {
    const { builtins } = await loaded();
    expect(builtins).to.include('NativeModule http').and.not.include('NativeModule internal/deps/undici/undici');
    expect(builtins).not.to.include('NativeModule http2');
  });

  it('makes nothing of Intl, and what a library makes as it is read when it is asked', async () => {
    const args = ['--import', telling, '--import', './require-node.mjs', '--input-type=module', '-e', madeOfIntl];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    expect(JSON.parse(stdout)).to.deep.equal({ made: [], said: "'a', 'b', or 'c'" });
  });

  it('holds the code that Node has kept of some modules at a time, and not that of all', async () => {
    const { kept } = await loaded();
    const held = kept.split('Clear deserialized cache').map((part) => part.split('reading cache').length - 1);
    expect(held.reduce((sum, count) => sum + count, 0)).to.be.above(1000);
    expect(Math.max(...held)).to.be.below(400);
  });

  it('is little in a process that only supervises those that answer', async () => {
    const { urls } = await loaded(above);
    expect(urls.filter((url) => /\/src\/(app|services|oidc\/.*)\.ts$/.test(url))).to.deep.equal([]);
    expect(urls.length).to.be.below(200);
  });
});
