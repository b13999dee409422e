import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Target } from './flows.ts';
import type { Place } from './place.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const people = 1000;

/** Starts a program with its output in a file, and waits until `ready` answers. */
async function start(
  place: Place,
  name: string,
  program: readonly string[],
  env: Record<string, string>,
  ready: string,
  nice = 0,
  from = root,
) {
  mkdirSync(place.folder, { recursive: true });
  const log = openSync(join(place.folder, `${name}.log`), 'w');
  const child = spawn('nice', ['-n', String(nice), process.execPath, ...program], {
    cwd: from,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const end = () => child.kill('SIGKILL');
  process.once('exit', end); // however the measuring ends
  child.once('exit', () => process.off('exit', end));
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${name} ended: see ${place.folder}/${name}.log`);
    const answer = await fetch(ready).catch(() => undefined);
    if (answer?.ok) return child;
    await sleep(50);
  }
  throw new Error(`${name} does not answer at ${ready}`);
}

/** `stop` says how it ended. */
export type Running = { target: Target; stop: () => Promise<number | null>; env: Record<string, string> };

const stopping = (child: ChildProcess) => async () => {
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return gone;
};

/** Node's arguments of `npm start`. */
export function asShipped(from = root): string[] {
  const { scripts } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  return String(scripts.start).split(' ').slice(1);
}

/**
 * The product as it ships, set up through its own command line. `alg` is how id tokens of the application are signed; `from` another folder with
 * its sources; `first` are arguments of node before its own.
 */
export async function startOurs(
  place: Place,
  name: string,
  port: number,
  alg: 'ES256' | 'RS256',
  more: Record<string, string> = {},
  from = root,
  flags: readonly string[] = [],
): Promise<Running> {
  const env = {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: more.DATABASE_URL ?? (await place.database(name)),
    KEYS_DIR: join(place.folder, `keys-${name}`),
    DEMO: 'off',
    THROTTLE: 'off',
    ...more,
  };
  const program = [...flags, ...asShipped(from)];
  const child = await start(place, name, program, env, `http://127.0.0.1:${port}/readyz`, 0, from);
  const cloud = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['src/cli.ts', ...args, '--json'], {
      cwd: from,
      env: { ...process.env, ...env },
      maxBuffer: 16 * 1024 * 1024,
    });
    return JSON.parse(stdout);
  };
  const { id } = await cloud('institution', 'create', '--name', '基准机构');
  const scope = 'openid profile offline_access resource:read';
  const application = await cloud(
    ...['application', 'create', '--institution', id, '--name', '基准', '--allow-loopback'],
    ...['--redirect-uri', 'http://127.0.0.1:9/cb', '--scope', scope, '--id-token-alg', alg],
  );
  const password = join(place.folder, 'password');
  writeFileSync(password, 'bench-password-1', { mode: 0o600 });
  await cloud('account', 'create', '--username', 'user', '--password-file', password, '--count', String(people));
  return {
    env,
    stop: stopping(child),
    target: {
      name,
      origin: `http://127.0.0.1:${port}`,
      client: { id: application.client_id, secret: application.client_secret },
      apiScope: 'resource:read',
      fields: { user: 'username', password: 'password' },
      people,
      password: 'bench-password-1',
      pids: { server: child.pid ?? 0, database: place.postgres },
    },
  };
}

/** A second process of the same installation, for less urgent work; equal names are told apart by the port. */
export async function startBeside(
  place: Place,
  { target, env }: Running,
  port: number,
  nice: number,
  from = root,
): Promise<Running> {
  const name = `${target.name} beside`;
  const own = { ...env, PORT: String(port) };
  const child = await start(place, name, asShipped(from), own, `http://127.0.0.1:${port}/readyz`, nice, from);
  const { host } = new URL(target.origin);
  return {
    env: own,
    stop: stopping(child),
    target: {
      ...target,
      name,
      origin: `http://127.0.0.1:${port}`,
      host,
      pids: { ...target.pids, server: child.pid ?? 0 },
    },
  };
}

/** oidc-provider as its user would first write it, or on a Map: bench/baseline.ts. */
export async function startBaseline(
  place: Place,
  name: string,
  port: number,
  store: 'knex' | 'map',
  alg: 'ES256' | 'RS256',
): Promise<Running> {
  const env = { PORT: String(port), DATABASE_URL: await place.database(name), STORE: store, ALG: alg };
  return startPeer(place, name, port, 'bench/baseline.ts', env);
}

/** node:http with a fixed answer, or with those of W5 as the provider at that address gives them. */
export const startHello = (place: Place, name: string, port: number, like?: string): Promise<Running> =>
  startPeer(place, name, port, 'bench/hello.ts', { PORT: String(port), ...(like !== undefined && { LIKE: like }) });

async function startPeer(place: Place, name: string, port: number, program: string, env: Record<string, string>) {
  const child = await start(place, name, [program], env, `http://127.0.0.1:${port}/.well-known/openid-configuration`);
  return {
    env,
    stop: stopping(child),
    target: {
      name,
      origin: `http://127.0.0.1:${port}`,
      client: { id: 'bench', secret: 'bench-secret-0123456789abcdef0123456789' },
      apiScope: 'api',
      fields: { user: 'login', password: 'password' },
      people,
      password: 'password-1',
      pids: { server: child.pid ?? 0, database: place.postgres },
    },
  };
}
