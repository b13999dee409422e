import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { unzipped } from '../resources/licences/unzipped.ts';
import { createApi } from '../support/api.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { createBorrower, createDesk, grant, paper, share } from '../support/lending.ts';
import { createHost, shelve } from '../support/published.ts';
import { libraryVerifies, opensslVerifies, whyNoOpenssl } from '../support/sm2.ts';
import { until } from '../support/until.ts';

/** By every implementation that this machine has. */
function mustVerify(pem: string, signed: Buffer, signature: Buffer): void {
  const forged = Buffer.concat([signed, Buffer.of(0)]);
  expect([libraryVerifies(pem, signed, signature), libraryVerifies(pem, forged, signature)]).to.deep.equal([
    true,
    false,
  ]);
  if (whyNoOpenssl !== undefined) {
    console.warn(`      ${whyNoOpenssl}`);
    return;
  }
  expect([opensslVerifies(pem, signed, signature), opensslVerifies(pem, forged, signature)]).to.deep.equal([
    true,
    false,
  ]);
}

describe('NATIONAL_CRYPTOGRAPHY=on', function () {
  this.timeout(90_000);
  const clock = testClock('2036-11-24T10:00:00+08:00');
  let database: TestDatabase;
  let keysDir: string;
  let at: TestApp;
  let call: ReturnType<typeof createApi>;
  let pem: string;
  let earlier: string;
  before(async () => {
    database = await testDatabase();
    keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
    // Existing data were sealed and chained with the other suite.
    const former = await startApp(import.meta.filename, { clock, database, keysDir, jobs: true });
    earlier = (await createBorrower(former)).accountId;
    await sealed(former);
    expect((await get(former, '/open/signing-key.pem')).status).to.equal(404);
    await former.close();
    const env = { NATIONAL_CRYPTOGRAPHY: 'on' };
    at = await startApp(import.meta.filename, { clock, database, keysDir, jobs: true, env });
    call = createApi({ origin: at.origin, send: (url, init) => fetch(url, { ...init, cache: 'no-cache' }) });
    pem = await (await get(at, '/open/signing-key.pem')).text();
  });
  after(async () => {
    await at?.close();
    await database.drop();
    rmSync(keysDir, { recursive: true });
  });

  const get = ({ origin }: Pick<TestApp, 'origin'>, path: string) => fetch(new URL(`/api/v1${path}`, origin));
  const sealed = ({ app }: TestApp) =>
    until(async () => (await app.audit.verify(operator)).unsealed.count === 0, 'every event is sealed');
  const phoneOf = async (id: string) =>
    (await database.db.row<{ sealed: Buffer }>(`select phone_sealed as sealed from accounts where id = $1`, [id]))
      ?.sealed;

  it('reads values sealed before, and seals new ones with SM4', async () => {
    const later = await createBorrower(at);
    const versions = [await phoneOf(earlier), await phoneOf(later.accountId)].map((each) => each?.[0]);
    expect(versions).to.deep.equal([1, 2]);
    for (const id of [earlier, later.accountId])
      expect((await at.app.accounts.find(id))?.phone, id).to.match(/^1\d{10}$/);
  });

  it('goes on with the audit by SM3, and all of it verifies', async () => {
    await sealed(at);
    const { head, broken } = await at.app.audit.verify(operator);
    expect(broken).to.equal(undefined);
    const made = await database.db.rows<{ length: number }>(
      `select distinct octet_length(digest) as length, min(position) from audit_seals group by 1 order by 2`,
    );
    expect([head.position > 2, made.map(({ length }) => length)]).to.deep.equal([true, [32, 33]]);
  });

  it('signs the manifest of a licence, and with it every file of its package', async () => {
    const desk = await createDesk(at);
    const borrower = await createBorrower(at);
    const entry = await share(at, desk, { terms: { files: await paper(at, desk, '解说词.pdf') } });
    const id = await grant(at, desk, borrower, [entry]);
    const files = await unzipped(await buffer(await at.app.packages.stream(await at.app.licences.get(borrower, id))));
    const [manifest, signature] = [files.get('manifest.json'), files.get('manifest.json.sm2')];
    if (!manifest || !signature) throw new Error('a package has both');
    mustVerify(pem, manifest, signature);
    const { signature: said, files: first, resources } = JSON.parse(String(manifest));
    expect(said).to.include({ file: 'manifest.json.sm2', user_id: '1234567812345678' });
    expect(await (await fetch(said.public_keys)).text()).to.equal(pem);
    const listed: { path: string; sm3: string }[] = [
      ...first,
      ...resources.flatMap((each: typeof listed) => Object(each).files),
    ];
    expect(listed.map(({ path }) => path).toSorted()).to.deep.equal(
      [...files.keys()].filter((path) => !path.startsWith('manifest.')).toSorted(),
    );
    for (const { path, sm3 } of listed)
      expect(
        createHash('sm3')
          .update(files.get(path) ?? '')
          .digest('hex'),
        path,
      ).to.equal(sm3);
  });

  it('signs the file of a day', async () => {
    const host = await createHost(at, '青溪县文化馆');
    await shelve(at, host, [{ channel: 'book', data: { title: '剪纸入门' } }]);
    await at.app.openReading.exportToday();
    const { body } = await call('get', '/open/exports');
    expect(body.items).to.have.nested.property(
      '[0].signature_url',
      `${at.origin}/api/v1/open/exports/2036-11-24.ndjson.gz.sm2`,
    );
    const [file, signature] = await Promise.all(
      ['', '.sm2'].map(async (end) => {
        const answer = await get(at, `/open/exports/2036-11-24.ndjson.gz${end}`);
        return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
      }),
    );
    if (!file || !signature) throw new Error('there are two');
    mustVerify(pem, file.bytes, signature.bytes);
    expect(signature.answer.headers.get('content-disposition')).to.include('open-resources-2036-11-24.ndjson.gz.sm2');
    for (const path of ['/open/exports/2036-11-24.ndjson.gz.sm2', '/open/signing-key.pem']) {
      const { headers } = await get(at, path);
      const again = await call('get', path, undefined, { 'if-none-match': headers.get('etag') ?? '' });
      expect(again.status, path).to.equal(304);
    }
    await database.db.run(`update open_exports set sm2 = null`);
    expect((await call('get', '/open/exports')).body.items).to.have.nested.property('[0].signature_url', null);
    expect((await call('get', '/open/exports/2036-11-24.ndjson.gz.sm2')).status).to.equal(404);
    expect((await call('get', '/open/exports/2036-02-30.ndjson.gz.sm2')).status).to.equal(404);
  });
});
