import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dayOf, systemClock } from '../../src/clock.ts';
import type { Failure } from '../reporter.ts';
import type { Result } from '../run.ts';
import { type Moment, moments } from './moments.ts';

// npm run dates -- [--only 2026-12-31] [test/citizens/family/*.test.ts …]: all tests, or these, once at each of the days of moments.ts, by a
// clock that is set. --only: the day, or a word of its name. Node, PostgreSQL and Chromium are moved alike (clock.c); the machine's own clock
// stands. Failures run again alone at that moment, and then today: so a defect of the date differs from a crowded machine.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' } },
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);
const all = moments(systemClock.now());
const chosen = all.filter(({ name, at }) => `${dayOf(at)} ${name}`.includes(values.only));
if (chosen.length === 0) {
  say(`No day is called “${values.only}”. There are:`);
  for (const { name, at } of all) say(`  ${dayOf(at)}  ${name}`);
  process.exit(1);
}

const clock = compiled();
const reports = chosen.flatMap(({ name, at, files }) => {
  say(`\n── ${dayOf(at)}, ${name} ──`);
  const asked = positionals.length > 0 ? positionals : (files ?? []);
  const { red, wrong, unsteady, passed } = tests({ at, files: asked });
  // The clock went on meanwhile, perhaps past midnight: tests that then pass are tried where the day began, too.
  const early = unsteady.length > 0 ? tests({ at, files: filesOf(unsteady) }).red : [];
  const failed = [...red, ...early];
  const today = failed.length > 0 ? tests({ files: filesOf(failed) }).red : [];
  const has = (list: readonly Failure[]) => (one: Failure) =>
    list.some(({ file, title }) => file === one.file && title === one.title);
  const ofDate = failed.filter((each) => !has(today)(each));
  const alone = unsteady.filter((each) => !has(early)(each));
  const counts = `${passed - early.length} passed, ${ofDate.length} failed twice, ${failed.length - ofDate.length} fail today too, ${alone.length} passed alone`;
  return [
    `${dayOf(at)}, ${name}: ${counts}`,
    ...ofDate.map((each) => `  failed twice: ${inWords(each)}`),
    ...failed.filter(has(today)).map((each) => `  fails today too: ${inWords(each)}`),
    ...alone.map((each) => `  passed alone: ${inWords(each)}`),
    ...wrong.map((each) => `  beside the tests: ${each}`),
  ];
});
say(`\n${reports.join('\n')}`);
process.exitCode = reports.some((line) => /^ {2}(failed|fails|beside)/.test(line)) ? 1 : 0;

/** Runs tests by a clock that is set to a moment, or by that of the machine: all, or some. Failures run again alone. */
function tests({ at, files }: { at?: Moment['at']; files: readonly string[] }): Result {
  const ahead = at && Math.round((at.getTime() - systemClock.now().getTime()) / 1000);
  const result = join(root, 'test-output/result.json');
  rmSync(result, { force: true });
  const { status, signal } = spawnSync(
    process.execPath,
    [
      ...['--import', './require-node.mjs', 'test/run.ts'],
      ...(files.length > 0 ? new Set(['test/dates/agreement.test.ts', ...files]) : []),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        SET_CLOCK: String((at ?? systemClock.now()).getTime()),
        ...(ahead !== undefined && {
          LD_PRELOAD: clock,
          CLOCK_AHEAD: String(ahead),
          NODE_OPTIONS: `--import ${new URL('moved-clock.ts', import.meta.url).href}`,
        }),
      },
    },
  );
  if (existsSync(result)) return JSON.parse(readFileSync(result, 'utf8'));
  say(`The run came to no result: it ended with ${signal ?? status}.`);
  process.exit(1);
}

/** The clock for child processes, compiled where PostgreSQL's own user can read it too. */
function compiled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-clock-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const library = join(folder, 'clock.so');
  const source = fileURLToPath(new URL('clock.c', import.meta.url));
  const { status } = spawnSync(
    'sh',
    ['-c', 'chmod 755 "$1" && cc -O2 -Wall -Wextra -Werror -shared -fPIC -o "$2" "$3"', 'sh', folder, library, source],
    { stdio: 'inherit' },
  );
  if (status === 0) return library;
  say(
    'npm run dates needs Linux with glibc 2.30 or later, and a C compiler: apt-get install gcc libc6-dev (Debian, Ubuntu), dnf install gcc (Fedora).',
  );
  process.exit(1);
}

function filesOf(failures: readonly Failure[]): string[] {
  return [...new Set(failures.map(({ file }) => file))];
}

function inWords({ file, title, message }: Failure): string {
  return `${file}: ${title}: ${message.split('\n', 1)[0]}`;
}
