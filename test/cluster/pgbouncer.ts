import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asOrdinaryUser } from '../../src/database/embedded/binaries.ts';

/** Its version where it is installed (Debian: apt-get install pgbouncer). */
export const pgbouncer = await promisify(execFile)('pgbouncer', ['--version'])
  .then(({ stdout }) => /\d+\.\d+/.exec(stdout)?.[0])
  .catch(() => undefined);

/** PgBouncer in transaction mode in front of a server, set as docs/operating.md says; `more` are other lines of its configuration. */
export async function startPgbouncer(target: string, more: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-bouncer-'));
  const url = new URL(target);
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
  const settings = [
    ...['[databases]', `* = host=${host} port=${url.port || '5432'} user=${url.username}`],
    ...['[pgbouncer]', `unix_socket_dir = ${folder}`, 'listen_port = 6432', 'auth_type = any'],
    ...['pool_mode = transaction', 'max_prepared_statements = 500', 'default_pool_size = 5'],
    ...['ignore_startup_parameters = options', 'admin_users = cloud'],
    ...more,
  ];
  writeFileSync(join(folder, 'pgbouncer.ini'), settings.join('\n'));
  const [program = '', ...rest] = [...(await asOrdinaryUser()), 'pgbouncer', join(folder, 'pgbouncer.ini')];
  const child: ChildProcess = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  for (const began = performance.now(); !said.includes('process up'); await sleep(20))
    if (child.exitCode !== null || performance.now() - began > 5_000) throw new Error(`PgBouncer: ${said}`);
  const through = new URL(target);
  through.hostname = encodeURIComponent(folder);
  through.port = '6432';
  through.search = '';
  return {
    url: through.href,
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
