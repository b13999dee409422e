import { readdirSync } from 'node:fs';
import Mocha from 'mocha';

// npm run drill -- <name> [--option value …]: one way in which something breaks, in its long form, with the figures printed.
// With `--zh` those that follow docs/operating.md follow docs/operating.zh.md.
// A drill is a file beside this one that exports `drill`; its short form is a test beside it, which runs with all others.

/** A drill. `options` are the words after its name. Violations are thrown. */
export interface Drill {
  about: string;
  run(options: readonly string[], say: (line: string) => void): Promise<void>;
}

// Parts shared with tests clean up in hooks of mocha, which this provides; the process ends by itself.
const mocha = new Mocha();
mocha.suite.emit('pre-require', globalThis, '', mocha);

const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.drill.ts'))
  .map((name) => name.slice(0, -'.drill.ts'.length))
  .toSorted();
const [name = '', ...options] = process.argv.slice(2).filter((word) => word !== '--zh');
const say = (line: string) => process.stdout.write(`${line}\n`);

const read = async (each: string): Promise<Drill> => (await import(`./${each}.drill.ts`)).drill;

if (names.includes(name)) {
  const began = performance.now();
  try {
    await (await read(name)).run(options, say);
    say(`${name}: held, ${Math.round((performance.now() - began) / 1000)} s`);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
  process.exit();
} else {
  for (const each of names) say(`npm run drill -- ${each.padEnd(20)} ${(await read(each)).about}`);
  process.exitCode = name === '' ? 0 : 1;
}
