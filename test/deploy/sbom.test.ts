import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('../..', import.meta.url));
type Locked = { version?: string; dev?: true; integrity?: string };
type Component = { name: string; version: string; purl: string; hashes?: object[]; licenses?: object[] };

describe('the bill of materials', function () {
  this.timeout(60_000);

  it('is CycloneDX, and names every package that ships, with its hash and its licence', () => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' });
    expect(status, stderr).to.equal(0);
    const { bomFormat, components }: { bomFormat: string; components: Component[] } = JSON.parse(stdout);
    expect(bomFormat).to.equal('CycloneDX');
    const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8'));
    const shipped = Object.entries(lock.packages)
      .filter(([path, { dev }]) => path !== '' && dev === undefined)
      .map(
        ([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
      );
    expect(shipped.length).to.be.greaterThan(100);
    const named = new Set(components.map(({ name, version }) => `${name}@${version}`));
    expect(shipped.filter((each) => !named.has(each))).to.eql([]);
    expect([...named].filter((each) => /^(node|postgresql)@/.test(each))).to.have.lengthOf(2);
    for (const { purl, hashes = [], licenses = [] } of components.filter(({ purl }) => purl.startsWith('pkg:npm/')))
      expect([hashes.length > 0, licenses.length > 0], purl).to.eql([true, true]);
  });
});
