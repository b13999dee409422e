import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { demoPhone } from '../src/demo/people/people.ts';
import { allTests, changedFiles, testsNear } from './choose.ts';
import { keyedTests } from './keys.ts';
import type { Failure } from './reporter.ts';
import { openScratch } from './scratch.ts';

// npm test: every test, in three lanes of mocha and one of tests that mostly wait, then a check of everything that they wrote. npm test --
// --changed [REVISION]: the tests near to changes against main, or another revision (test/choose.ts). npm run test:keys: the tests that know no
// sentence, with a product that has none (test/keys.ts). npm test -- test/oidc/*.test.ts …: any other arguments go to mocha, in one lane.
const root = fileURLToPath(new URL('..', import.meta.url));
const output = `${root}/test-output`;
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

/** Where the tests keep temporary data: in memory if the machine has room, else in the folder for temporary files. */
const scratch = openScratch();

/** A cluster with the tables of the product, made by the first lane that wants one: the others need no initdb and no migrations. */
const model = `${scratch}/ccc-test-${process.pid}-model`;
process.once('exit', () => rmSync(model, { recursive: true, force: true }));

type Ended = { status: number; printed: string };

/** The result of a run: `red` failed again where it ran alone, `unsteady` did not, `wrong` is no single test. */
export type Result = { passed: number; red: Failure[]; wrong: string[]; unsteady: Failure[] };

