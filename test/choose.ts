import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const texts = new Map<string, string>();
/** Once in a run, which may ask for many changes. */
function read(path: string): string {
  const text = texts.get(path) ?? readFileSync(join(root, path), 'utf8');
  texts.set(path, text);
  return text;
}
const filesIn = (folder: string, end: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));

/** Every file of tests there is. */
export const allTests = () => filesIn('test', '.test.ts').toSorted();

/** Files changed against `revision`, including those that git does not know yet. */
export function changedFiles(revision: string): string[] {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  const base = git('merge-base', revision, 'HEAD')[0] ?? revision;
  return [...new Set([...git('diff', '--name-only', base), ...git('ls-files', '--others', '--exclude-standard')])];
}

// Files that put the rooms together: reaching a room through them proves nothing.
const roof = new Set([
  'src/app.ts',
  'src/services.ts',
  'src/ground.ts',
  'src/roster.ts',
  'src/cli.ts',
  'src/command-line.ts',
  'src/server.ts',
]);
const importForm = /\bfrom\s*['"](\.[^'"]+)['"]|\bimport\(?\s*['"`](\.[^'"`]+)['"`]/g;

const importsOf = (path: string): string[] =>
  Array.from(read(path).matchAll(importForm), ([, one, other]) =>
    normalize(join(dirname(path), one ?? other ?? '')),
  ).filter((name) => name.endsWith('.ts') && existsSync(join(root, name)));

let importersKnown: Map<string, string[]> | undefined;
/** The importers of each file. */
function importersOf(): Map<string, string[]> {
  if (importersKnown !== undefined) return importersKnown;
  const importers = new Map<string, string[]>();
  for (const path of [...filesIn('src', '.ts'), ...filesIn('test', '.ts')])
    for (const target of importsOf(path)) importers.set(target, [...(importers.get(target) ?? []), path]);
  importersKnown = importers;
  return importers;
}

/** Every file from which `importers` lead to one of `targets`, and how many steps away it is. */
function reached(targets: ReadonlySet<string>, importers: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const found = new Map<string, number>([...targets].map((path) => [path, 0]));
  for (const [path, steps] of found)
    for (const importer of importers.get(path) ?? [])
      if (!found.has(importer) && !roof.has(importer)) found.set(importer, steps + 1);
  return found;
}

const roomOf = (path: string) => /^(?:src|test|views)\/([\w-]+)/.exec(path)?.[1] ?? '';

/** The addresses that a room answers, as far as they name it: /console/resources, /api/v1/stats. */
function addressesOf(room: string): string[] {
  const folder = `src/${room}`;
  if (!existsSync(join(root, folder))) return [];
  const texts = filesIn(folder, '.ts').map(read);
  const found = texts.flatMap(
    (text) => text.match(/(?<=['"`])\/(?:console|admin|api\/v1|account|oidc|interaction|docs)\/[\w-]+/g) ?? [],
  );
  return [...new Set(found)];
}

/** Files of the access tests, and the words by which a change concerns them: an access or a policy, or a refusal by actor. */
const doorsPath = 'test/access/doors.ts';
const accessForm =
  /\bfrom '[^']*(?:\bhttp\/(?:access|admitted)|\/policies)\.ts'|^import \{[^}]*\} from '[^']*\/actor\.ts'|\baccess\b\s*[:,=]|\b(?:guard|roles|MemberRole|Role|forbidden|isLimited)\b|\b(?:actor|member)\.(?:applications|kind|role)\b/m;
const accessName = /(?:guard|policies|rights)\.ts$/;

/** Whether a file says or decides who may use a door. One that is gone may have. */
function decidesAccess(path: string): boolean {
  if (!path.startsWith('src/')) return /^test\/access\/\w+\.ts$/.test(path);
  return !existsSync(join(root, path)) || accessName.test(path) || accessForm.test(read(path));
}

/**
 * Tests near to a change, the nearest first: those that import changed files, those that mention them, those of the room, those of the doors if
 * the change concerns access, and those that use the room's service or its addresses. A change in the ground (migrations, settings of the run)
 * is near to all. A choice, no proof: indirect effects are found by the whole run alone.
 */
export function testsNear(changed: readonly string[]): string[] {
  const tests = allTests();
  const isGround = (path: string) =>
    /^(migrations\/.*\.ts|package|tsconfig|require-node|\.mocharc|test\/run)/.test(path);
  if (changed.some(isGround)) return tests;

  const importers = importersOf();
  const near = reached(new Set(changed), importers);
  const rooms = new Set(changed.filter((path) => /^(src|views)\//.test(path)).map(roomOf));
  const addresses = [...rooms].flatMap(addressesOf);
  const services = new RegExp(`\\b(app|services|hall|at)\\.(${[...rooms].join('|') || '-'})\\b`);

  const isAccess = changed.some(decidesAccess);
  const ofDoors = new Set([
    ...(importers.get(doorsPath) ?? []),
    ...tests.filter((test) => test.startsWith('test/access/')),
  ]);

  /** Rooms without a folder of tests: their name stands in those of others. */
  const guests = [...rooms].filter((room) => room !== '' && !existsSync(join(root, 'test', room)));

  const names = changed.flatMap((path) => /([\w-]{6,})\.ts$/.exec(path)?.[1]?.replace(/-store$/, '') ?? []);
  const mirrored = new Set(
    changed.filter((path) => path.startsWith('src/')).map((path) => dirname(path.replace(/^src/, 'test'))),
  );

  const distance = (test: string): number => {
    const steps = near.get(test);
    if (mirrored.has(dirname(test))) return Math.min(steps ?? 1, 1);
    if (isAccess && ofDoors.has(test)) return Math.min(steps ?? 4, 4);
    if (steps !== undefined) return steps;
    if (names.some((name) => test.includes(name) || read(test).toLowerCase().includes(name))) return 5;
    if (rooms.has(roomOf(test)) || rooms.has(test.replace(/^test\/|\.test\.ts$/g, ''))) return 10;
    if (guests.some((room) => test.includes(room))) return 10;
    if (rooms.has('database') && test.startsWith('test/cluster/')) return 15; // by processes, which nothing here imports
    if (changed.some((path) => path.startsWith('views/')) && /^test\/(http\/(look|render)|journeys)/.test(test))
      return 20;
    const text = read(test);
    return services.test(text) || addresses.some((address) => text.includes(address)) ? 30 : Number.POSITIVE_INFINITY;
  };
  return tests
    .map((test) => ({ test, steps: distance(test) }))
    .filter(({ steps }) => Number.isFinite(steps))
    .toSorted((one, other) => one.steps - other.steps || (one.test < other.test ? -1 : 1))
    .map(({ test }) => test);
}
