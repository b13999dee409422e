import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { historyStatement } from './history.ts';
import { describeRelease, newest, pack, provenance, stage } from './pack.ts';

// npm run release [-- --out folder --cpu arm64 --history history.jsonl]: packs the commit that is checked out. In the folder lie then the archive (the product with its
// packages and its Node), the bill of materials, the notes, 接口详细说明书 as PDF where a browser is here, the provenance, the verdict on a history
// (npm run drill -- history --out history.jsonl), and SHA256SUMS of all of them, which the owner of the project's key signs. The archive is the same byte for byte wherever that commit is packed.

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'test-output', 'release') },
    cpu: { type: 'string', default: process.arch },
    history: { type: 'string' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const read = (path: string) => readFile(join(root, path), 'utf8');

const release = await describeRelease(root, values.cpu);
const name = `${release.name}-${release.version}-${release.os}-${release.cpu}`;
const work = await mkdtemp(join(tmpdir(), 'release-'));
try {
  await rm(values.out, { recursive: true, force: true });
  await mkdir(values.out, { recursive: true });
  const began = performance.now();
  await stage(root, join(work, name), release);
  const archive = `${name}.tar.gz`;
  const sum = await pack(join(work, name), join(values.out, archive), release.at);
  say(`${sum}  ${archive}  (${((performance.now() - began) / 1000).toFixed(0)} s)`);

  const out = (file: string) => join(values.out, file);
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(release.at.getTime() / 1000) };
  const bill = execFileSync('npm', ['run', '-s', 'sbom'], { cwd: root, env, maxBuffer: 64 * 1024 * 1024 });
  await writeFile(out('sbom.json'), bill);
  await writeFile(out('NOTES.md'), `${newest(await read('CHANGELOG.md')).notes}\n`);
  const repository = process.env.REPOSITORY ?? 'https://git.example.cn/culture-cloud-connect.git';
  const made = provenance(release, { archive, sum, lockfile: await read('package-lock.json'), repository });
  await writeFile(out('provenance.json'), `${JSON.stringify(made, null, 2)}\n`);
  if (values.history !== undefined) {
    const { statement, found, summary } = historyStatement(values.history, await readFile(values.history, 'utf8'), {
      archive,
      sum,
    });
    if (found.length > 0) throw new Error(`${values.history} contradicts a promise: ${found.join(', ')}`);
    await writeFile(out('history.json'), `${JSON.stringify(statement, null, 2)}\n`);
    const { operations, seconds, commit = 'unknown' } = summary;
    say(`history: ${operations} operations in ${seconds} s contradict nothing; played at commit ${commit}`);
  }
  const printed = spawnSync('npm', ['run', '-s', 'specification'], { cwd: root, stdio: 'ignore' });
  const specification = join(root, 'docs/portal/specification.pdf');
  if (printed.status === 0 && existsSync(specification)) await copyFile(specification, out('specification.pdf'));
  else say('specification.pdf: not printed, there is no browser here');
  const files = ['NOTES.md', 'history.json', 'provenance.json', 'sbom.json', 'specification.pdf', archive].filter(
    (file) => existsSync(out(file)),
  );
  const sums = await Promise.all(
    files.map(
      async (file) =>
        `${createHash('sha256')
          .update(await readFile(out(file)))
          .digest('hex')}  ${file}\n`,
    ),
  );
  await writeFile(out('SHA256SUMS'), sums.join(''));
  say(
    `${release.version}, commit ${release.commit}: ${values.out}\nTo be signed by the owner of the key: minisign -S -m SHA256SUMS`,
  );
} finally {
  await rm(work, { recursive: true, force: true });
}
