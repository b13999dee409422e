import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, startApp, type TestApp } from './support/app.ts';
import { createStaff } from './support/console.ts';
import { cloud, cloudJson } from './support/server.ts';

describe('roles on the command line', function () {
  this.timeout(90_000);
  let at: TestApp;
  let env: Record<string, string>;

  before(async () => {
    at = await startApp(import.meta.filename);
    env = { DATABASE_URL: at.database.url, KEYS_DIR: at.keysDir, PUBLIC_URL: at.origin };
    await createCitizen(at, 'wangfang');
  });
  after(() => at.close());

  it('R05 are granted to and revoked from an account by its name', async () => {
    const granted = await cloudJson(['account', 'grant', 'wangfang', '--role', 'reviewer', '--region', '330000'], env);
    expect(granted.roles).to.eql([{ role: 'reviewer', region: '330000' }]);
    const revoked = await cloudJson(['account', 'revoke', 'wangfang', '--role', 'reviewer'], env);
    expect(revoked.roles).to.eql([]);
    const refused = await cloud(['account', 'grant', 'nobody', '--role', 'reviewer', '--json'], env);
    expect([refused.code, JSON.parse(refused.stderr).error]).to.eql([1, 'not_found']);
  });

  it('R05 the last administrator, locked, is unlocked by command, and the audit records the operator and the reason', async () => {
    const administrator = await createStaff(at, ['administrator']);
    const who = administrator.phone;
    const locked = await cloudJson(['account', 'lock', who, '--reason', '手机被盗'], env);
    expect(locked.locked_at).to.be.a('string');
    expect((await cloudJson(['account', 'unlock', who, '--reason', '已核对本人'], env)).locked_at).to.equal(null);
    const again = await cloud(['account', 'unlock', who, '--reason', '已核对本人'], env);
    expect(again.stdout).to.match(/本来就没有锁住/);
    const said = await at.database.db.rows<{ verb: string; actor_kind: string; reason: string }>(
      `select verb, actor_kind, details->>'reason' as reason from audit_events
        where subject_id = $1 and verb in ('account.lock', 'account.unlock') order by id`,
      [administrator.accountId],
    );
    expect(said).to.eql([
      { verb: 'account.lock', actor_kind: 'operator', reason: '手机被盗' },
      { verb: 'account.unlock', actor_kind: 'operator', reason: '已核对本人' },
    ]);
    const silent = await cloud(['account', 'unlock', who, '--json'], env);
    expect([silent.code, silent.stderr.includes('请写上 --reason')]).to.eql([1, true]);
  });
});
