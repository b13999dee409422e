import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import type { Balancer } from './round-robin.ts';

/** Real load balancers as docs/operating.md sets them up, in front of these ports. */
const configurations = {
  haproxy: (port: number, nodes: readonly number[]) => `
global
  maxconn 1000
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend in
  bind 127.0.0.1:${port}
  default_backend nodes
backend nodes
  option httpchk GET /readyz
  http-reuse always
  default-server check inter 500ms fall 1 rise 1
${nodes.map((each, place) => `  server node${place} 127.0.0.1:${each}`).join('\n')}
`,
  nginx: (port: number, nodes: readonly number[], folder: string) => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream nodes { ${nodes.map((each) => `server 127.0.0.1:${each} fail_timeout=1s;`).join(' ')} keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; }
  }
}
`,
};

export type ProxyName = keyof typeof configurations;
export const proxyNames: readonly ProxyName[] = ['haproxy', 'nginx'];

const argumentsOf = { haproxy: (file: string) => ['-db', '-f', file], nginx: (file: string) => ['-c', file] };

/** Undefined where it is not installed (`apt-get install haproxy nginx-light`). */
export async function startProxy(name: ProxyName, nodes: readonly number[]): Promise<Balancer | undefined> {
  const program = whereIs(name);
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), `ccc-${name}-`));
  const file = join(folder, `${name}.conf`);
  const port = await freePort();
  writeFileSync(file, configurations[name](port, nodes, folder));
  const child = spawn(program, argumentsOf[name](file), { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${child.exitCode}`);
    await sleep(50);
  }
  return {
    port,
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
