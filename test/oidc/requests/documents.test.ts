import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { rotateKeys } from '../../../src/crypto/keys.ts';
import { startApp, type TestApp } from '../../support/app.ts';

describe('discovery and key set', () => {
  let at: TestApp;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, at.origin), { headers });

  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/oidc/jwks']) {
    it(`are the same the first time and later, with an ETag (${path})`, async () => {
      const first = await (await get(path)).json();
      const later = await get(path);
      expect(await later.json()).to.deep.equal(first);
      expect(later.headers.get('access-control-allow-origin')).to.equal('*');
      expect(later.headers.get('cache-control')).to.equal('public, max-age=300');
      const etag = later.headers.get('etag') ?? '';
      expect(etag).to.match(/^"[\w-]{22}"$/);
      const unchanged = await get(path, { 'if-none-match': etag });
      expect(unchanged.status).to.equal(304);
      expect(await unchanged.text()).to.equal('');
    });
  }

  it('follow the keys', async () => {
    const count = async () => {
      const { keys }: { keys?: object[] } = Object(await (await get('/oidc/jwks')).json());
      return keys?.length;
    };
    expect(await count()).to.equal(3);
    await rotateKeys({ dir: at.keysDir, clock: at.app.clock });
    await at.app.reload();
    expect(await count()).to.equal(6);
  });
});
