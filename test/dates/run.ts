import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dayOf, systemClock } from '../../src/clock.ts';
import { moments } from './moments.ts';

// npm run dates -- [--only 2026-12-31] [test/family/*.test.ts …]: all tests, or these, once at each of the days of moments.ts, by a clock that
// is set. --only: the day, or a word of its name. Node, PostgreSQL and Chromium are moved alike by libfaketime; the machine's own clock stands.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' } },
});

const library = globSync('/usr/{lib,lib64,local/lib,lib/*}/faketime/libfaketimeMT.so.1')[0];
if (library === undefined || !existsSync(library)) {
  process.stderr.write(
    'npm run dates needs libfaketime, on Linux: apt-get install libfaketime (Debian, Ubuntu), dnf install libfaketime (Fedora).\n',
  );
  process.exit(1);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const all = moments(systemClock.now());
const chosen = all.filter(({ name, at }) => `${dayOf(at)} ${name}`.includes(values.only));
if (chosen.length === 0) {
  say(`No day is called “${values.only}”. There are:`);
  for (const { name, at } of all) say(`  ${dayOf(at)}  ${name}`);
  process.exit(1);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const agreement = 'test/dates/agreement.test.ts';
const failed: string[] = [];
for (const { name, at } of chosen) {
  const ahead = Math.round((at.getTime() - systemClock.now().getTime()) / 1000);
  const date = `${dayOf(at)}, ${name}`;
  say(`\n── ${date} ──`);
  const { status } = spawnSync(
    process.execPath,
    [
      ...['--import', './require-node.mjs', 'test/run.ts'],
      ...(positionals.length > 0 ? [...new Set([agreement, ...positionals])] : []),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        LD_PRELOAD: library,
        FAKETIME: `+${ahead}`,
        // What is waited for is not moved, by either name of the setting.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
        // Else each wait of Chromium takes a second.
        FAKETIME_FORCE_MONOTONIC_FIX: '0',
        NODE_OPTIONS: `--import ${new URL('moved-clock.ts', import.meta.url).href}`,
        SET_CLOCK: String(at.getTime()),
      },
    },
  );
  if (status !== 0) failed.push(date);
}
say(`\n${chosen.length - failed.length} of ${chosen.length} days passed`);
for (const date of failed) say(`  failed: ${date}`);
process.exitCode = failed.length > 0 ? 1 : 0;
