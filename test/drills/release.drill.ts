import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Drill } from './run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stranger = 65_534;

/** Packs the commit in a folder of its own, and answers SHA256SUMS. */
function packIn(folder: string, how: { umask: string; TZ: string; LANG: string; uid?: number }): string {
  const { umask, uid, ...env } = how;
  mkdirSync(folder, { recursive: true });
  if (uid !== undefined) chownSync(folder, uid, uid);
  const lines = `
    umask ${umask}
    git -c advice.detachedHead=false clone --quiet ../code.bundle code && cd code
    npm ci > /dev/null
    npm run -s release -- --out ../out`;
  // npm gives its programs the settings and the cache of their caller.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const options = {
    cwd: folder,
    env: { ...own, ...env, HOME: folder },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  };
  execFileSync('bash', ['-e', '-c', lines], { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(join(folder, 'out/SHA256SUMS'), 'utf8');
}

const withoutPdf = (sums: string) => sums.split('\n').filter((line) => !/specification\.pdf|^$/.test(line));

/** The findings of `cloud doctor` of the installed release about its files. */
function doctor(folder: string): { id: string; problem: string }[] {
  const node = readdirSync(join(folder, 'node_modules')).find((name) => name.startsWith('node-linux-')) ?? '';
  const lines = `"${join(folder, 'node_modules', node, 'bin/node')}" --import ./require-node.mjs src/cli.ts doctor --json || true`;
  const said = execFileSync('bash', ['-c', lines], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { findings }: { findings: { id: string; problem: string }[] } = JSON.parse(String(said));
  return findings.filter(({ id }) => id.startsWith('doctor.release_'));
}

/** One byte of each of some files in turn, a file more, a file less. */
function alter(folder: string, say: (line: string) => void): void {
  const sums = readFileSync(join(folder, 'release.sha256'), 'utf8').split('\n').slice(0, -1);
  const chosen = sums.filter((_, place) => place % Math.ceil(sums.length / 12) === 5).map((line) => line.slice(66));
  for (const path of chosen) {
    const file = join(folder, path);
    const bytes = readFileSync(file);
    const other = Buffer.from(bytes);
    other[Math.floor(other.length / 2)] = (other[Math.floor(other.length / 2)] ?? 0) ^ 1;
    writeFileSync(file, other);
    const found = doctor(folder);
    writeFileSync(file, bytes);
    if (found.length !== 1 || found[0]?.id !== 'doctor.release_changed' || !found[0].problem.includes(path))
      throw new Error(`one byte of ${path} was changed, and the doctor says ${JSON.stringify(found)}`);
  }
  writeFileSync(join(folder, 'src/more.ts'), '');
  const added = doctor(folder);
  rmSync(join(folder, 'src/more.ts'));
  rmSync(join(folder, 'CHANGELOG.md'));
  const missing = doctor(folder);
  if (added[0]?.id !== 'doctor.release_added' || missing[0]?.id !== 'doctor.release_missing')
    throw new Error(`a file more and a file less: ${JSON.stringify([added, missing])}`);
  say(
    `${sums.length} files; one byte changed in each of ${chosen.length} of them, one file more, one less: each named`,
  );
}

export const drill: Drill = {
  about: 'a commit packed twice, by two users in two places, gives the same bytes; an altered file of it is named',
  async run(_options, say) {
    const folder = mkdtempSync(join(tmpdir(), 'two-releases-'));
    execFileSync('chmod', ['755', folder]);
    try {
      // A user may not clone from the folder of another one.
      execFileSync('git', ['bundle', 'create', '--quiet', join(folder, 'code.bundle'), 'HEAD'], { cwd: root });
      const other = process.getuid?.() === 0 ? { uid: stranger } : {};
      const one = packIn(join(folder, 'here'), { umask: '022', TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8' });
      const two = packIn(join(folder, 'another place'), { umask: '027', TZ: 'America/New_York', LANG: 'C', ...other });
      if (withoutPdf(one).join() !== withoutPdf(two).join()) throw new Error(`they differ:\n${one}\n${two}`);
      say(`the same twice:\n${withoutPdf(one).join('\n')}`);
      const archive = readdirSync(join(folder, 'here/out')).find((name) => name.endsWith('.tar.gz')) ?? '';
      mkdirSync(join(folder, 'installed'));
      const args = ['--extract', `--file=${join(folder, 'here/out', archive)}`, '--strip-components=1'];
      execFileSync('tar', [...args, `--directory=${join(folder, 'installed')}`]);
      const untouched = doctor(join(folder, 'installed'));
      if (untouched.length > 0) throw new Error(`as it was installed: ${JSON.stringify(untouched)}`);
      alter(join(folder, 'installed'), say);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
