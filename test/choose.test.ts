import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { testsNear } from './choose.ts';
import { someOf } from './support/some.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ofAccess = ['test/access/matrix.test.ts', 'test/access/limited.test.ts'];

describe('npm test -- --changed', function () {
  this.timeout(180_000);

  it('brings the access matrix where an access, a guard or a list of roles is changed', () => {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
    const deciding = [
      ...git('grep', '-lE', "from '.*(http/access|/policies).ts'|access: '", 'src'),
      ...git('ls-files', 'src/*rights.ts', 'src/*/*guard.ts'),
      ...git('grep', '-lE', 'throw forbidden\\(|actor\\.applications|mustOperate\\(', 'src'),
    ];
    expect(deciding).to.include.members([
      ...['src/operations/incidents/pages.ts', 'src/operations/incidents/rights.ts', 'src/console/guards.ts'],
      ...['src/integration/vendors/service.ts', 'src/resources/licences/service.ts', 'src/webhooks/rights.ts'],
    ]);
    // Each is a look at the whole house.
    for (const path of [...someOf(deciding, 0, 10), 'src/integration/vendors/service.ts'])
      expect(testsNear([path]), path).to.include.members(ofAccess);
  });

  it('leaves it out where nothing of the kind is touched', () => {
    expect(readFileSync(`${root}/src/oversight/transparency/merkle.ts`, 'utf8')).not.to.match(/access|guard/);
    expect(testsNear(['src/oversight/transparency/merkle.ts'])).not.to.include.members(ofAccess);
  });

  it('brings tests that have the name of a room which has no folder of tests', () => {
    expect(testsNear(['src/sandbox/store.ts'])).to.include('test/site/sandbox-data.test.ts');
  });
});
