import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The whole test run: mocha, then a look at everything that it wrote. Arguments go to mocha.
const root = fileURLToPath(new URL('..', import.meta.url));
const output = `${root}/test-output`;
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const asked = process.argv.slice(2);
const mocha = spawn(
  process.execPath,
  [`${root}/node_modules/mocha/bin/mocha.js`, ...(asked.length > 0 ? asked : ['test/**/*.test.ts'])],
  {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
let printed = '';
for (const [stream, target] of [
  [mocha.stdout, process.stdout],
  [mocha.stderr, process.stderr],
] as const) {
  stream.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    target.write(chunk);
  });
}
const status = await new Promise<number>((resolve) => mocha.once('close', (code) => resolve(code ?? 1)));
writeFileSync(`${output}/mocha.log`, printed);

const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(printed)?.[1] ?? 0);
const leaks = findLeaks();
for (const leak of leaks) process.stderr.write(`${leak}\n`);
const failed = count('failing') + leaks.length + (status !== 0 && count('failing') === 0 ? 1 : 0);
process.stdout.write(`\n${count('passing') + (leaks.length === 0 ? 1 : 0)} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** No secret that a test used, no whole phone number, no notice of the library in anything that the run wrote. */
function findLeaks(): string[] {
  const logs = readdirSync(output).filter((name) => name.endsWith('.log'));
  const secrets = new Set(readOptional('secrets.txt').split('\n').filter(Boolean));
  return logs.flatMap((name) => {
    const text = readOptional(name);
    const found = [...secrets]
      .filter((secret) => text.includes(secret))
      .map((secret) => `${name} holds a secret: ${secret.slice(0, 4)}…`);
    if (/oidc-provider (NOTICE|WARNING)/.test(text)) found.push(`${name} holds a notice of oidc-provider`);
    if (text.includes('a second connection is taken'))
      found.push(`${name} tells of a second connection while a transaction holds one`);
    const phone = name === 'mocha.log' ? undefined : /(?<![\w.-])1[3-9]\d{9}(?![\w.])/.exec(text)?.[0];
    if (phone !== undefined) found.push(`${name} holds a whole phone number: ${phone.slice(0, 3)}…`);
    return found;
  });
}

function readOptional(name: string): string {
  try {
    return readFileSync(`${output}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
