import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import type { Member } from '../../src/actor.ts';
import { type Form, readForm } from '../../src/fields/form.ts';
import { checkLink, linkFields, linkOf, optionalLinkFields } from '../../src/links/link.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createBrowser, type Page, type TestBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { bands } from '../support/pictures.ts';
import { fact } from '../support/words.ts';

describe('the fields of a link', () => {
  const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
  const form: Form = {
    ...{ checksInPart: true, check: checkLink },
    groups: [{ name: 'link', title: '', fields: linkFields }],
  };
  const whole = { linkName: '青溪文化云', linkPcUrl: 'https://www.qx.example.cn/', linkPoster: id };
  const problemsOf = (more: Record<string, string>) => {
    const read = readForm(form, { ...whole, ...more });
    return 'problems' in read ? { ...read.problems } : {};
  };

  it('R35 counts the name in characters as a reader does, 50 at most', () => {
    expect(problemsOf({ linkName: '文'.repeat(50) })).to.eql({});
    expect(problemsOf({ linkName: '👨‍👩‍👧'.repeat(50) })).to.eql({});
    expect(problemsOf({ linkName: '文'.repeat(51) }).linkName).to.deep.equal(
      fact('fields.too_long', { label: '外部资源名称', max: 50, now: 51 }),
    );
  });

  it('R35 measures addresses in their normal form, 255 at most', () => {
    const long = (length: number) => `https://a.example.cn/${'x'.repeat(length - 21)}`;
    expect(problemsOf({ linkPcUrl: long(255) })).to.eql({});
    expect(problemsOf({ linkPcUrl: long(256) }).linkPcUrl).to.have.property('code', 'fields.address_too_long');
    expect(problemsOf({ linkH5Url: 'javascript:alert(1)' }).linkH5Url).to.have.property(
      'code',
      'fields.web_address_form',
    );
  });

  it('R34 ask for at least one of the two addresses, and for a poster', () => {
    expect(problemsOf({ linkPcUrl: '' })).to.eql({ linkPcUrl: fact('links.address_missing') });
    expect(problemsOf({ linkPcUrl: '', linkH5Url: 'https://m.qx.example.cn/' })).to.eql({});
    expect(problemsOf({ linkPoster: '' }).linkPoster).to.deep.equal(fact('fields.upload', { label: '海报' }));
    expect(problemsOf({ linkCrop: '左上' }).linkCrop).to.deep.equal(fact('links.crop_form'));
  });

  it('R34 names every mistake in one round, and takes a mistyped address for one', () => {
    const said = problemsOf({ linkName: '', linkPcUrl: '', linkH5Url: 'javascript:alert(1)', linkPoster: '' });
    expect(said).to.have.all.keys('linkName', 'linkH5Url', 'linkPoster');
  });

  it('R21 may all be left out in the form of an application, but not by halves', () => {
    const part = { groups: [{ name: 'link', title: '', fields: optionalLinkFields }], check: checkLink };
    const none = readForm(part, {});
    expect('values' in none && linkOf(none.values)).to.equal(undefined);
    const half = readForm(part, { linkName: '青溪文化云' });
    expect('problems' in half && Object.keys(half.problems)).to.eql(['linkPoster', 'linkPcUrl']);
  });
});

