import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// npm run advisories: advisories of the registry about packages that ship with the product. A registry without advisories is reported, and
// nothing is claimed.

type Found = { vulnerabilities?: Record<string, { severity: string; via: unknown[] }>; message?: string };

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
const { vulnerabilities, message }: Found = JSON.parse(stdout || '{}');
if (vulnerabilities === undefined)
  process.stdout.write(`not checked: this registry offers no advisories (${message ?? 'no answer'})\n`);
else {
  const bad = Object.entries(vulnerabilities).filter(([, { severity }]) => /high|critical/.test(severity));
  for (const [name, { severity }] of bad) process.stderr.write(`${name}: ${severity}, see npm audit\n`);
  process.stdout.write(
    `${Object.keys(vulnerabilities).length} packages with advisories, ${bad.length} of them high or critical\n`,
  );
  process.exitCode = bad.length > 0 ? 1 : 0;
}
