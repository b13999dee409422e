import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { createOutgoing } from '../../../src/http/outgoing.ts';
import type { Link } from '../../../src/links/link.ts';
import { createLook } from '../../../src/links/watch/look.ts';
import type { SideObservation } from '../../../src/links/watch/side.ts';
import { createVisit } from '../../../src/links/watch/visit.ts';
import { homePage, type PartnerPages, startPartnerPages } from '../../support/partner-pages.ts';
import { bands } from '../../support/pictures.ts';
import { fact } from '../../support/words.ts';

const cloud = new URL('https://cloud.example.cn');
const agent = 'CultureCloudLinkWatch/1.0';

describe('R40 a look at a partner’s page', () => {
  let site: PartnerPages;
  let look: (path: string) => Promise<SideObservation>;
  before(async () => {
    site = await startPartnerPages();
    const fetch = createOutgoing({ allowedHosts: [site.host] });
    const lookAt = createLook({ visit: createVisit({ fetch, agent, timeout: 600 }), publicUrl: cloud });
    look = async (path) => {
      const link = { webHome: `${site.origin}${path}`, h5Home: undefined, appUrl: undefined };
      const [seen] = await lookAt({ ...bare, ...link });
      if (seen?.side !== 'web') throw new Error('the page was not looked at');
      return seen;
    };
    site.set('/mark.png', { type: 'image/png', body: await bands(180, 50) });
  });
  after(() => site.close());

  const bare: Link = {
    ...{ id: '', institutionId: '', institution: '', regionCode: undefined, clientId: undefined, name: '' },
    ...{ pcUrl: undefined, h5Url: undefined, webHome: undefined, h5Home: undefined, appUrl: undefined },
    ...{ state: 'online', offlineBy: undefined, offlineReason: undefined, pictureHash: '', hasAppQr: false },
    ...{ createdAt: new Date(0), updatedAt: new Date(0) },
  };
  const seen = async (friends: string) => {
    site.set('/', { body: homePage(friends) });
    return look('/');
  };
  const ours = (inner: string, more = '') => `<a href="https://cloud.example.cn/?from=qx"${more}>${inner}</a>`;

  it('finds our mark and link, with its place and a picture of it', async () => {
    const found = await seen(ours('<img src="/mark.png" alt="国家公共文化云">'));
    expect(found).to.include({ state: 'found', cause: undefined, address: `${site.origin}/` });
    expect(found.place).to.include({ region: 'footer', heading: '友情链接', link: 7, of: 8, look: 'picture' });
    expect(found.place).to.include({ before: '县政府', after: '县图书馆' });
    expect(found.place?.at).to.be.within(0.8, 1);
    expect(found.outline?.title).to.equal('青溪县文化馆');
    expect(found.outline?.bands.map(({ region }) => region)).to.eql(['header', 'nav', 'main', 'footer']);
    const picture = found.picture !== undefined && 'bytes' in found.picture ? found.picture.bytes : undefined;
    expect(await sharp(picture).metadata()).to.include({ format: 'png', width: 180, height: 50 });
    expect([...site.agents]).to.eql([agent]);
  });

  it('names the fault: the link is missing, incomplete, invisible, or without the mark', async () => {
    expect(await seen('')).to.deep.include({ state: 'missing', cause: fact('links.no_link', { links: 7 }) });
    expect(await seen(ours(''))).to.deep.include({ state: 'missing', cause: fact('links.empty_link') });
    for (const hidden of [' style="display: none"', ' hidden', ' style="opacity:0"'])
      expect(await seen(`<div${hidden}>${ours('国家公共文化云')}</div>`), hidden).to.deep.include({
        state: 'missing',
        cause: fact('links.hidden_link'),
      });
    expect(await seen(ours('国家公共文化云'))).to.deep.include({
      state: 'found',
      cause: fact('links.words_only', { words: '国家公共文化云' }),
    });
    for (const strange of [
      'https://cloud.example.cn.evil.cn/',
      'https://cloud.example.cn/oidc/auth?client_id=x',
      'javascript:1',
    ])
      expect(await seen(`<a href="${strange}">国家公共文化云</a>`), strange).to.include({ state: 'missing' });
    expect(await seen(`<!-- ${ours('国家公共文化云')} --><noscript>${ours('国家公共文化云')}</noscript>`)).to.include({
      state: 'missing',
    });
  });

  it('does not call links missing that a script would show', async () => {
    site.set('/app', { body: '<html><body><div id="app"></div><script src="/app.js"></script></body></html>' });
    expect(await look('/app')).to.deep.include({ state: 'unseen', cause: fact('links.page_by_script') });
  });

  it('reads GBK, relative addresses with a base, and follows redirects of both kinds', async () => {
    // 友情链接 and 国家公共文化云 in GBK.
    const gbk = Buffer.from('d3d1c7e9c1b4bdd3', 'hex');
    const name = Buffer.from('b9fabcd2b9abb9b2cec4bbafd4c6', 'hex');
    const page = ['<meta charset="gbk"><h3>', gbk, '</h3><a href="https://cloud.example.cn">', name, '</a>'];
    site.set('/gbk', { type: 'text/html', body: Buffer.concat(page.map((part) => Buffer.from(part))) });
    const inGbk = await look('/gbk');
    expect(inGbk.place?.heading).to.equal('友情链接');
    expect(inGbk.cause).to.deep.equal(fact('links.words_only', { words: '国家公共文化云' }));
    site.set('/base', { body: '<base href="https://cloud.example.cn/"><a href="index.html">国家公共文化云</a>' });
    expect(await look('/base')).to.include({ state: 'found' });
    site.set('/moved', { location: '/refresh' });
    site.set('/refresh', { body: '<meta http-equiv="refresh" content="0; url=/base">' });
    expect(await look('/moved')).to.include({ state: 'found', address: `${site.origin}/base` });
  });

  it('is bounded in time, size and redirects, and reports why the page cannot be read', async () => {
    site.set('/slow', { body: 'x', waitMs: 5_000 });
    site.set('/long', { body: 'x'.repeat(2 * 1024 * 1024 + 1) });
    site.set('/round', { location: '/round' });
    site.set('/gone', { status: 503 });
    site.set('/pdf', { type: 'application/pdf', body: '%PDF' });
    site.set('/nowhere', { location: 'javascript:alert(1)' });
    const causes = {
      '/slow': fact('links.no_answer_in', { seconds: 0.6 }),
      '/long': fact('links.too_large', { kilobytes: 2048 }),
      '/round': fact('links.many_redirects', { most: 5 }),
      '/gone': fact('links.answers', { status: 503 }),
      '/pdf': fact('links.other_type', { type: 'application/pdf' }),
      '/nowhere': fact('links.answers', { status: 302 }),
    };
    for (const [path, cause] of Object.entries(causes))
      expect(await look(path), path).to.deep.include({ state: 'down', cause });
    expect(site.visits.filter((path) => path === '/round')).to.have.lengthOf(6);
  });

  it('never follows a partner inside: not at first, not after a redirect, not for a picture', async () => {
    const inside = [
      'http://127.0.0.1:8099/',
      'http://[::ffff:a9fe:a9fe]/latest/meta-data/',
      'http://0x7f000001/',
      'http://10.0.0.1/',
    ];
    for (const target of inside) {
      site.set('/inside', { location: target });
      expect(await look('/inside'), target).to.deep.include({ state: 'down', cause: fact('links.not_public') });
      site.set('/refresh-inside', { body: `<meta http-equiv="refresh" content="0;url=${target}">` });
      expect(await look('/refresh-inside'), target).to.deep.include({ state: 'down', cause: fact('links.not_public') });
      const found = await seen(ours(`<img src="${target}mark.png">`));
      expect(found, target).to.include({ state: 'found' });
      expect(found.picture, target).to.deep.equal({ cause: fact('links.not_public') });
    }
  });

  it('is not led inside by a resolver that changes its answer', async () => {
    const answers = [[{ address: '203.0.114.9', family: 4 }], [{ address: '127.0.0.1', family: 4 }]];
    let asked = 0;
    const port = new URL(site.origin).port;
    const fetch = createOutgoing({
      allowedHosts: [],
      resolve: (_name, _options, done) => {
        asked += 1;
        done(null, answers[Math.min(asked, answers.length) - 1] ?? []);
      },
    });
    const visit = createVisit({ fetch, agent, timeout: 400 });
    const wanted = { most: 1_000, accept: '*/*', type: /html/ };
    site.visits.length = 0;
    await visit(`http://partner.example.cn:${port}/`, wanted); // the public address is tried, and does not answer
    const second = await visit(`http://partner.example.cn:${port}/`, wanted);
    expect('fault' in second && second.fault).to.deep.equal(fact('links.not_public'));
    expect([asked >= 2, site.visits]).to.eql([true, []]);
  });

  it('makes the picture safe or says why it is not shown: script, size, movement, kind', async () => {
    const svg = (inner: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 50" width="180" height="50">${inner}</svg>`;
    const huge = await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#b3261e' } })
      .png({ palette: true, colours: 2 })
      .toBuffer();
    const frames = [
      await bands(60, 20),
      await sharp(await bands(60, 20))
        .negate()
        .png()
        .toBuffer(),
    ];
    const moving = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    const pictures: [string, string, string | Buffer, string][] = [
      ['script.svg', 'image/svg+xml', svg('<script>alert(1)</script><path d="M0 0h9v9z"/>'), 'files.svg_script'],
      ['event.svg', 'image/svg+xml', svg('<path onload="alert(1)" d="M0 0h9v9z"/>'), 'files.svg_script'],
      ['huge.png', 'image/png', huge, 'files.picture_broken'],
      ['moving.webp', 'image/webp', moving, 'files.picture_moves'],
      ['page.png', 'image/png', '<html>not a picture</html>', 'files.type_expected'],
      ['page.html', 'text/html', '<html></html>', 'links.other_type'],
      ['long.png', 'image/png', Buffer.alloc(512 * 1024 + 1), 'links.too_large'],
    ];
    for (const [name, type, body, code] of pictures) {
      site.set(`/${name}`, { type, body });
      const { state, picture } = await seen(ours(`<img src="/${name}">`));
      expect([state, picture !== undefined && 'cause' in picture ? picture.cause.code : picture], name).to.eql([
        'found',
        code,
      ]);
    }
    site.set('/good.svg', { type: 'image/svg+xml', body: svg('<path fill="#b3261e" d="M0 0h90v50H0z"/>') });
    for (const src of ['/good.svg', `data:image/svg+xml,${encodeURIComponent(svg('<path d="M0 0h90v50H0z"/>'))}`]) {
      const { picture } = await seen(ours(`<img src="${src}">`));
      const bytes = picture !== undefined && 'bytes' in picture ? picture.bytes : undefined;
      expect(await sharp(bytes).metadata(), src).to.include({ format: 'png', width: 480 });
    }
  }).timeout(60_000);
});
