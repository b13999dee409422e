import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { dayOf, systemClock } from '../src/clock.ts';
import { shippedList } from '../src/operations/advisories/list.ts';
import { compareVersions } from '../src/operations/advisories/versions.ts';
import { pins } from './support/pins.ts';

// npm run advisories: asks the registry about the packages that ship, Node about its releases, PostgreSQL about its versions, and judges by the
// answers the pins and the floors of the list. It fails where something is known (1), and where one of them could not be asked (2), which is
// never the same as nothing found. The day of the last answer of each stays in advisories-asked.json.

const root = fileURLToPath(new URL('..', import.meta.url));
const asked = process.env.ADVISORIES_ASKED ?? `${root}/test/advisories-asked.json`;
const days = z.object({
  npm: z.iso.date().nullable(),
  node: z.iso.date().nullable(),
  postgresql: z.iso.date().nullable(),
});

type Source = keyof z.infer<typeof days>;

const { floors } = shippedList();
const leastOf = (component: string) => floors.find((each) => each.component === component)?.least ?? [];
const get = async (url: string): Promise<unknown> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
};

const audited = z.object({ vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })) });
async function askNpm(): Promise<string[]> {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' });
  const answer: unknown = JSON.parse(stdout || '{}');
  const read = audited.safeParse(answer).data;
  if (read === undefined)
    throw new Error(z.object({ message: z.string() }).safeParse(answer).data?.message ?? 'no answer');
  return Object.entries(read.vulnerabilities).flatMap(([name, { severity }]) =>
    /high|critical/.test(severity) ? [`${name}: ${severity}, see npm audit`] : [],
  );
}

const ofNode = z.record(
  z.string(),
  z.object({ cve: z.array(z.string()).default([]), vulnerable: z.string(), patched: z.string().default('') }),
);
const majorOf = (version: string) => version.split('.')[0] ?? '';
async function askNode(): Promise<string[]> {
  const url =
    process.env.ADVISORIES_NODE ?? 'https://raw.githubusercontent.com/nodejs/security-wg/main/vuln/core/index.json';
  const known = Object.values(ofNode.parse(await get(url)));
  if (known.length === 0) throw new Error(`${url} is empty`);
  /** ^24.22.1 mends 24 from there on. */
  const mendedIn = (patched: string, major: string) =>
    patched
      .split('||')
      .map((each) => each.trim().replace(/^[\^~]|^>=\s*/, ''))
      .find((each) => majorOf(each) === major);
  const isIn = (vulnerable: string, major: string) =>
    vulnerable.split('||').some((each) => majorOf(each.trim().replace(/^[\^~]/, '')) === major);
  return [...pins.node, ...leastOf('node')].flatMap((version) =>
    known.flatMap(({ cve, vulnerable, patched }) => {
      if (!isIn(vulnerable, majorOf(version))) return [];
      const mended = mendedIn(patched, majorOf(version));
      if (mended !== undefined && compareVersions(version, mended) >= 0) return [];
      return [`node ${version}: ${cve.join(', ')}, mended in ${mended ?? 'no release yet'}`];
    }),
  );
}

const ofPostgres = z.array(
  z.object({ major: z.coerce.string(), latestMinor: z.coerce.string(), supported: z.boolean() }),
);
async function askPostgres(): Promise<string[]> {
  const url = process.env.ADVISORIES_POSTGRESQL ?? 'https://www.postgresql.org/versions.json';
  const known = ofPostgres.parse(await get(url));
  return [...pins.postgresql, ...leastOf('postgresql')].flatMap((version) => {
    const line = known.find(({ major }) => major === majorOf(version));
    if (line === undefined || !line.supported) return [`postgresql ${version}: its line is over`];
    const newest = `${line.major}.${line.latestMinor}`;
    return compareVersions(version, newest) < 0
      ? [`postgresql ${version}: ${newest} is out, look at https://www.postgresql.org/support/security/`]
      : [];
  });
}

const last = days.parse(JSON.parse(readFileSync(asked, 'utf8')));
const found: string[] = [];
const unasked: string[] = [];
const sources: Record<Source, () => Promise<string[]>> = { npm: askNpm, node: askNode, postgresql: askPostgres };
for (const source of days.keyof().options)
  try {
    found.push(...new Set(await sources[source]()));
    last[source] = dayOf(systemClock.now());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    unasked.push(`${source}: could not ask (${why}); last asked ${last[source] ?? 'on a day that is not known'}`);
  }
writeFileSync(asked, `${JSON.stringify(last, null, 2)}\n`);
for (const line of [...found, ...unasked]) process.stderr.write(`${line}\n`);
process.stdout.write(
  `${found.length} to mend, ${unasked.length} of ${Object.keys(sources).length} could not be asked\n`,
);
process.exitCode = found.length > 0 ? 1 : unasked.length > 0 ? 2 : 0;
