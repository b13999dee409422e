import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// systemctl for a machine of a drill, on which no systemd runs: it follows a unit (its user, environment, commands), and nothing of its
// hardening, which `systemd-analyze verify` reads.

const [verb = '', ...words] = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith('-')).map((word) => word.replace(/\.service$/, ''));
const isNow = words.includes('--now');
const optionOf = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];

type Unit = Record<string, string[]>;

function read(name: string): Unit {
  const places = ['/etc/systemd/system', '/lib/systemd/system'];
  const file = places.map((place) => `${place}/${name}.service`).find((each) => existsSync(each));
  if (file === undefined) throw new Error(`Unit ${name}.service not found.`);
  const extra = `/etc/systemd/system/${name}.service.d`;
  const more = existsSync(extra) ? readdirSync(extra).map((each) => `${extra}/${each}`) : [];
  const unit: Unit = {};
  for (const line of [file, ...more].flatMap((each) =>
    readFileSync(each, 'utf8').replaceAll('\\\n', ' ').split('\n'),
  )) {
    const [, key, value] = /^(\w+)\s*=\s*(.*)$/.exec(line.trim()) ?? [];
    if (key === undefined || value === undefined) continue;
    if (value === '') unit[key] = [];
    else unit[key] = [...(unit[key] ?? []), value];
  }
  return unit;
}

const last = (unit: Unit, key: string) => unit[key]?.at(-1);
/** Words as systemd splits them: quotes hold together. */
const split = (line: string) =>
  [...line.matchAll(/(?:[^\s"']+|"([^"]*)"|'([^']*)')+/g)].map(([word]) => word.replaceAll(/["']/g, ''));

function environmentOf(name: string, unit: Unit): Record<string, string> {
  const env: Record<string, string> = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
  };
  const set = (word: string) => {
    const at = word.indexOf('=');
    if (at > 0) env[word.slice(0, at)] = word.slice(at + 1).replaceAll(/^["']|["']$/g, '');
  };
  const specified = (text: string) => text.replaceAll('%H', hostname()).replaceAll('%p', name);
  for (const line of unit.Environment ?? []) for (const word of split(specified(line))) set(word);
  for (const line of unit.EnvironmentFile ?? []) {
    const path = specified(line.replace(/^-/, ''));
    if (!existsSync(path)) continue;
    for (const each of readFileSync(path, 'utf8').split('\n')) if (/^\w+=/.test(each)) set(each);
  }
  return env;
}
const hostname = () => execFileSync('hostname', { encoding: 'utf8' }).trim();

/** Variables as a word of their own are split, those within words and braces are not. */
function commandOf(line: string, env: Record<string, string>): string[] {
  const value = (key: string) => env[key] ?? '';
  return split(line.replace(/^[-+!@:]+/, '')).flatMap((word) => {
    const [, whole] = /^\$(\w+)$/.exec(word) ?? [];
    if (whole !== undefined) return split(value(whole));
    return [word.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (_, one, other) => value(one ?? other))];
  });
}
const asUser = (unit: Unit, command: string[]): string[] => {
  const user = last(unit, 'User');
  return user === undefined
    ? command
    : ['setpriv', `--reuid=${user}`, `--regid=${last(unit, 'Group') ?? user}`, '--init-groups', ...command];
};

const pidFile = (name: string) => `/run/drill-${name}.pid`;
function pidOf(name: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile(name), 'utf8'));
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ') ? undefined : pid;
  } catch {
    return undefined;
  }
}

async function start(name: string): Promise<void> {
  if (pidOf(name) !== undefined) return;
  const unit = read(name);
  const env = environmentOf(name, unit);
  const log = openSync(`/var/log/drill-${name}.log`, 'a');
  const at = {
    env,
    cwd: last(unit, 'WorkingDirectory') ?? '/',
    stdio: ['ignore', log, log] as ['ignore', number, number],
  };
  for (const [key, place] of [
    ['StateDirectory', '/var/lib'],
    ['RuntimeDirectory', '/run'],
  ] as const)
    for (const each of unit[key] ?? []) {
      mkdirSync(`${place}/${each}`, { recursive: true });
      spawnSync('chown', [`${last(unit, 'User') ?? 'root'}:`, `${place}/${each}`]);
    }
  const run = (line: string) => {
    const [file = '', ...args] = asUser(unit, commandOf(line, env));
    const { status, error } = spawnSync(file, args, at);
    if (!line.startsWith('-') && status !== 0)
      throw new Error(`${name}: ${line} ended with ${status ?? error?.message}`);
  };
  for (const line of unit.ExecStartPre ?? []) run(line);
  const type = last(unit, 'Type') ?? 'simple';
  const lines = unit.ExecStart ?? [];
  if (type === 'oneshot' || type === 'forking') {
    for (const line of lines) run(line);
    const own = last(unit, 'PIDFile');
    if (own !== undefined) writeFileSync(pidFile(name), readFileSync(own, 'utf8').trim());
    return;
  }
  const [file = '', ...args] = asUser(unit, commandOf(lines[0] ?? '', env));
  const child = spawn(file, args, { ...at, detached: true });
  child.unref();
  writeFileSync(pidFile(name), String(child.pid));
  await sleep(500);
  if (pidOf(name) === undefined)
    throw new Error(`${name} ended at once: ${readFileSync(`/var/log/drill-${name}.log`, 'utf8').slice(-500)}`);
}

async function stop(name: string): Promise<void> {
  const pid = pidOf(name);
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  for (let tries = 0; tries < 400 && pidOf(name) !== undefined; tries += 1) await sleep(100);
  if (pidOf(name) !== undefined) process.kill(pid, 'SIGKILL');
  rmSync(pidFile(name), { force: true });
}

/** Debian's own unit of PostgreSQL does nothing but name those of its clusters. */
function postgresql(how: string): void {
  const clusters = execFileSync('pg_lsclusters', ['--no-header'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const line of clusters) {
    const [version = '', cluster = '', , state] = line.split(/\s+/);
    if ((how === 'start') === (state === 'online')) if (how === 'start' || state !== 'online') continue;
    execFileSync(
      'pg_ctlcluster',
      [version, cluster, how, ...(how === 'start' || how === 'reload' ? [] : ['--mode', 'fast'])],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
  }
}

async function doIt(name: string): Promise<void> {
  const isPostgres = /^postgresql/.test(name);
  const how = verb === 'enable' ? (isNow ? 'start' : '') : verb === 'disable' ? (isNow ? 'stop' : '') : verb;
  if (isPostgres) return how === '' ? undefined : postgresql(how);
  if (how === 'start') return start(name);
  if (how === 'stop') return stop(name);
  if (how === 'restart') {
    await stop(name);
    return start(name);
  }
  if (how === 'reload') {
    const unit = read(name);
    for (const line of unit.ExecReload ?? []) {
      const [file = '', ...args] = commandOf(line, { ...environmentOf(name, unit), MAINPID: String(pidOf(name)) });
      spawnSync(file, args);
    }
    return;
  }
  if (how === 'kill') {
    const pid = pidOf(name); // of a service, as it is started above, the main process is the only one that is known
    if (pid !== undefined) execFileSync('kill', [`-${optionOf('signal') ?? 'TERM'}`, String(pid)]);
    return;
  }
  if (how === 'is-active') process.exitCode = pidOf(name) === undefined ? 3 : 0;
}

try {
  for (const name of names) await doIt(name);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
