import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf } from '../../../src/clock.ts';
import { maskMobiles } from '../../../src/fields/china/mobiles-in-text.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createHost, shelve } from '../../support/published.ts';

describe('R44 telephones in 开放数据', function () {
  this.timeout(60_000);
  let at: TestApp;
  let id = '';
  const mobile = '13800138000';
  const ways = [mobile, '138-0013-8000', '１３８００１３８０００', '+86 138 0013 8000'];

  before(async () => {
    at = await startApp(import.meta.filename);
    const host = await createHost(at, '青溪县文化馆');
    const [made = ''] = await shelve(at, host, [
      {
        channel: 'news',
        data: {
          title: `剪纸 ${ways[0]}`,
          summary: `领队 ${ways[1]}`,
          body: `<p>加微信 ${ways[2]}，<a href="tel:${mobile}">打电话</a>，座机 0571-88880000。</p>`,
          contact_phone: mobile,
        },
        live: { note: `当天联系 ${ways[3]}` },
      },
    ]);
    id = made;
    const open = at.app.openReading;
    await open.orderChanges();
    await open.exportToday();
  });
  after(() => at.close());

  it('are never a mobile number, wherever in a text it stands, in lists, single entries, changes, JSON-LD and the files of days', async () => {
    const day = dayOf(at.app.clock.now());
    const read = async (path: string) => {
      const answer = await fetch(`${at.origin}/api/v1/open/${path}`);
      expect(answer.status, path).to.equal(200);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return path.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
    };
    const paths = ['resources', `resources/${id}`, 'changes', 'resources.jsonld', `resources/${id}.jsonld`];
    for (const path of [...paths, `exports/${day}.ndjson.gz`]) {
      const said = await read(path);
      expect(said, path).to.include(id).and.include('剪纸 138****8000');
      for (const way of ways) expect(said, `${path}: ${way}`).not.to.include(way);
      expect(maskMobiles(said), path).to.equal(said);
    }
    expect(await read(`resources/${id}`))
      .to.include('座机 0571-88880000')
      .and.include('当天联系 138****8000')
      .and.not.include('contact_phone');
  });
});
