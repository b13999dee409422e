import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Every package that ships with the product may be used and passed on without opening our own code.
const allowed = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'PostgreSQL',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
];
const root = fileURLToPath(new URL('..', import.meta.url));
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [
    `${root}/node_modules/license-checker-rseidelsohn/bin/license-checker-rseidelsohn.js`,
    '--production',
    '--excludePrivatePackages',
    '--json',
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
if (status !== 0) throw new Error(stderr);
const packages: Record<string, { licenses?: string | string[] }> = JSON.parse(stdout);
const isFine = (licence: string) =>
  licence
    .replace(/[()*]/g, '')
    .split(/ OR | AND /)
    .some((part) => allowed.includes(part.trim()));
/** A shared library beside sharp, loaded unchanged and replaceable: the condition of the LGPL for distributors. */
const isSharedLibrary = (name: string) => name.startsWith('@img/sharp-libvips-');
/** Reads calendars; used unchanged from the registry, which is the condition of the MPL. */
const isUnchanged = (name: string) => name.startsWith('ical.js@');
const bad = Object.entries(packages).filter(
  ([name, { licenses = 'none' }]) => !isSharedLibrary(name) && !isUnchanged(name) && ![licenses].flat().some(isFine),
);
for (const [name, { licenses }] of bad) process.stderr.write(`${name}: ${licenses}\n`);
process.stdout.write(`${Object.keys(packages).length} packages, ${bad.length} with a licence to look at\n`);
process.exitCode = bad.length > 0 ? 1 : 0;