describe('links', () => {
  let at: TestApp;
  type Owner = Colleague & { institutionId: string };
  let owner: Owner;
  let stranger: Owner;
  let reader: Colleague;
  let reviewer: Colleague;
  let operator: Colleague;
  let browser: TestBrowser;
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    owner = await createMember(at);
    reader = await createMember(at, { institutionId: owner.institutionId, role: 'reader' });
    stranger = await createMember(at);
    reviewer = await createStaff(at, ['reviewer']);
    operator = await createStaff(at, ['operator']);
    browser = await signInToConsole(at, owner);
  });
  after(() => at.close());

  const csrfOf = (page: Page) => /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  /** Posts a form with a file in it, as a browser does. */
  async function postFile(
    page: Page,
    fields: Record<string, string>,
    file?: { field: string; name: string; bytes: Buffer },
  ) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (file) body.append(file.field, new Blob([new Uint8Array(file.bytes)]), file.name);
    return browser.walk(page.url.href, await browser.request(page.url.href, { method: 'POST', body }));
  }
  const fieldsOf = (page: Page, more: Record<string, string>) => ({
    csrf: csrfOf(page),
    revision: /name="revision" value="(\d+)"/.exec(page.text)?.[1] ?? '',
    linkName: '青溪文化云',
    linkPcUrl: 'https://www.qx.example.cn/',
    linkH5Url: 'https://m.qx.example.cn/',
    ...more,
  });
  async function approve(path: string) {
    const id = path.split('/').at(-1) ?? '';
    const actor = { kind: 'staff', accountId: reviewer.accountId, roles: ['reviewer'] } as const;
    return at.app.review.approve(actor, id);
  }
  const linkOfOwner = async () => {
    const [link] = await at.app.links.list(owner.institutionId);
    if (link === undefined) throw new Error('there is no link');
    return link;
  };
  const member = (): Member => ({
    kind: 'member',
    accountId: owner.accountId,
    institutionId: owner.institutionId,
    role: 'owner',
  });

  it('R34 R36 go from the form with its poster through the review to the home page and 合作平台', async () => {
    const list = await browser.walk('/console/links');
    expect(list.text).to.include('还没有端口链接');
    const draft = await browser.submit(list);
    expect(draft.url.pathname).to.match(/^\/console\/submissions\//);

    const small = { field: 'upload.linkPoster', name: 'a.png', bytes: await bands(180, 50) };
    const refused = await postFile(draft, fieldsOf(draft, { upload: 'linkPoster' }), small);
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include('图片是 180×50，会被放大变模糊，请上传不小于 460×120 的图片');
    expect(refused.text).to.include('青溪文化云'); // nothing typed is lost

    const poster = { field: 'upload.linkPoster', name: '海报.png', bytes: await bands(1380, 360) };
    const uploaded = await postFile(refused, fieldsOf(refused, { upload: 'linkPoster' }), poster);
    expect(uploaded.text).to.include('海报.png');
    const preview =
      /src="(\/console\/links\/preview[^"]*180x50)"/.exec(uploaded.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const shown = Buffer.from(await (await browser.request(preview)).arrayBuffer());
    expect(await sharp(shown).metadata()).to.include({ width: 180, height: 50 });

    const outside = await postFile(uploaded, fieldsOf(uploaded, { submit: '1', linkCrop: '1300,0,460,120' }));
    expect(outside.status).to.equal(422);
    expect(outside.text).to.include('裁剪范围超出了图片（1380×360）');
    const sent = await postFile(outside, fieldsOf(outside, { submit: '1', linkCrop: '920,0,460,120' }));
    expect(sent.status).to.equal(200);
    expect((await createBrowser(at.origin).walk('/')).text).to.not.include('青溪文化云');

    await approve(sent.url.pathname);
    const home = await createBrowser(at.origin).walk('/');
    expect(home.text).to.include('合作平台').and.include('青溪文化云').and.include('https://m.qx.example.cn/');
    const partners = await createBrowser(at.origin).walk('/partners');
    expect(partners.text).to.include('https://www.qx.example.cn/').and.include('230x60');
    for (const [page, size, width, height] of [
      [home, '180x50', 180, 50],
      [partners, '230x60', 230, 60],
    ] as const) {
      const src = new RegExp(`src="(/pictures/[^"]*${size}\\.png\\?v=[^"]+)"`).exec(page.text)?.[1] ?? '';
      const response = await fetch(new URL(src, at.origin));
      expect(response.headers.get('cache-control')).to.include('immutable');
      expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
      const picture = sharp(Buffer.from(await response.arrayBuffer()));
      expect(await picture.metadata()).to.include({ width, height, format: 'png' });
      const { channels } = await picture.stats();
      expect(channels.map(({ mean }) => Math.round(mean))).to.eql([0, 0, 255]); // the blue third that was chosen
    }
  });

  it('R36 shows both pictures at their true size, and the Cloud’s own materials (R38)', async () => {
    const page = await browser.walk('/console/links');
    expect(page.text)
      .to.include('width="230" height="60"')
      .and.include('width="180" height="50"')
      .and.include('已上线');
    expect(page.text).to.include(`&lt;a href=&#34;${at.origin}/&#34;`).and.include('/public/wordmark.svg');
  });

  it('begin with the platform that the certification names', async () => {
    const { institutionId } = stranger;
    const profile = JSON.stringify({ platformName: '岚城云', platformUrl: 'https://www.lan.example.cn/' });
    const sealed = at.app.keys.seal.seal(profile, `institutions.profile.${institutionId}`);
    await at.database.db.run(`update institutions set profile = $2 where id = $1`, [institutionId, sealed]);
    const other: Member = { ...member(), accountId: stranger.accountId, institutionId };
    const begun = await at.app.review.begin(other, 'link', { institutionId });
    expect(begun.data).to.include({ linkName: '岚城云', linkPcUrl: 'https://www.lan.example.cn/' });
    await at.app.review.discard(other, begun.id);
  });

  it('begin a change with the present values, and change nothing until it is approved', async () => {
    const before = await linkOfOwner();
    const begun = await at.app.review.begin(member(), 'link', {
      institutionId: owner.institutionId,
      subjectId: before.id,
    });
    expect(begun.data).to.include({ linkName: '青溪文化云', linkCrop: '920,0,460,120' });
    await at.app.review.save(member(), begun.id, { ...begun.data, linkName: '青溪数字文化馆', linkCrop: '' });
    await at.app.review.submit(member(), begun.id);
    expect((await linkOfOwner()).name).to.equal('青溪文化云');
    await approve(begun.id);
    const changed = await linkOfOwner();
    expect(changed).to.include({ id: before.id, name: '青溪数字文化馆' });
    expect(changed.pictureHash).to.not.equal(before.pictureHash);
  });

  it('are of their institution alone', async () => {
    const { id, pictureHash } = await linkOfOwner();
    const other = await signInToConsole(at, stranger);
    expect((await other.walk('/console/links')).text).to.not.include('青溪数字文化馆');
    for (const path of [`/console/links/${id}/offline`, `/console/links/${id}-230x60.png?v=${pictureHash}`])
      expect((await other.walk(path)).status, path).to.equal(404);
    const home = await other.walk('/console/links');
    const begun = await other.submit(home, { subject: id }, '/console/links');
    expect(begun.status).to.equal(404);
    const looking = await signInToConsole(at, reader);
    const page = await looking.walk('/console/links');
    expect(page.text).to.not.include('/offline"').and.not.include('>修改<');
  });

  it('O5 are taken off by operators for a reason, at once, and only they put them on again', async () => {
    const { id, pictureHash } = await linkOfOwner();
    const desk = await signInToConsole(at, operator);
    const list = await desk.walk('/admin/links?text=青溪');
    expect(list.text).to.include('青溪数字文化馆');
    const page = await desk.walk(`/admin/links/${id}/offline`);
    const empty = await desk.submit(page, { reason: ' ' });
    expect([empty.status, empty.text.includes('请填写下线的原因')]).to.eql([422, true]);
    expect((await desk.submit(page, { reason: '页面打不开' })).url.pathname).to.equal('/admin/links');
    expect((await createBrowser(at.origin).walk('/')).text).to.not.include('青溪数字文化馆');
    expect((await fetch(new URL(`/pictures/${id}-230x60.png?v=${pictureHash}`, at.origin))).status).to.equal(404);

    const mine = await browser.walk('/console/links');
    expect(mine.text).to.include('页面打不开').and.not.include('重新上线');
    const refused = await browser.submit(mine, {}, `/console/links/${id}/online`);
    expect(refused.status).to.equal(403);
    expect((await desk.submit(list, { csrf: csrfOf(page) }, `/admin/links/${id}/online`)).text).to.include('已上线');
    const audit = await at.database.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_id = $1 order by id`,
      [id],
    );
    expect(audit.map(({ verb }) => verb)).to.eql(['link.open', 'link.update', 'link.offline', 'link.online']);
    const looking = await signInToConsole(at, reviewer);
    expect((await looking.walk(`/admin/links/${id}/offline`)).status).to.equal(403);
  });

  it('are taken off and put on again by their institution', async () => {
    const { id } = await linkOfOwner();
    const page = await browser.walk(`/console/links/${id}/offline`);
    const off = await browser.submit(page, { reason: '改版中' });
    expect(off.text).to.include('由本机构下线').and.include('重新上线');
    await browser.submit(off, {}, `/console/links/${id}/online`);
    expect((await linkOfOwner()).state).to.equal('online');
  });

  it('vanish with their institution when it is disabled', async () => {
    const { id } = await linkOfOwner();
    const set = (value: Date | null) =>
      at.database.db.run('update institutions set disabled_at = $2 where id = $1', [owner.institutionId, value]);
    await set(at.app.clock.now());
    expect((await createBrowser(at.origin).walk('/partners')).text).to.not.include('青溪数字文化馆');
    expect((await fetch(new URL(`/pictures/${id}-180x50.png`, at.origin))).status).to.equal(404);
    await set(null);
    expect((await createBrowser(at.origin).walk('/partners')).text).to.include('青溪数字文化馆');
  });

  it('are for certified institutions', async () => {
    const fresh = await createMember(at, { certified: false });
    const signedIn = await signInToConsole(at, fresh, { secondFactor: false });
    expect((await signedIn.walk('/console/links')).text).to.include('这项功能在认证通过后开放');
    const page = await signedIn.walk('/account/recover');
    expect((await signedIn.submit(page, {}, '/console/links')).status).to.equal(403);
  });

  it('keep the poster of a link as long as the link, and refuse a poster of another institution', async () => {
    const [uses] = await at.database.db.rows<{ count: number }>(
      `select count(*)::int as count from file_uses where subject_kind = 'link'`,
    );
    expect(uses?.count).to.equal(1);
    const values = await at.app.links.valuesOf((await linkOfOwner()).id, owner.institutionId);
    const other: Member = { ...member(), accountId: stranger.accountId, institutionId: stranger.institutionId };
    const begun = await at.app.review.begin(other, 'link', { institutionId: stranger.institutionId });
    const stolen = await at.app.review.save(other, begun.id, { linkPoster: values?.poster ?? '' }).then(
      () => 'saved',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    expect(stolen).to.equal('errors.to_correct {"count":1}');
    expect(await at.app.links.preview(other, values?.poster ?? '', '', '230x60').catch(() => 'none')).to.equal('none');
  });
});
