import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const file = (name: string) => new URL(`../../deploy/nginx/${name}`, import.meta.url);
export const cacheFiles = { http: file('public-pages.conf'), location: file('public-pages-location.conf') };

/** nginx in front of this port, with the cache as deploy/nginx has it. Undefined where it is not installed (`apt-get install nginx-light`). */
export async function startNginx({ port, to }: { port: number; to: number }) {
  const program = whereIs();
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'ccc-nginx-'));
  chmodSync(folder, 0o755); // its workers run as another user
  const http = readFileSync(cacheFiles.http, 'utf8').replace('/var/cache/cloud-pages', join(folder, 'cache'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const conf = `
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  ${http}
  upstream cloud { server 127.0.0.1:${to}; keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://cloud;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      include ${cacheFiles.location.pathname};
    }
  }
}
`;
  writeFileSync(join(folder, 'nginx.conf'), conf);
  const child = spawn(program, ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    await sleep(50);
  }
  return {
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function whereIs(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'PATH="$PATH:/usr/sbin" command -v nginx'], { encoding: 'utf8' }).trim();
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
