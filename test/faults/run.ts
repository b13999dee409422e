import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { testsNear } from '../choose.ts';
import { openScratch } from '../scratch.ts';

// npm run faults -- [--only text] [--most 40] [--part 1/3] [--from 170]: breaks one line at a time (faults.json) in a copy and sees whether the
// tests near to it notice. The test that saw a fault last goes first, then those of its room, then the nearest. --only (as often as you like):
// faults whose file or meaning contains the text; --most: how many files of tests a fault may survive; --part: every third fault, beginning with
// the first; --from: only those from the 170th in the list on, as the newest are. A test that fails without the fault as well does not count,
// and neither has one that ran out of time: on a busy machine that says nothing. The message of the failed test is printed with it.
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    most: { type: 'string', default: '40' },
    part: { type: 'string', default: '1/1' },
    from: { type: 'string', default: '1' },
  },
});
/** One line broken on purpose: its file, the meaning, the line (once in the file), its replacement, and the test that saw it last. */
type Fault = { file: string; means: string; before: string; after: string; test: string };
const faults: readonly Fault[] = JSON.parse(readFileSync(new URL('./faults.json', import.meta.url), 'utf8'));

const root = fileURLToPath(new URL('../..', import.meta.url));
const most = Number(values.most);
const [part = 1, parts = 1] = values.part.split('/').map(Number);

const scratch = openScratch();
const copy = realpathSync(mkdtempSync(join(scratch, 'ccc-faults-')));
/** As in `npm test`: databases in memory, and compiled code is cached. */
const env = { ...process.env, TMPDIR: scratch, NODE_COMPILE_CACHE: join(scratch, 'compiled') };
/** A server with the tables of the product, made once, of which each run takes a copy (test/support/database.ts). */
const model = { TEST_CLUSTER: join(scratch, `ccc-test-${process.pid}-model`) };
for (const path of execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)) {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  cpSync(join(root, path), join(copy, path));
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

type Failed = { fullTitle: string; file: string; complaint: string };

/** Runs until the first test that fails; undefined where none does. */
async function firstFailure(files: readonly string[], more: object): Promise<Failed | undefined> {
  const mocha = spawn(
    process.execPath,
    [
      '--import',
      './require-node.mjs',
      'node_modules/mocha/bin/mocha.js',
      '--bail',
      '--reporter',
      'json',
      '--timeout',
      '60000',
      ...files,
    ],
    { cwd: copy, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let printed = '';
  mocha.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => mocha.once('close', resolve));
  if (code === 0) return undefined;
  const report = /^\{\n {2}"stats"[\s\S]*/m.exec(printed)?.[0];
  const failures: { fullTitle: string; file?: string; err?: { message?: string } }[] =
    report === undefined ? [] : JSON.parse(report).failures;
  const { fullTitle = 'the run itself broke', file, err } = failures[0] ?? {};
  const complaint = (err?.message ?? '').replaceAll(/[\s|]+/g, ' ').slice(0, 160);
  return { fullTitle, file: file === undefined ? '' : relative(copy, realpathSync(file)), complaint };
}

/** That each fault still has its line is held by the test of the house, which would see every fault. */
const seesNothing = 'test/house.test.ts';

async function seeded({ file, before, after, test }: Fault): Promise<string> {
  const whole = readFileSync(join(root, file), 'utf8');
  const times = whole.split(before).length - 1;
  if (times !== 1) return `**nobody** (what is to be broken stands there ${times} times)`;
  const inRoom = (each: string) => each.startsWith(file.replace(/^src\/([\w-]+).*/, 'test/$1'));
  const near = testsNear([file]).toSorted((one, other) => Number(inRoom(other)) - Number(inRoom(one)));
  const files = [test, ...near.filter((each) => each !== test && each !== seesNothing)].slice(0, most);
  const broken = whole.replace(before, () => after);
  const unsteady: string[] = [];
  try {
    for (const group of groupsOf(files)) {
      const run = (of: readonly string[]) => firstFailure(of, file.startsWith('src/database/') ? {} : model);
      const seen = await seenBy(group, run, (isBroken) => writeFileSync(join(copy, file), isBroken ? broken : whole));
      if (seen.by !== undefined) return seen.by;
      unsteady.push(...seen.unsteady);
    }
    return `**nobody** (${files.length} files${unsteady.map((each) => `; not ${each}`).join('')})`;
  } finally {
    writeFileSync(join(copy, file), whole);
  }
}

/** A run loads all of its files before the first test: the one that is to see it is alone, the others come by eights. */
function groupsOf(files: readonly string[]): string[][] {
  const groups = [files.slice(0, 1)];
  for (let at = 1; at < files.length; at += 8) groups.push(files.slice(at, at + 8));
  return groups;
}

/** Files that have passed without a fault in this run: they are not asked again. */
const sound = new Set<string>();

/** The test that fails with the fault and passes without it; files that fail anyway have seen nothing. */
async function seenBy(
  group: readonly string[],
  run: (files: readonly string[]) => Promise<Failed | undefined>,
  write: (isBroken: boolean) => void,
): Promise<{ by?: string; unsteady: string[] }> {
  const unsteady: string[] = [];
  for (let files = [...group]; files.length > 0; ) {
    write(true);
    const failed = await run(files);
    if (failed === undefined) break;
    write(false);
    const suspect = files.includes(failed.file) ? [failed.file] : files;
    const isLate = /^Timeout of \d+ms exceeded/.test(failed.complaint);
    const isSound = !isLate && (suspect.every((each) => sound.has(each)) || (await run(suspect)) === undefined);
    if (isSound) {
      // whole: many a test stands on those before it
      for (const each of suspect) sound.add(each);
      return { by: `${failed.fullTitle} (${failed.file || 'by a hook'}): ${failed.complaint}`, unsteady };
    }
    unsteady.push(...suspect.map((each) => `${each}, which ${isLate ? 'ran out of time' : 'fails anyway'}`));
    files = files.filter((each) => !suspect.includes(each));
  }
  return { unsteady };
}

const chosen = faults
  .slice(Number(values.from) - 1)
  .filter(
    ({ file, means }) => values.only.length === 0 || values.only.some((text) => `${file} ${means}`.includes(text)),
  )
  .filter((_, index) => index % parts === part - 1);
let caught = 0;
process.stdout.write('| file | what it means | seen by |\n|---|---|---|\n');
try {
  for (const fault of chosen) {
    const began = performance.now();
    const seen = await seeded(fault);
    if (!seen.startsWith('**nobody**')) caught += 1;
    const took = Math.round((performance.now() - began) / 1000);
    process.stdout.write(`| ${fault.file} | ${fault.means} | ${seen}, ${took} s |\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
const share = chosen.length === 0 ? 0 : Math.round((100 * caught) / chosen.length);
process.stdout.write(`\n${caught} of ${chosen.length} faults were seen (${share} %)\n`);
process.exitCode = caught === chosen.length ? 0 : 1;
