import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPlace } from '../../bench/place.ts';
import { type Running, startBeside, startOurs } from '../../bench/servers.ts';
import { authorization, basic, type Client, createBrowser, redeem } from '../support/citizen.ts';
import { freePort } from '../support/ports.ts';
import { proxyNames, startProxy } from './proxies.ts';
import { type Balancer, roundRobin } from './round-robin.ts';
import type { Drill } from './run.ts';
import { askSteadily, p99 } from './steady.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const redirectUri = 'http://127.0.0.1:9/cb';
const scope = 'openid profile offline_access';
const portOf = ({ target }: Running) => Number(new URL(target.origin).port);
const cloud = (from: string, env: Record<string, string>, ...args: string[]) =>
  execFileSync(process.execPath, ['--import', './require-node.mjs', 'src/cli.ts', ...args], {
    cwd: from,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Every release that CHANGELOG.md names with its commit. */
const releases = () =>
  [...readFileSync(join(root, 'CHANGELOG.md'), 'utf8').matchAll(/^## ([\d.]+) — .*, commit ([0-9a-f]+)$/gm)].map(
    ([, version = '', commit = '']) => ({ version, commit }),
  );

/** The code of a commit with its own packages. */
function installed(commit: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-release-'));
  mkdirSync(join(folder, 'code'));
  const lines = 'git -C "$0" archive "$1" | tar --extract --directory=code && cd code && npm ci > /dev/null';
  execFileSync('bash', ['-e', '-o', 'pipefail', '-c', lines, root, commit], { cwd: folder, stdio: 'inherit' });
  return join(folder, 'code');
}

type Answer = { status: number; body: Record<string, unknown> };

/** Asks through the balancer under the name by which the nodes are known. */
const askThrough =
  (port: number, host: string) =>
  (method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      const asked = request(
        { port, path, method, headers: { ...headers, ...length, host }, agent: false },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          answer.on('aborted', () => reject(new Error(`${method} ${path}: cut off`)));
          answer.on('end', () => {
            try {
              resolve({ status: answer.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text) });
            } catch {
              reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`));
            }
          });
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });

/** A citizen of the older version: the browser with its session, and the tokens of a partner. */
async function signIn(origin: string, partner: Client, username: string, password: string) {
  const browser = createBrowser(origin);
  const flow = authorization(partner.clientId, { scope, redirect_uri: redirectUri, prompt: 'consent' });
  let page = await browser.walk(flow.url);
  page = await browser.submit(page, { username, password, agree: '1' });
  if (page.text !== '') page = await browser.submit(page, { scope_profile: '1', scope_offline_access: '1' });
  const { body } = await redeem(origin, partner, page.url, flow, { redirect_uri: redirectUri });
  if (typeof body.refresh_token !== 'string') throw new Error(`${username} has no tokens: ${JSON.stringify(body)}`);
  return { browser, access: String(body.access_token), refresh: body.refresh_token };
}
type Citizen = Awaited<ReturnType<typeof signIn>>;

export const drill: Drill = {
  about: 'two nodes of each release are replaced by this version and go back, under load, behind haproxy and nginx',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: { requests: { type: 'string', default: '10000' }, only: { type: 'string', default: '' } },
    });
    const requests = Math.min(Number(values.requests), 1_000_000);
    const wrong: string[] = [];
    say(
      '| release | behind | requests | failed | refreshes | userinfo | nodes replaced | sessions that went on | p99 ms |',
    );
    say('|---|---|---|---|---|---|---|---|---|');

    async function upgrade(
      version: string,
      from: string,
      how: string,
      open: (host: string, ports: number[]) => Promise<Balancer | undefined>,
    ) {
      const { place, close } = await openPlace();
      const first = await startOurs(place, 'ours', await freePort(), 'ES256', { DRAIN_SECONDS: '5' }, from);
      const { target, env } = first;
      const host = new URL(target.origin).host;
      let nodes = [first, await startBeside(place, first, await freePort(), 0, from)];
      const balancer = await open(host, nodes.map(portOf));
      if (balancer === undefined)
        return say(`| ${version} | ${how} | not installed here: apt-get install haproxy nginx-light | | | | | | |`);
      const partner: Client = { clientId: target.client.id, secret: target.client.secret };
      const citizens = await Promise.all(
        Array.from({ length: 8 }, (_, place) => signIn(target.origin, partner, `user${place}`, target.password)),
      );

      const ask = askThrough(balancer.port, host);
      const form = { authorization: basic(partner), 'content-type': 'application/x-www-form-urlencoded' };
      const load = askSteadily(balancer.port, host, [
        { path: '/oidc/token', method: 'POST', headers: form, body: 'grant_type=client_credentials' },
        { path: '/terms' },
        { path: '/.well-known/openid-configuration' },
        { path: '/' },
      ]);
      const failed: string[] = [];
      let [isOver, refreshes, userinfos, replaced, sessions] = [false, 0, 0, 0, 0];

      /** One chain of refresh tokens after the other: a token that is refused ends it. */
      async function live(citizen: Citizen): Promise<void> {
        while (!isOver) {
          const body = String(new URLSearchParams({ grant_type: 'refresh_token', refresh_token: citizen.refresh }));
          const answer = await ask('POST', '/oidc/token', form, body);
          if (answer.status !== 200) throw new Error(`a refresh: ${answer.status} ${JSON.stringify(answer.body)}`);
          refreshes += 1;
          Object.assign(citizen, {
            access: String(answer.body.access_token),
            refresh: String(answer.body.refresh_token),
          });
          for (let turn = 0; turn < 5 && !isOver; turn += 1) {
            const { status } = await ask('GET', '/oidc/userinfo', { authorization: `Bearer ${citizen.access}` });
            if (status !== 200) throw new Error(`userinfo: ${status}`);
            userinfos += 1;
            await sleep(100);
          }
        }
      }
      const living = citizens.map((citizen) => live(citizen).catch((error: Error) => failed.push(error.message)));

      /** The sessions of the browsers give a code without a page. */
      async function silent(when: string): Promise<void> {
        for (const { browser } of citizens) {
          const flow = authorization(partner.clientId, {
            scope: 'openid profile',
            redirect_uri: redirectUri,
            prompt: 'none',
          });
          const page = await browser.walk(flow.url);
          if (page.url.searchParams.has('code')) sessions += 1;
          else failed.push(`a session, ${when}: ${page.url.href.slice(0, 200)}`);
        }
      }
      async function replace(by: string): Promise<void> {
        for (const node of nodes) {
          const code = await node.stop();
          if (code !== 0) failed.push(`a node ended with ${code}`);
          nodes = nodes.map((each) => (each === node ? undefined : each)).filter((each) => each !== undefined);
          nodes.push(await startBeside(place, first, portOf(node), 0, by));
          replaced += 1;
          await sleep(3_000); // until every balancer has seen it again
        }
      }

      cloud(root, env, 'db', 'migrate');
      while (replaced < 4 || load.answered < requests) {
        await replace(root);
        await silent('after the upgrade');
        await replace(from);
        await silent('after going back');
      }
      await replace(root);
      await silent('after the last upgrade');
      isOver = true;
      await Promise.all(living);
      await load.stop();
      await balancer.close();
      for (const node of nodes) await node.stop();
      await close();
      failed.push(...load.failed);
      if (failed.length > 0) wrong.push(`${version} behind ${how}: ${[...new Set(failed)].slice(0, 5).join('; ')}`);
      const cells = [version, how, load.answered + refreshes + userinfos, failed.length, refreshes, userinfos];
      say(`| ${[...cells, replaced, sessions, p99(load.waited).toFixed(0)].join(' | ')} |`);
    }

    for (const { version, commit } of releases()) {
      const from = installed(commit);
      try {
        for (const name of proxyNames)
          if (name.includes(values.only)) await upgrade(version, from, name, (_, ports) => startProxy(name, ports));
        if ('plain'.includes(values.only)) await upgrade(version, from, 'plain', roundRobin);
      } finally {
        rmSync(join(from, '..'), { recursive: true, force: true });
      }
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
};
