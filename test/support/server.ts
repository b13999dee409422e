import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { after } from 'mocha';
import { Agent, buildConnector } from 'undici';
import { runCommandLine } from '../../src/command-line.ts';
import { holesOfTests } from './holes.ts';
import { freePort } from './ports.ts';
import { logPath } from './record.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const node = ['--import', './require-node.mjs'];

export type Send = typeof globalThis.fetch;

/** A server of the product as a process of its own. */
export interface ServerProcess {
  /** Its address: the PUBLIC_URL. */
  origin: string;
  /** Where it listens. */
  port: number;
  pid: number;
  /** Sends requests to this node, whatever the public name says: how a proxy in front of several nodes does it. */
  fetch: Send;
  /** Its whole output so far. */
  output(): string;
  /** From here on `output` is empty: for outputs longer than a string. */
  forget(): void;
  /** Sends the signal and, where it ends the process, waits for the end and says how it ended. */
  kill(signal?: NodeJS.Signals): Promise<number | undefined>;
}

type Options = {
  /** The test file, which names the log. */
  file: string;
  url?: string;
  dataDir?: string;
  keysDir: string;
  port?: number;
  publicUrl?: string;
  /** How long it may take until it is ready; longer where many start on a busy machine. */
  patienceMs?: number;
  /** The command that a unit of systemd would run instead, as in docs/operating.md. */
  execStart?: string;
  /** Another target of its standard output, for tests about that; its errors are logged all the same. */
  stdout?: number;
  /** Where another version of the product lies, perhaps behind a symbolic link. */
  folder?: string;
  env?: Record<string, string>;
};

const running = new Set<ChildProcess>();
const agents = new Set<Agent>();
let started = 0;

after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...agents].map((agent) => agent.destroy()));
});

/** Starts `src/server.ts` and waits until it is ready; its log goes to test-output. */
export async function startServer(options: Options): Promise<ServerProcess> {
  const { file, url, dataDir, keysDir, patienceMs = 60_000, folder = root, env = {} } = options;
  const port = options.port ?? (await freePort());
  const origin = options.publicUrl ?? `http://localhost:${port}`;
  started += 1;
  const path = logPath(`${basename(file, '.test.ts')}-${started}`);
  writeFileSync(path, ''); // or it would contain the output of an earlier run of the same test
  const log = openSync(path, 'a');
  const [program, ...args] =
    options.execStart === undefined
      ? [process.execPath, ...node, 'src/server.ts']
      : ['/bin/sh', '-c', `exec ${options.execStart}`];
  const child = spawn(program ?? '', args, {
    cwd: folder,
    stdio: ['ignore', options.stdout ?? log, log],
    env: settingsFor({
      PWD: folder, // as a shell and systemd's unit name it
      PORT: String(port),
      PUBLIC_URL: origin,
      KEYS_DIR: keysDir,
      LOG_LEVEL: 'debug',
      LONGEST_WAIT: '60', // tests ask for much at once, on machines that are busy
      DEMO: 'off',
      ...(url !== undefined && { DATABASE_URL: url }),
      ...(dataDir !== undefined && { DATA_DIR: dataDir }),
      ...env,
    }),
  });
  closeSync(log);
  running.add(child);
  const ended = once(child, 'exit');
  child.once('exit', () => running.delete(child));
  const send = through(port);
  const output = () => readFileSync(path, 'utf8');

  for (const began = performance.now(); ; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`the server has ended: ${output().slice(-2000)}`);
    if (performance.now() - began > patienceMs) {
      child.kill('SIGKILL'); // it would hold the port of the next that is tried
      throw new Error(`the server is not ready: ${output().slice(-2000)}`);
    }
    const answer = await send(`${origin.replace(/^https:/, 'http:')}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) break;
  }
  return {
    origin,
    port,
    pid: Number(child.pid),
    fetch: send,
    output,
    forget: () => truncateSync(path),
    async kill(signal = 'SIGTERM') {
      child.kill(signal);
      if (signal === 'SIGHUP' || signal === 'SIGSTOP' || signal === 'SIGUSR2') return undefined;
      await ended;
      return child.exitCode ?? undefined;
    },
  };
}

/** `fetch` through another port of this machine; the Host header stays that of the address. */
function through(port: number): Send {
  const connect = buildConnector({ timeout: 5_000 });
  const agent = new Agent({
    connect: (options, done) => connect({ ...options, hostname: '127.0.0.1', port: String(port) }, done),
  });
  agents.add(agent);
  const way: object = { dispatcher: agent };
  return (input, init) => fetch(input, Object.assign({ ...init }, way));
}

export type CommandResult = { code: number; stdout: string; stderr: string };

/**
 * Runs the operators' command line in the process of the tests: a process of its own costs ten times as much and is tried where it matters. It
 * is one where its clock is moved. `-` is a file here, which holds `input`: the standard input is the tests'.
 */
export async function cloud(
  args: readonly string[],
  env: Record<string, string>,
  input = '',
  run = runCommandLine,
): Promise<CommandResult> {
  if (env.CLOCK_OFFSET !== undefined) return cloudProcess(args, env, input);
  const folder = args.includes('-') ? mkdtempSync(join(tmpdir(), 'ccc-input-')) : undefined;
  const held = join(folder ?? '', 'input');
  if (folder !== undefined) writeFileSync(held, input, { mode: 0o600 });
  const said = { stdout: '', stderr: '' };
  const heard = (name: keyof typeof said) =>
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        said[name] += text;
        done();
      },
    });
  const around = { env: settingsFor(env), stdout: heard('stdout'), stderr: heard('stderr') };
  try {
    const code = await run(
      args.map((each) => (each === '-' ? held : each)),
      around,
    );
    return { code, ...said };
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
}

/** The same as a process of its own; `input` is its standard input. */
export async function cloudProcess(
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<CommandResult> {
  const child = spawn(process.execPath, [...node, 'src/cli.ts', ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: settingsFor(env),
  });
  running.add(child);
  child.stdin.on('error', () => undefined).end(input); // most commands read none
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  await once(child, 'close');
  running.delete(child);
  return { code: child.exitCode ?? -1, ...said };
}

/** The document that a command prints with `--json`. Throws its error output. */
export async function cloudJson(
  args: readonly string[],
  env: Record<string, string>,
  input?: string,
  run = cloud,
): Promise<Document> {
  const { code, stdout, stderr } = await run([...args, '--json'], env, input);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${stderr}`);
  return JSON.parse(stdout);
}

type Document = Record<string, unknown>;

/** Of the tests' environment only the variables that any program needs. */
const settingsFor = (settings: Record<string, string>) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  HOLES_ACCEPTED: holesOfTests,
  ...settings,
});
