import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import sharp from 'sharp';
import { unpacked } from '../../citizens/privacy/unpacked.ts';
import { createCitizen, createClient, operator, settled, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  createBrowser,
  formOf,
  formOn,
  html,
  type Page,
  redeem,
  signIn,
  type TestBrowser,
} from '../../support/citizen.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';
import { asStaff } from '../../support/institutions.ts';

type Partner = Awaited<ReturnType<typeof createClient>>;

/** A photograph on its side, as a phone takes it: with the place and the owner in it. */
const photograph = (width = 900, height = 600) =>
  sharp({ create: { width, height, channels: 3, background: '#3a6' } })
    .composite([{ input: { create: { width: 80, height: 80, channels: 3, background: '#fa8' } }, left: 100, top: 40 }])
    .withExif({ IFD0: { Copyright: 'somebody', Orientation: '6' }, IFD3: { GPSLatitude: '30/1 15/1 0/1' } })
    .jpeg()
    .toBuffer();

describe('R04 the picture of a person', function () {
  this.timeout(90_000);
  let at: TestApp;
  let partner: Partner;
  let sister: Partner;
  let stranger: Partner;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    sister = await createClient(at, { name: '青溪讲座' }, { institutionId: partner.institutionId });
    const { id } = await at.app.institutions.create(operator, { name: '兰城图书馆', certified: true });
    stranger = await createClient(at, {}, { institutionId: id });
  });
  after(() => at.close());

  async function put(browser: TestBrowser, bytes: Buffer | undefined): Promise<Page> {
    const { csrf = '' } = formOf(formOn(await browser.walk('/account/profile'), '/avatar').text).fields;
    const body = new FormData();
    body.set('csrf', csrf);
    if (bytes !== undefined) body.set('avatar', new Blob([new Uint8Array(bytes)]), '自拍.jpg');
    const sent = await browser.request('/account/profile/avatar', { method: 'POST', body, headers: html });
    return browser.walk('/account/profile', sent);
  }
  async function tokenOf(browser: TestBrowser, username: string, client: Partner): Promise<string> {
    const flow = authorization(client.clientId);
    const callback = await signIn(browser, flow, username);
    return String((await redeem(at.origin, client, callback, flow)).body.access_token);
  }
  const pictureOf = async (token: string): Promise<string | undefined> => {
    const answer = await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    const told: unknown = await answer.json();
    return typeof told === 'object' && told !== null && 'picture' in told ? String(told.picture) : undefined;
  };
  async function enter(username: string, more: { phone?: string } = {}) {
    const { id } = await createCitizen(at, username, more);
    const browser = createBrowser(at.origin);
    const token = await tokenOf(browser, username, partner);
    return { id, browser, token };
  }

  it('is upright and square, reveals neither place nor owner, and is sent by the scope profile to each institution by its own address', async () => {
    const { browser, token } = await enter('pictured');
    expect(await pictureOf(token)).to.equal(undefined);
    expect((await browser.walk('/account/profile')).text).to.match(/<span class="face" aria-hidden="true">溪<\/span>/);
    const done = await put(browser, await photograph());
    expect(done.text)
      .to.include('头像已更换')
      .and.to.match(/<img class="face" src="\/avatars\/[\w-]{43}\.jpg\?size=small"/);
    await settled();
    const address = (await pictureOf(token)) ?? '';
    expect(address).to.match(new RegExp(`^${at.origin}/avatars/[\\w-]{43}\\.jpg$`));
    const shown = await fetch(address);
    const bytes = Buffer.from(await shown.arrayBuffer());
    const { width, height, format, exif, icc, xmp } = await sharp(bytes).metadata();
    expect({ width, height, format, exif, icc, xmp }).to.deep.equal({
      ...{ width: 200, height: 200, format: 'jpeg', exif: undefined, icc: undefined, xmp: undefined },
    });
    expect(bytes.includes('somebody')).to.equal(false);
    expect(bytes.length).to.be.below(20_000);
    expect(Object.fromEntries(shown.headers)).to.include({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-cache',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    const again = await fetch(address, { headers: { 'if-none-match': shown.headers.get('etag') ?? '' } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).to.deep.equal([304, 0]);

    const same = await tokenOf(browser, 'pictured', sister);
    const other = await tokenOf(browser, 'pictured', stranger);
    expect(await pictureOf(same), 'one institution').to.equal(address);
    expect(await pictureOf(other), 'another')
      .to.match(/\/avatars\//)
      .and.not.equal(address);
  });

  it('is the same by the fast endpoint and by the library, and not without the scope', async () => {
    const { browser } = await enter('told-alike');
    await put(browser, await photograph());
    const byLibrary = await createClient(at, {}, { institutionId: partner.institutionId });
    const sign = `update applications set userinfo_signed_response_alg = 'RS256' where client_id = $1`;
    await at.database.db.run(sign, [byLibrary.clientId]);
    await settled();
    const fast = await pictureOf(await tokenOf(browser, 'told-alike', partner));
    const flow = authorization(byLibrary.clientId);
    const page = await browser.walk(flow.url);
    expect(page.text, 'consent shows it').to.match(/<img class="face" src="\/avatars\//);
    const token = await tokenOf(browser, 'told-alike', byLibrary);
    const signed = await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    const [, claims = ''] = (await signed.text()).split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).to.include({ picture: fast });
    const bare = authorization(sister.clientId, { scope: 'openid' });
    const callback = await signIn(browser, bare, 'told-alike', []);
    const { body } = await redeem(at.origin, sister, callback, bare);
    expect(await pictureOf(String(body.access_token))).to.equal(undefined);
  });

  it('is dead at all its addresses with the next request, once it is replaced, removed, or its owner locked', async () => {
    const { id, browser, token } = await enter('changing');
    const statusOf = async (address: string) => (await fetch(address)).status;
    const addressNow = async () => {
      await settled();
      return (await pictureOf(token)) ?? '';
    };
    await put(browser, await photograph());
    const first = await addressNow();
    await put(browser, await photograph(400, 800));
    expect(await statusOf(first)).to.equal(404);
    const second = await addressNow();
    expect([second === first, await statusOf(second)]).to.deep.equal([false, 200]);
    const gone = await browser.submit(formOn(await browser.walk('/account/profile'), '/avatar/remove'));
    expect([gone.text.includes('头像已移除'), await statusOf(second)]).to.deep.equal([true, 404]);
    expect(await addressNow()).to.equal('');
    await put(browser, await photograph());
    const third = await addressNow();
    await at.app.accounts.lock(operator, id, '本人报失');
    expect(await statusOf(third)).to.equal(404);
    for (const madeUp of ['a'.repeat(43), 'a'.repeat(42), '..%2F..%2Fetc', '%00'])
      expect(await statusOf(`${at.origin}/avatars/${madeUp}.jpg`), madeUp).to.be.oneOf([400, 404]);
  });

  it('says how to do better where it will not do, and stops at ten a day', async () => {
    const { browser } = await enter('persistent');
    const said = async (bytes: Buffer | undefined) => {
      const page = await put(browser, bytes);
      return [page.status, /id="avatar-msg">([^<]*)</.exec(page.text)?.[1]] as const;
    };
    expect(await said(undefined)).to.deep.equal([422, '请先选择一张图片']);
    const small = await said(await photograph(120, 300));
    expect(small[1]).to.include('200×200');
    const drawing = await said(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>'));
    expect(drawing[0]).to.equal(422);
    for (let n = 2; n < 10; n += 1) await said(Buffer.from('no picture'));
    expect((await said(await photograph()))[1]).to.include('过于频繁');
    const large = await put(browser, Buffer.alloc(6 * 1024 * 1024));
    expect(large.status).to.equal(413);
  });

  it('is taken away by the support, with a reason that its owner reads, found by the address that an institution reads out', async () => {
    const phone = '13900008902';
    const { id, browser, token } = await enter('complained', { phone });
    await put(browser, await photograph());
    await settled();
    const address = (await pictureOf(token)) ?? '';
    const helper = await createStaff(at, ['support']);
    const desk = await signInToConsole(at, helper);
    const found = await desk.submit(formOn(await desk.walk('/admin/support'), '/admin/support'), {
      ...{ who: address, reason: '青溪县文化馆来电，投诉头像' },
    });
    expect(found.url.pathname).to.match(/^\/admin\/support\/[\w-]{36}$/);
    expect(found.text).to.include('alt="这个账号的头像"');
    const without = await desk.submit(formOn(found, '/avatar'), {});
    expect([without.status, without.text.includes('请选择移除头像的原因')]).to.deep.equal([422, true]);
    const done = await desk.submit(formOn(found, '/avatar'), { fault: 'indecent' });
    expect(done.text).to.include('头像已移除，并已通知本人');
    expect((await fetch(address)).status).to.equal(404);
    const [told] = (await at.app.sms.recent()).filter(({ to }) => to === phone);
    expect(told?.text).to.include('您的头像低俗或令人不适，已被移除');
    const [row] = await at.database.db.rows<{ actor_id: string; details: object }>(
      `select actor_id, details from audit_events where subject_id = $1 and verb = 'account.support_remove_avatar'`,
      [id],
    );
    expect(row).to.deep.include({ actor_id: helper.accountId });
    expect(row?.details).to.include({ fault: 'indecent' });
    const reviewer = asStaff(helper, 'reviewer');
    const refused = await at.app.accounts
      .removeAvatarOf(reviewer, id, { fault: 'indecent', caseId: 'x' })
      .catch((error: { status: number }) => error.status);
    expect(refused).to.equal(403);
  });

  it('is never a child’s, not even by hand', async () => {
    const { id: guardian } = await createCitizen(at, 'parent');
    const { id } = await createCitizen(at, 'child-of-parent');
    await at.database.db.run(
      `update accounts set guardian_id = $2, birth_year = 2020, phone_index = null, email_index = null where id = $1`,
      [id, guardian],
    );
    const changed = await at.app.accounts.setAvatar(id, { bytes: await photograph(), address: '203.0.113.9' });
    expect(changed).to.have.property('problems');
    const byHand = await at.database.db
      .run(`update accounts set avatar_id = $1 where id = $1`, [id])
      .catch((error: { constraint?: string }) => error.constraint);
    expect(byHand).to.equal('accounts_child_without_avatar');
  });

  it('is in the copy of everything, sealed in the database, and gone after the deletion', async () => {
    const { id, browser, token } = await enter('leaving');
    await put(browser, await photograph());
    await settled();
    const address = (await pictureOf(token)) ?? '';
    const stored = await at.database.db.row<{ large: Buffer }>('select large from avatars where account_id = $1', [id]);
    expect(stored?.large.includes(Buffer.from([0xff, 0xd8, 0xff]))).to.equal(false);
    await at.app.privacy.exports.ask(id);
    const [asked] = await at.app.privacy.exports.list(id);
    const jobs = at.app.modules.flatMap((module) => module.jobs ?? []);
    const exporting = jobs.find((each) => 'queue' in each && each.queue === 'privacy.export');
    if (exporting === undefined || !('queue' in exporting)) throw new Error('no such job');
    await exporting.handle({ id: asked?.id ?? '' }, 1);
    const files = await unpacked((await at.app.privacy.exports.open(id, asked?.id ?? '')).bytes);
    const [{ picture }] = JSON.parse(files.get('data/avatars.json') ?? '[]');
    expect((await sharp(Buffer.from(picture.split(',')[1], 'base64')).metadata()).width).to.equal(200);
    expect(files.get('pages/avatars.html')).to.include('<img src="data:image/jpeg;base64,');
    await at.app.privacy.deletions.ask(id, { password: 'correct-horse-5', understood: true, device: 'Firefox' });
    const due = `update account_deletions set due_at = $2 where account_id = $1`;
    await at.database.db.run(due, [id, at.app.clock.now()]);
    const erasing = jobs.find((each) => 'name' in each && each.name === 'privacy.erase');
    if (erasing && 'run' in erasing) await erasing.run(at.app.clock.now());
    const left = await at.database.db.row(`select 1 from avatars where account_id = $1`, [id]);
    expect([left, (await fetch(address)).status]).to.deep.equal([undefined, 404]);
  });
});
