import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { testsNear } from '../choose.ts';

// npm run faults -- [--only text] [--most 40]: breaks one line at a time (faults.json) in a copy and sees whether the tests near to it notice.
// --only: faults whose file or meaning contains the text; --most: how many files of tests, the nearest first, a fault may survive.
const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, most: { type: 'string', default: '40' } },
});
/** One line broken on purpose: where, what that means, what stands there (once in the file), and what is put in its place. */
type Fault = { file: string; means: string; before: string; after: string };
const faults: readonly Fault[] = JSON.parse(readFileSync(new URL('./faults.json', import.meta.url), 'utf8'));

const root = fileURLToPath(new URL('../..', import.meta.url));
const most = Number(values.most);

const copy = mkdtempSync(join(tmpdir(), 'ccc-faults-'));
for (const path of execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)) {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  cpSync(join(root, path), join(copy, path));
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

/** Runs until the first test that fails; undefined where none does. */
async function firstFailure(files: readonly string[]): Promise<string | undefined> {
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
    { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let printed = '';
  mocha.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => mocha.once('close', resolve));
  if (code === 0) return undefined;
  const report = /^\{\n {2}"stats"[\s\S]*/m.exec(printed)?.[0];
  const failures: { fullTitle: string }[] = report === undefined ? [] : JSON.parse(report).failures;
  return failures[0]?.fullTitle ?? 'the run itself broke';
}

async function seeded({ file, before, after }: Fault): Promise<string> {
  const whole = readFileSync(join(root, file), 'utf8');
  const times = whole.split(before).length - 1;
  if (times !== 1) return `**nobody** (what is to be broken stands there ${times} times)`;
  const files = testsNear([file]).slice(0, most);
  writeFileSync(
    join(copy, file),
    whole.replace(before, () => after),
  );
  try {
    return (await firstFailure(files)) ?? `**nobody** (${files.length} files)`;
  } finally {
    writeFileSync(join(copy, file), whole);
  }
}

const chosen = faults.filter(({ file, means }) => `${file} ${means}`.includes(values.only));
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
