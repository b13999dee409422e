import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { createCitizen, startApp, type TestApp } from '../../support/app.ts';
import { cloud, cloudJson } from '../../support/server.ts';
import { resealed } from './setting.ts';

describe('the keys of data on the command line', function () {
  this.timeout(180_000);
  let at: TestApp;
  let env: Record<string, string>;

  before(async () => {
    at = await startApp(import.meta.filename);
    env = { DATABASE_URL: at.database.url, KEYS_DIR: at.keysDir, PUBLIC_URL: at.origin };
    await createCitizen(at, 'wangfang', { phone: '13800138000' });
  });
  after(() => at.close());

  it('rotate, carry sealed values along, and go', async () => {
    const published = await cloudJson(['keys', 'rotate-data'], env);
    expect(published).to.include({ did: 'publish', run: null });
    const { key } = z.object({ key: z.string() }).parse(published.next);
    const promoted = await cloudJson(['keys', 'rotate-data', '--force'], env);
    expect(promoted.did).to.equal('promote');
    expect(promoted.run).to.include({ state: 'under_way', changed: 0 });
    const refused = await cloud(['keys', 'retire-data', '--json'], env);
    expect([refused.code, JSON.parse(refused.stderr).error]).to.deep.equal([1, 'conflict']);

    await at.app.keys.refresh();
    await resealed(at.app);
    expect((await cloud(['keys', 'data'], env)).stdout).to.match(
      new RegExp(`^${key}  封存用 .*\\n[\\da-f]{8}  旧的 .*  0 个值\\n.* 做完  .*  重新封存了 \\d+ 个值\\n$`),
    );
    const { removed } = await cloudJson(['keys', 'retire-data', '--force'], env);
    expect(removed).to.have.length(1).and.not.to.include(key);
    expect((await cloudJson(['keys', 'data'], env)).keys).to.have.length(1);
  });
});
