import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, startApp, type TestApp } from './support/app.ts';
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
});