/** One mocha process, with a database server and a browser of its own. Its output is printed as it comes, or when it has ended. */
function lane(files: readonly string[], place: number): Promise<Ended> {
  const isHeard = place === 0;
  const mocha = spawn(
    process.execPath,
    [
      // A lane makes thousands of apps and pages, each short-lived: room for young ones saves a tenth of its CPU.
      ...['--max-semi-space-size=64', '--single-threaded-gc'],
      ...['--import', new URL('../require-node.mjs', import.meta.url).href],
      ...[`${root}/node_modules/mocha/bin/mocha.js`, '--reporter', `${root}/test/reporter.ts`],
      ...files,
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        // Hundreds of programs are started: none compiles code that another has compiled (require-node.mjs keeps it in the same place).
        NODE_COMPILE_CACHE: `${root}/node_modules/.cache/node-compile`,
        TMPDIR: scratch,
        TEST_KEPT: tmpdir(),
        TEST_LANE: String(place),
        ...(lanes.length > 1 && { TEST_CLUSTER: model }),
        TEST_TIMES: `${output}/times.txt`,
        TEST_FAILURES: `${output}/failures.jsonl`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  for (const stream of [mocha.stdout, mocha.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (isHeard) process.stdout.write(chunk);
    });
  return new Promise((resolve) =>
    mocha.once('close', (code) => {
      if (!isHeard) process.stdout.write(printed);
      resolve({ status: code ?? 1, printed });
    }),
  );
}

/** Where this machine keeps how many milliseconds each file took the last time; where it has not run yet, those that a run with RECORD=1 noted. */
const durationsPath = `${root}/node_modules/.cache/test-durations.json`;
const notedPath = `${root}/test/durations.json`;
const durations: Record<string, number> = JSON.parse(
  readFileSync(existsSync(durationsPath) ? durationsPath : notedPath, 'utf8'),
);

/** About how many seconds a file takes: as the last time, or guessed. */
const weightOf = (file: string) => (durations[file] ?? 500) / 1000;

/**
 * Files that wait more than they work, for fixed times: they have a lane beside the others, which work meanwhile. It ends before they do: filled
 * up to their length, it left no rest to the waiting tests, and the whole took longer.
 */
const waiting = new RegExp(
  String.raw`^test/(${[
    'database/(availability|embedded|invalidation|migrate|outage|prepared|rollback|standby|starved)',
    String.raw`cluster/[\w-]+`,
    'history/history',
    'statistics/(counters/processes|due-processes)',
    String.raw`([\w-]+/)+[\w-]*crash`,
    String.raw`deploy/(alerts[\w-]*|fronts|nginx|prometheus)`,
    'oidc/(remembered|waits)',
    'server/tracing',
  ].join('|')})\.test\.ts$`,
);

/** A drill breaks the database under load and wants to be answered in time: it comes last, when fewer lanes are at work. */
const isDrill = (file: string) => file.startsWith('test/drills/');
/** It walks over all objects of its process, again and again: while these are few, before the other tests of its lane. */
const isWalk = (file: string) => file === 'test/oidc/remembered.test.ts';
const turnOf = (file: string) => Number(isDrill(file)) - Number(isWalk(file));
const byTurn = (one: string, other: string) => turnOf(one) - turnOf(other) || (one < other ? -1 : 1);

/** Files that begin with the whole demo stand in one lane, which fills it once for all of them (test/support/demo.ts). */
const isOfDemo = (file: string) => /openScene\(|filledDemo\(/.test(readFileSync(`${root}/${file}`, 'utf8'));

/** The files in as many shares as there are lanes, each about as long. */
function shares(files: readonly string[], lanes: number): string[][] {
  const found = [...Map.groupBy(files, (file) => (isOfDemo(file) ? 'demo' : file)).values()]
    .map((together) => ({ together, weight: together.reduce((sum, file) => sum + weightOf(file), 0) }))
    .toSorted((one, other) => other.weight - one.weight || byTurn(one.together[0] ?? '', other.together[0] ?? ''));
  const all = Array.from({ length: lanes }, () => ({ files: [] as string[], weight: 0 }));
  for (const { together, weight } of found) {
    const [lightest] = all.toSorted((one, other) => one.weight - other.weight);
    lightest?.files.push(...together);
    if (lightest) lightest.weight += weight;
  }
  return all.map(({ files }) => files.toSorted(byTurn)).filter((share) => share.length > 0);
}

function sharesOf(files: readonly string[]): string[][] {
  const beside = wanted > 1 ? files.filter((file) => waiting.test(file)) : [];
  return [
    ...shares(
      files.filter((file) => !beside.includes(file)),
      wanted,
    ),
    ...shares(beside, 1),
  ];
}

/** The durations of the files, for the next run, and the slowest in words. */
function noteDurations(): void {
  const sums = new Map<string, number>();
  for (const line of readOptional('times.txt').split('\n').filter(Boolean)) {
    const [milliseconds = '', file = ''] = line.split(' ');
    sums.set(file, (sums.get(file) ?? 0) + Number(milliseconds));
  }
  mkdirSync(`${root}/node_modules/.cache`, { recursive: true });
  writeFileSync(durationsPath, JSON.stringify({ ...durations, ...Object.fromEntries(sums) }));
  const dearest = [...sums].toSorted(([, one], [, other]) => other - one).slice(0, 12);
  const rounded = [...sums].map(([file, took]) => [file, Math.round(took / 1000) * 1000] as const).toSorted();
  const noted = rounded.filter(([, took]) => took >= 2_000);
  if (process.env.RECORD) writeFileSync(notedPath, `${JSON.stringify(Object.fromEntries(noted), undefined, 2)}\n`);
  for (const [file, milliseconds] of dearest)
    process.stdout.write(`${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${file}\n`);
}

const [first, ...rest] = process.argv.slice(2);
/** A lane waits two thirds of its time, for its database and its browser, which take a gigabyte with it. LANES tries another number. */
const wanted = Number(process.env.LANES) || (availableParallelism() > 1 ? (totalmem() > 7 * 1024 ** 3 ? 3 : 2) : 1);
const choices: Record<string, () => string[]> = {
  '': allTests,
  '--changed': () => testsNear(changedFiles(rest[0] ?? 'main')),
  '--keys': keyedTests,
};
const choose = choices[first ?? ''];
const chosen = choose?.() ?? [];
if (first === '--keys') process.env.WORDS = 'keys';
if (first === '--changed')
  process.stdout.write(`${chosen.length} of ${allTests().length} files are near to the change\n`);
const lanes = choose !== undefined || first === undefined ? sharesOf(chosen) : [[first, ...rest]];
const ended = await Promise.all(lanes.map(lane));
const printed = ended.map((each) => each.printed).join('\n');
writeFileSync(`${output}/mocha.log`, printed);

const countIn = (text: string, word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
const sum = (word: string) => ended.reduce((all, each) => all + countIn(each.printed, word), 0);
/** Lanes that ended badly without a test that failed. */
const broken = ended.flatMap(({ status, printed: text }, index) =>
  status !== 0 && countIn(text, 'failing') === 0 ? [`lane ${index} ended with ${status}: ${text.slice(-300)}`] : [],
);
if (first === undefined) noteDurations();
const failures = readFailures();
const again = first === undefined || process.env.SET_CLOCK ? await runAgain(failures) : new Set<string>();
const unsteady = failures.filter(({ file }) => again.has(file));
const red = failures.filter(({ file }) => !again.has(file));
const wrong = [...broken, ...findLeaks()];
const unseen = first === undefined ? await findUnseen() : [];
if (red.length + wrong.length === 0) wrong.push(...unseen);
const say = (heading: string, lines: readonly string[]) => {
  if (lines.length > 0) process.stdout.write(`\n${heading}\n${lines.map((line) => `  ${line}\n`).join('')}`);
};
const inWords = ({ file, title, message }: Failure) => `${file}: ${title}: ${message.split('\n', 1)[0]}`;
say('Failed once, and passed when the file ran again alone (find out why):', unsteady.map(inWords));
say('Failed:', [...red.map(inWords), ...wrong]);
if (!wrong.includes(unseen[0] ?? '')) say('Beside that (what failed may be why):', unseen);
const failed = red.length + wrong.length;
const passed = sum('passing') + unsteady.length + (wrong.length === 0 ? 1 : 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
writeFileSync(`${output}/result.json`, JSON.stringify({ passed, red, wrong, unsteady } satisfies Result));
process.exitCode = failed > 0 ? 1 : 0;

function readFailures(): Failure[] {
  return readOptional('failures.jsonl')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/**
 * The files in which something failed, once more, with nothing beside them: tests that then pass failed by a crowded machine or by chance. They
 * are reported, and do not fail the run. One file in thirty is the most that is taken for chance, except with another date (npm run dates),
 * where a wrong day has to be distinguished from a crowded machine. Returns the files that pass.
 */
async function runAgain(failed: readonly Failure[]): Promise<Set<string>> {
  const files = [...new Set(failed.map(({ file }) => file))].filter(Boolean);
  if (files.length === 0 || (files.length > allTests().length / 30 && !process.env.SET_CLOCK)) return new Set();
  process.stdout.write(`\nOnce more, alone: ${files.join(', ')}\n`);
  rmSync(`${output}/failures.jsonl`);
  const { status } = await lane(files, 0);
  const still = new Set(readFailures().map(({ file }) => file));
  return new Set(status === 0 || still.size > 0 ? files.filter((file) => !still.has(file)) : []);
}

/** No secret that a test used, no whole phone number, no notice of the library in anything that the run wrote. */
function findLeaks(): string[] {
  const logs = readdirSync(output).filter((name) => name.endsWith('.log'));
  const secretsIn = createFinder(new Set(readOptional('secrets.txt').split('\n').filter(Boolean)));
  return logs.flatMap((name) => {
    const text = readOptional(name);
    const found = secretsIn(text).map((secret) => `${name} holds a secret: ${secret.slice(0, 4)}…`);
    if (/oidc-provider (NOTICE|WARNING)/.test(text)) found.push(`${name} holds a notice of oidc-provider`);
    const starving = text.split('\n').find((line) => line.includes('a second connection is taken'));
    if (starving !== undefined)
      found.push(`${name} tells of a second connection while a transaction holds one: ${starving}`);
    // A start with the demo prints its invented person's phone, once.
    const unannounced = text.replace(`，账号 ${demoPhone}，`, '');
    const phone = name === 'mocha.log' ? undefined : /(?<![\w.-])1[3-9]\d{9}(?![\w.])/.exec(unannounced)?.[0];
    if (phone !== undefined) found.push(`${name} holds a whole phone number: ${phone.slice(0, 3)}…`);
    return found;
  });
}

/** Answers promised in the document of the API that no test of a whole run received: they need a test, or must go. */
async function findUnseen(): Promise<string[]> {
  const { answersPromised } = await import('./support/answers.ts');
  const seen = new Set(readOptional('answers.txt').split('\n'));
  return answersPromised.filter((each) => !seen.has(each)).map((each) => `no test was answered ${each}`);
}

function readOptional(name: string): string {
  try {
    return readFileSync(`${output}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Finds which of very many texts stand in another one, in one walk over it: by how they begin. */
function createFinder(wanted: ReadonlySet<string>): (text: string) => string[] {
  const begin = 11;
  // A code of six digits stands in some hash by chance: such a short one is meant where it stands by itself.
  const short = [...wanted]
    .filter((each) => each.length < begin)
    .map((each) => ({ each, itself: new RegExp(`(?<![\\w-])${each.replaceAll(/\W/g, String.raw`\$&`)}(?![\\w-])`) }));
  const byBegin = Map.groupBy(
    [...wanted].filter((each) => each.length >= begin),
    (each) => each.slice(0, begin),
  );
  return (text) => {
    const found = new Set(short.filter(({ itself }) => itself.test(text)).map(({ each }) => each));
    for (let at = 0; at + begin <= text.length; at += 1)
      for (const each of byBegin.get(text.slice(at, at + begin)) ?? []) if (text.startsWith(each, at)) found.add(each);
    return [...found];
  };
}
