import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { encodeQR } from 'qr';
import sharp from 'sharp';
import type { Member } from '../../../src/actor.ts';
import { days, after as inDays } from '../../../src/clock.ts';
import { exchange } from '../../../src/links/api-operations.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { homePage, type PartnerPages, startPartnerPages } from '../../support/partner-pages.ts';
import { bands } from '../../support/pictures.ts';
import { refusal } from '../../support/refusal.ts';
import { until } from '../../support/until.ts';
import { fact } from '../../support/words.ts';

/** A picture with a code in it, as people upload one: beside other things, and turned into a JPEG. */
async function codeSaying(says: string): Promise<Buffer> {
  const svg = encodeQR(says, 'svg', { ecc: 'medium', border: 4, scale: 8 });
  const code = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).resize(300, 300).png().toBuffer();
  return sharp({ create: { width: 420, height: 520, channels: 3, background: '#dfe9e2' } })
    .composite([{ input: code, left: 60, top: 110 }])
    .jpeg({ quality: 80 })
    .toBuffer();
}

describe('the watch on its pages', () => {
  let at: TestApp;
  let site: PartnerPages;
  let owner: Colleague & { institutionId: string };
  let browser: TestBrowser;
  let link: string;
  let ours: string;
  const member = (): Member => ({
    ...{ kind: 'member', accountId: owner.accountId, institutionId: owner.institutionId, role: 'owner' },
  });
  const keep = async (bytes: Buffer) => {
    const kept = await at.app.files.keep(member(), {
      ...{ institutionId: owner.institutionId, name: 'a.jpg', bytes, accept: { types: ['image/png', 'image/jpeg'] } },
    });
    if ('problem' in kept) throw new Error(kept.problem.code);
    return kept.id;
  };
  const values = async (more: { appQr?: string } = {}) => ({
    ...{ name: '青溪文化云', pcUrl: `${site.origin}/news`, h5Url: `${site.origin}/m`, webHome: `${site.origin}/` },
    ...{ poster: await keep(await bands(460, 120)), crop: undefined, appQr: undefined, ...more },
  });

  before(async function () {
    this.timeout(90_000);
    site = await startPartnerPages();
    at = await startApp(import.meta.filename, { jobs: true, env: { OUTGOING_HOSTS: site.host } });
    owner = await createMember(at);
    browser = await signInToConsole(at, owner);
    site.set('/news', { body: 'news' });
    site.set('/app', { body: 'app' });
    site.set('/mark.png', { type: 'image/png', body: await bands(180, 50) });
    ours = `<a href="${at.origin}/"><img src="/mark.png" alt="国家公共文化云"></a>`;
    site.set('/m', { body: homePage('') });
    const appQr = await keep(await codeSaying(`https://app.qx.example.cn/download`));
    const opened = await values({ appQr });
    link = await at.database.db.transaction((trx) =>
      at.app.links.open(trx, { institutionId: owner.institutionId, values: opened, actor: member() }),
    );
  });
  after(async () => {
    await at.close();
    await site.close();
  });

  /** 立即检测, until it is there; their page answers once ours was seen. */
  async function check(by: TestBrowser, base = '/console/links') {
    const page = await by.walk(`${base}/${link}/watch`);
    const seen = Promise.withResolvers<void>();
    site.set('/', { body: homePage(ours), until: seen.promise });
    const sent = await by.submit(page, {}, `${base}/${link}/check`).finally(seen.resolve);
    const isDone = async () =>
      (
        await at.database.db.row<{ is: boolean }>(`select check_asked_at is null as is from links where id = $1`, [
          link,
        ])
      )?.is === true;
    if (sent.status === 200) await until(isDone, 'the look is over');
    return sent;
  }

  it('R40 立即检测 shows the result for both sides a few seconds later, with the lines to paste', async () => {
    expect((await browser.walk(`/console/links/${link}/watch`)).text).to.include('还没有检测过');
    const begun = await check(browser);
    expect(begun.text)
      .to.include('正在检测')
      .and.match(/http-equiv="refresh" content="4"/);
    const { text } = await browser.walk(`/console/links/${link}/watch`);
    expect(text).to.include('<b>手机版首页没有找到</b>').and.include('没有一个指向国家公共文化云');
    expect(text).to.include(`&lt;a href=&#34;${at.origin}/&#34;`).and.include('link-180x50.svg');
    expect(text).to.include('页脚“友情链接”下').and.include('在“县政府”和“县图书馆”之间');
    const [, src = ''] = /<image href="([^"]+)"/.exec(text.replaceAll(/\s+/g, ' ')) ?? [];
    const picture = await browser.request(src);
    expect([picture.status, picture.headers.get('content-type')]).to.eql([200, 'image/png']);
    expect(await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).to.include({ width: 180, height: 50 });
    const other = await signInToConsole(at, await createMember(at));
    for (const path of [src, `/console/links/${link}/watch`, `/console/links/${link}/history`])
      expect((await other.request(path)).status, path).to.equal(404);
    const history = await browser.walk(`/console/links/${link}/history?side=h5`);
    expect(history.text).to.include('立即检测').and.include('没有一个指向国家公共文化云').and.not.include('县图书馆');
  });

  it('R06 R40 is the state of the progress: not done while a home page lacks our link', async () => {
    const home = await browser.walk('/console');
    expect(home.text).to.include('贵方首页还没有放国家云的链接');
    const list = await browser.walk('/console/links');
    expect(list.text).to.include('手机版首页 <span class="light off">没有找到');
    site.set('/m', { body: homePage(`<a href="${at.origin}/">国家公共文化云</a>`) });
    await check(browser);
    expect((await browser.walk('/console')).text).to.include('1 个链接已上线，双方互访正常');
    expect((await browser.walk(`/console/links/${link}/watch`)).text).to.include('还没有放国家云的标志图');
  });

  it('R40 is asked for six times an hour at most, and never by a reader', async () => {
    for (let n = 0; n < 4; n += 1) expect((await check(browser)).status).to.equal(200);
    const refused = await check(browser);
    expect([refused.status, refused.text.includes('一小时最多检测 6 次')]).to.eql([429, true]);
    const reader = await createMember(at, { institutionId: owner.institutionId, role: 'reader' });
    const reading = await signInToConsole(at, reader);
    const page = await reading.walk(`/console/links/${link}/watch`);
    expect(page.text).to.include('90 天').and.not.include('立即检测</button>');
  });

  it('R40 leads operators to lost links: after three runs, by filter and count, of their regions', async () => {
    site.set('/m', { status: 503 });
    for (const day of [1, 2, 3]) await at.app.linkWatch.run(inDays(at.app.clock.now(), days(day)));
    const desk = await signInToConsole(at, await createStaff(at, ['operator']));
    const list = await desk.walk('/admin/links?watch=alarmed');
    expect(list.text).to.include('青溪文化云').and.include('手机版首页打不开').and.include('1<span class="vh"> 项待办');
    expect((await desk.walk('/admin/links?watch=unsteady')).text).to.not.include('青溪文化云');
    expect((await desk.walk(`/admin/links/${link}/watch`)).text).to.include('服务器返回 503');
    const inbox = await browser.walk('/console/messages');
    expect(inbox.text).to.include('端口互访需要处理：青溪文化云');
    expect((await browser.walk('/console')).text).to.include('手机版首页打不开');
    const elsewhere = await createStaff(at, ['reviewer'], { regions: ['110000'] });
    const far = await signInToConsole(at, elsewhere);
    expect((await far.request(`/admin/links/${link}/watch`)).status).to.equal(404);
    expect((await browser.walk('/console/history')).text).to.include('的手机版首页打不开');
  });

  it('R39 reads the code of their App when it is sent, and refuses a useless target', async () => {
    const [known] = await at.app.links.list(owner.institutionId);
    expect(known?.appUrl).to.equal('https://app.qx.example.cn/download');
    const problemOf = async (bytes: Buffer) => {
      const appQr = await keep(bytes);
      const refused = await refusal(at.app.links.mustRender(owner.institutionId, await values({ appQr })));
      return refused.fields?.linkAppQr;
    };
    expect(await problemOf(await bands(300, 300))).to.deep.equal(fact('links.qr_unreadable'));
    for (const says of ['请到应用市场搜索', 'http://192.168.1.8/app', 'javascript:alert(1)'])
      expect(await problemOf(await codeSaying(says)), says).to.deep.equal(fact('links.qr_no_address', { says }));
  });

  it('R39 exchanges Web home, H5 home and App code with programs and people', async () => {
    const answer = exchange.answer.parse(await (await fetch(`${at.origin}/api/v1/links`)).json());
    expect(answer.cloud).to.include({
      web_home: `${at.origin}/`,
      h5_home: `${at.origin}/`,
      app_page: `${at.origin}/app`,
    });
    const [partner] = answer.partners;
    expect(partner).to.include({ name: '青溪文化云', web_home: `${site.origin}/`, h5_home: `${site.origin}/m` });
    expect(partner?.app_url).to.equal('https://app.qx.example.cn/download');
    for (const url of [answer.cloud.app_qr, partner?.app_qr ?? ''])
      expect((await fetch(url)).status, url).to.equal(200);
    const page = await createBrowser(at.origin).walk('/partners');
    expect(page.text).to.include('APP 的下载二维码').and.include('https://app.qx.example.cn/download');
  });

  it('R38 offers material for partners: marks and the App code, as SVG and PNG of exact sizes', async () => {
    const page = await createBrowser(at.origin).walk('/partners/materials');
    expect(page.text).to.include('link-180x50.svg').and.include('/app');
    for (const [name, width, height] of [
      ['link-180x50@1x', 180, 50],
      ['link-230x60@3x', 690, 180],
      ['app-qr@2x', 400, 400],
    ] as const) {
      const response = await fetch(`${at.origin}/partners/materials/${name}.png`);
      expect(response.headers.get('cross-origin-resource-policy'), name).to.equal('cross-origin');
      expect(await sharp(Buffer.from(await response.arrayBuffer())).metadata(), name).to.include({ width, height });
    }
    for (const name of ['link-180x50@4x.png', '..%2fmark@1x.png', 'demo@1x.png'])
      expect((await fetch(`${at.origin}/partners/materials/${name}`)).status, name).to.equal(404);
    expect((await createBrowser(at.origin).walk('/app')).text).to.include('打开手机版');
  });
});
