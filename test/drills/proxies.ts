import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import { lines } from './machine/follow.ts';
import type { Balancer } from './round-robin.ts';

const deploy = new URL('../../deploy/', import.meta.url).pathname;

/** The content that a block of docs/operating.md writes into a file, as the shell writes it. */
function written(block: string, mark: string): string {
  const [, text] = new RegExp(`<<${mark}\\n([\\s\\S]*?)^${mark}$`, 'm').exec(block) ?? [];
  if (text === undefined) throw new Error(`docs/operating.md writes no ${mark} there`);
  return text.replaceAll('\\$', '$');
}

/** Each has to be there, so that nothing that the document says is lost on the way. */
function changed(text: string, changes: readonly (readonly [RegExp, string])[]): string {
  return changes.reduce((before, [wanted, instead]) => {
    const all = new RegExp(wanted, 'gm');
    if (before.search(all) === -1) throw new Error(`docs/operating.md has no ${wanted} in front of the nodes`);
    return before.replaceAll(all, instead);
  }, text);
}

const serversOf = (nodes: readonly number[]) => nodes.map((each, place) => `  server node${place} 127.0.0.1:${each}`);

/**
 * The balancers as docs/operating.md sets them up (for one node as on one machine, for several as in front of two), but for TLS, their user
 * and where their files lie.
 */
const configurations = {
  haproxy: (port: number, nodes: readonly number[]) =>
    changed(written(nodes.length === 1 ? lines('one', 'haproxy') : lines('two', 'front'), 'HAPROXY'), [
      [/^ {2}(user|group) haproxy\n/, ''],
      [/^ {2}bind :80\n/, ''],
      [/^ {2}bind :443 ssl .*$/, `  bind 127.0.0.1:${port}`],
      [/^ {2}http-request redirect scheme https .*\n/, ''],
      [/\/usr\/share\/cloud\//, `${deploy}front/`],
      [/(^ {2}server .*\n)+/, `${serversOf(nodes).join('\n')}\n`],
    ]),
  nginx: (port: number, nodes: readonly number[], folder: string, without?: number) => {
    const one = nodes.length === 1;
    const block = written(one ? lines('one', 'nginx') : lines('compose'), 'NGINX');
    const [, judged = ''] = /server [\w.]+:3000([^;]*);/.exec(block) ?? [];
    const site = changed(block, [
      [/^server \{ listen 80;.*\n/, ''],
      [/^ {2}listen 443 ssl.*$/, `  listen 127.0.0.1:${port};`],
      [/^ {2}(server_name|ssl_\w+) .*\n/, ''],
      [/proxy_set_header Host \$host;/, 'proxy_set_header Host $http_host;'], // a test's name has a port
      [/include snippets\/cloud-away\.conf;/, `include ${folder}/away-server.conf;`],
      [
        /(server [\w.]+:3000[^;]*; ?)+/,
        nodes.map((each) => `server 127.0.0.1:${each}${each === without ? ' down' : ''}${judged};`).join(' '),
      ],
      ...(one
        ? ([
            [/include snippets\/cloud-public-pages\.conf;/, `include ${deploy}nginx/public-pages-location.conf;`],
          ] as const)
        : []),
    ]);
    const file = (name: string) => readFileSync(`${deploy}nginx/${name}`, 'utf8');
    writeFileSync(
      join(folder, 'away-server.conf'),
      changed(file('away-server.conf'), [[/\/usr\/share\/cloud/, `${deploy}front`]]),
    );
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    return `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off;
  types { text/html html; application/json json; }
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  ${changed(file('public-pages.conf'), [[/\/var\/cache\/cloud-pages/, `${folder}/cache`]])}
  ${file('away.conf')}
  ${site}
}
`;
  },
};

export type Front = Balancer & {
  /** As docs/operating.md takes a node out before it is restarted, and back (undefined): an edit and a reload. */
  takeOut(node: number | undefined): Promise<void>;
};
export type ProxyName = keyof typeof configurations;
export const proxyNames: readonly ProxyName[] = ['haproxy', 'nginx'];

const argumentsOf = { haproxy: (file: string) => ['-db', '-f', file], nginx: (file: string) => ['-c', file] };

/** Undefined where it is not installed (`apt-get install haproxy nginx-light`). */
export async function startProxy(name: ProxyName, nodes: readonly number[], at?: number): Promise<Front | undefined> {
  const program = whereIs(name);
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), `ccc-${name}-`));
  chmodSync(folder, 0o755); // the workers of nginx run as another user
  const file = join(folder, `${name}.conf`);
  const port = at ?? (await freePort());
  const write = (without?: number) => writeFileSync(file, configurations[name](port, nodes, folder, without));
  write();
  let said = '';
  const child = spawn(program, argumentsOf[name](file), { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${said}`);
    await sleep(50);
  }
  const workers = () =>
    readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ').filter(Boolean);
  return {
    port,
    async takeOut(node) {
      const before = workers();
      write(node);
      child.kill('SIGHUP');
      while (workers().some((each) => before.includes(each))) await sleep(50);
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function whereIs(name: ProxyName): string | undefined {
  try {
    return execFileSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
