import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { testsNear } from './choose.ts';
import { someOf } from './support/some.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const matrix = 'test/access/matrix.test.ts';

describe('npm test -- --changed', function () {
  this.timeout(60_000);

  it('brings the matrix of who may use what where an access, a guard or a list of roles is changed', () => {
    const said = execFileSync('git', ['grep', '-lE', "from '.*http/access.ts'|access: '", 'src'], {
      cwd: root,
      encoding: 'utf8',
    });
    const rights = execFileSync('git', ['ls-files', 'src/*rights.ts', 'src/*/*guard.ts'], {
      cwd: root,
      encoding: 'utf8',
    });
    const deciding = `${said}${rights}`.split('\n').filter(Boolean);
    expect(deciding).to.include.members(['src/incidents/index.ts', 'src/incidents/rights.ts', 'src/console/guards.ts']);
    // Each is a look at the whole house.
    expect(someOf(deciding, 0, 10).filter((path) => !testsNear([path]).includes(matrix))).to.deep.equal([]);
  });

  it('leaves it out where nothing of the kind is touched', () => {
    expect(readFileSync(`${root}/src/transparency/merkle.ts`, 'utf8')).not.to.match(/access|guard/);
    expect(testsNear(['src/transparency/merkle.ts'])).not.to.include(matrix);
  });
});
