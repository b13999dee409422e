import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { createBrowser } from '../support/citizen.ts';

describe('行政区划', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('is found level by level by people', async () => {
    const browser = createBrowser(at.origin);
    expect((await browser.walk('/regions')).text).to.match(
      /href="\/regions\/330000">浙江省<\/a><code class="num">330000/,
    );
    const city = await browser.walk('/regions/330800');
    expect(city.text)
      .to.include('<h1>浙江省衢州市</h1>')
      .and.to.match(/柯城区<\/a><code class="num">330802/);
    for (const none of ['000000', '33080', 'x'])
      expect((await browser.walk(`/regions/${none}`)).status, none).to.equal(404);
  });

  it('is data for the lists of a form', async () => {
    const answer = await createBrowser(at.origin).request('/regions/330000', {
      headers: { accept: 'application/json' },
    });
    const found: { code: string; name: string }[] = JSON.parse(await answer.text());
    expect(found).to.deep.include({ code: '330800', name: '衢州市' });
    expect(found.filter(({ code }) => !code.startsWith('33') || !code.endsWith('00'))).to.eql([]);
    const districts = await createBrowser(at.origin).request('/regions/110000', {
      headers: { accept: 'application/json' },
    });
    expect(await districts.json()).to.deep.include({ code: '110105', name: '朝阳区' });
  });
});
