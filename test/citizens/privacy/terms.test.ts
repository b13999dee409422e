import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Staff } from '../../../src/actor.ts';
import { dayOf, days, after as later } from '../../../src/clock.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, signIn, type TestBrowser } from '../../support/citizen.ts';
import { createStaff, signInToConsole } from '../../support/console.ts';
import { testDatabase } from '../../support/database.ts';
import { remember } from '../../support/record.ts';

const security: Staff = { kind: 'staff', accountId: '00000000-0000-4000-8000-000000000001', roles: ['security'] };
const texts = { terms: '新的约定\n\n## 一、<b>新</b>', privacy: '新的说明', changes: '可以上传头像。\n可以移除头像。' };

describe('R04 versions of 用户协议 and 隐私政策', function () {
  this.timeout(90_000);
  let at: TestApp;
  let partner: Awaited<ReturnType<typeof createClient>>;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
  });
  after(() => at.close());

  const terms = () => at.app.accounts.terms;
  const db = () => at.database.db;
  const inDays = (n: number) => dayOf(later(at.app.clock.now(), days(n)));
  /** As if its day had come. */
  async function bringInForce(version: number) {
    const begun = later(at.app.clock.now(), -60);
    await db().run(`update terms_versions set published_at = $2, effective_at = $3 where version = $1`, [
      ...[version, later(begun, -60), begun],
    ]);
    terms().readAnew();
  }
  const read = async (path: string) => {
    const answer = await fetch(new URL(path, at.origin));
    return { status: answer.status, text: await answer.text() };
  };
  const acceptances = (accountId: string) =>
    db().rows<{ version: number }>(`select version from terms_acceptances where account_id = $1 order by version`, [
      accountId,
    ]);
  const asked = (browser: TestBrowser, more: Record<string, string> = {}) =>
    browser.walk(authorization(partner.clientId, more).url);

  it('begin with the texts of the product, which agreeing at a login is recorded for', async () => {
    for (const path of ['/terms', '/terms/1']) expect((await read(path)).text).to.contain('第 1 版');
    expect((await read('/privacy/1')).text)
      .to.contain('网信部门')
      .and.to.contain('400-');
    // A new installation begins with the newest texts; one with accounts keeps the version in force.
    expect((await read('/privacy')).text)
      .to.contain('经办人的证件号码和证件照片')
      .and.to.contain('不超过 211 天');
    await db().run('insert into first_terms (edition) values (1)');
    expect((await read('/terms/2')).status).to.equal(404);
    const { id } = await createCitizen(at, 'first');
    await signIn(createBrowser(at.origin), authorization(partner.clientId), 'first');
    expect(await acceptances(id)).to.deep.equal([{ version: 1 }]);
  });

  it('are not published for a day that is past or near, nor without the right', async () => {
    expect(await terms().publish(security, { ...texts, effectiveOn: inDays(-1) })).to.nested.include({
      'problems.effectiveOn.code': 'accounts.terms_too_soon',
    });
    expect(await terms().publish(security, { ...texts, effectiveOn: inDays(7) })).to.have.property('problems');
    const reviewer: Staff = { ...security, roles: ['reviewer'] };
    const refused = terms().publish(reviewer, { ...texts, effectiveOn: inDays(30) });
    expect(await refused.catch((error: { status: number }) => error.status)).to.equal(403);
    expect(await terms().published()).to.deep.equal([]);
  });

  it('are published once by two at once, shown before their day, and can be taken back until then', async () => {
    const publish = () => terms().publish(security, { ...texts, effectiveOn: inDays(8) });
    const outcomes = await Promise.allSettled([publish(), publish(), publish(), publish()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(await terms().published()).to.have.length(1);
    const rows = await db().rows(`select 1 from audit_events where verb = 'terms.publish'`);
    expect(rows).to.have.length(1);
    expect(await terms().inForce()).to.equal(1);
    expect((await read('/terms')).text)
      .to.contain('href="/terms/2"')
      .and.to.contain('先看看');
    expect((await read('/terms/2')).text)
      .to.contain('这个版本还没有生效')
      .and.to.contain('可以上传头像。')
      .and.to.contain('&lt;b&gt;新');
    await terms().withdrawTerms(security, 2);
    expect((await read('/terms/2')).status).to.equal(404);
  });

  it('are written, looked at and published by an operator', async () => {
    const staff = await createStaff(at, ['security']);
    const browser = await signInToConsole(at, staff);
    let page = await browser.walk('/admin/terms/new');
    // While the first version counts, the product proposes the next one, which explains the handover at 14 and the data for programs.
    expect(page.text).to.contain('我们提供什么').and.to.contain('产品建议的新版本').and.to.contain('账号归孩子自己');
    expect(page.text).to.match(/开放数据.{0,40}是许可的|按那里写明的许可/s);
    const send = (values: Record<string, string>) =>
      browser.submit(page, { ...texts, effectiveOn: inDays(9), ...values }, '/admin/terms/new');
    page = await send({ changes: '', terms: '' });
    expect(page.text).to.contain('有 2 处需要修改');
    page = await send({ effectiveOn: inDays(1) });
    expect(page.text).to.contain('至少提前 7 天公布');
    page = await send({});
    expect(page.text).to.contain('预览新版本').and.to.contain('<p>新的约定</p>').and.to.contain('&lt;b&gt;新');
    expect(await terms().published()).to.deep.equal([]);
    page = await send({ publish: '1' });
    expect(page.url.pathname).to.equal('/admin/terms');
    expect(page.text).to.contain('等待生效');
    expect(await terms().published()).to.have.length(1);
  });

  it('are asked about once when a newer one counts, by the fast way and by the library', async () => {
    const browser = createBrowser(at.origin);
    const { id } = await createCitizen(at, 'asked');
    await signIn(browser, authorization(partner.clientId), 'asked');
    expect((await asked(browser)).url.searchParams.get('code')).not.to.equal(null);
    await bringInForce(2);
    const kept = terms().withdrawTerms(security, 2);
    expect(await kept.catch((error: { status: number }) => error.status)).to.equal(409);

    // prompt=none: the partner gets the error, and no page comes.
    const silent = await asked(browser, { prompt: 'none' });
    expect(silent.url.searchParams.get('error')).to.equal('login_required');
    // The plain request, which the fast endpoint would answer, and one that is the library's.
    for (const more of [{}, { max_age: '3600' }]) {
      const page = await asked(browser, more);
      expect(page.text).to.contain('用户协议有更新').and.to.contain('可以移除头像。').and.to.contain('href="/terms/1"');
    }
    expect(await acceptances(id)).to.deep.equal([{ version: 1 }]);
    const page = await asked(browser);
    const back = await browser.submit(page);
    expect(back.url.searchParams.get('code'), back.text.slice(0, 300)).not.to.equal(null);
    expect(await acceptances(id)).to.deep.equal([{ version: 1 }, { version: 2 }]);
    for (const more of [{}, { prompt: 'none' }, { max_age: '3600' }])
      expect((await asked(browser, more)).url.searchParams.get('code')).not.to.equal(null);
    // The operators' own publication is the basis of the next one.
    const operator = await signInToConsole(at, await createStaff(at, ['security']));
    const draft = await operator.walk('/admin/terms/new');
    expect(draft.text).to.contain('新的约定').and.not.to.contain('产品建议');
    const recorded = await db().rows<{ details: object }>(
      `select details from audit_events where verb = 'account.agree_to_terms' and subject_id = $1 order by at`,
      [id],
    );
    expect(recorded.map(({ details }) => details)).to.deep.equal([{ version: 1 }, { version: 2 }]);
    expect((await read('/terms/1')).text).to.contain('这是以前的版本');
    expect((await read('/terms')).text).to.contain('新的约定');
  });

  it('are not agreed to by the tick at a login, by password or by code, of an account with an older one: what changed is shown first', async () => {
    const phone = remember('13900007201');
    const { id } = await createCitizen(at, 'ticking', { phone });
    const forget = async () => {
      await db().run(`delete from terms_acceptances where account_id = $1`, [id]);
      await db().run(`update accounts set terms_agreed_at = $2, terms_version = 1 where id = $1`, [
        ...[id, at.app.clock.now()],
      ]);
      at.app.accounts.terms.readAnew();
      at.app.accounts.forget(id);
    };
    const byPassword = async (browser: TestBrowser, more: Record<string, string>) =>
      browser.submit(await asked(browser, more), { username: 'ticking', password, agree: '1' });
    const tickedAfter = async (browser: TestBrowser, more: Record<string, string>) => {
      const missing = await browser.submit(await asked(browser, more), { username: 'ticking', password });
      expect(missing.text).to.contain('还差一步');
      return browser.submit(missing, { agree: '1' });
    };
    const byCode = async (browser: TestBrowser, more: Record<string, string>) => {
      const shown = await browser.walk(`${(await asked(browser, more)).url.pathname}/sms`);
      const sent = await browser.submit(shown, { phone, send: '1' });
      const [newest] = await at.app.sms.recent();
      const code = remember(/验证码 (\d{6})/.exec(newest?.text ?? '')?.[1]) ?? '';
      return browser.submit(sent, { phone, code, agree: '1' });
    };
    for (const [way, more] of [
      [byPassword, {}],
      [byPassword, { max_age: '3600' }], // the library's
      [tickedAfter, {}],
      [byCode, {}],
    ] as const) {
      await forget();
      const browser = createBrowser(at.origin);
      const page = await way(browser, more);
      expect(page.text, way.name).to.contain('用户协议有更新').and.to.contain('可以移除头像。');
      expect(await acceptances(id), way.name).to.deep.equal([]);
      const on = await browser.submit(page);
      expect(on.text.includes('/consent"') || on.url.searchParams.has('code'), way.name).to.equal(true);
      expect(await acceptances(id), way.name).to.deep.equal([{ version: 2 }]);
      const again = await byPassword(createBrowser(at.origin), {});
      expect(again.text, 'asked once').not.to.contain('用户协议有更新');
    }
  });

  it('are ticked by the person only, also in a browser where another has signed in before', async () => {
    const browser = createBrowser(at.origin);
    await createCitizen(at, 'sharing');
    await signIn(browser, authorization(partner.clientId), 'sharing');
    const page = await asked(browser, { prompt: 'login' });
    expect(page.text)
      .to.contain('id="agree"')
      .and.not.to.match(/id="agree"[^>]*checked/);
  });

  it('follow a login, where the tick was for an older one, and lead back where one does not agree', async () => {
    const { id } = await createCitizen(at, 'returning');
    await db().run(`update accounts set terms_agreed_at = $2 where id = $1`, [id, at.app.clock.now()]); // before versions were kept
    const browser = createBrowser(at.origin);
    let page = await asked(browser);
    // As a page says that was opened before the newer one counted.
    page = await browser.submit(page, { username: 'returning', password, agree: '1', terms: '1' });
    expect(page.text).to.contain('用户协议有更新');
    const uid = page.url.pathname.split('/')[2];
    const refused = await browser.walk(`/interaction/${uid}/abort`);
    expect(refused.url.searchParams.get('error')).to.equal('access_denied');
    expect(await acceptances(id)).to.deep.equal([]);
    // At the Cloud's own pages nothing stands in the way of taking one's data and going.
    expect((await browser.walk('/account/privacy')).text).to.contain('导出');
  });

  it('are agreed to at a registration or first agreement, and are not asked about again', async () => {
    const { id } = await createCitizen(at, 'newcomer');
    await signIn(createBrowser(at.origin), authorization(partner.clientId), 'newcomer');
    expect(await acceptances(id)).to.deep.equal([{ version: 2 }]);
  });

  it('are agreed to as the page of a registration showed them, and never as one that does not count yet', async () => {
    for (const [username, shown, kept] of [
      ['early-reader', '1', 1],
      ['later-reader', '99', 2],
    ] as const) {
      const browser = createBrowser(at.origin);
      const page = await asked(browser, { prompt: 'create' });
      const form = await browser.walk(`${page.url.pathname}?way=username`);
      const made = await browser.submit(form, { username, password, over14: 'yes', agree: '1', terms: shown });
      expect([username, made.text.includes('用户协议有更新')]).to.eql([username, kept === 1]);
      const { id = '' } = (await at.app.accounts.findByIdentifier(username)) ?? {};
      expect(await acceptances(id)).to.deep.equal([{ version: kept }]);
    }
  });

  it('are kept apart by the database: none retroactive', async () => {
    const { db: other, drop } = await testDatabase();
    const write = other.run(
      `insert into terms_versions (version, terms, privacy, changes, effective_at, published_at) values (2, '', '', '', $1, $1)`,
      [new Date()],
    );
    expect(
      await write.then(
        () => 'written',
        () => 'refused',
      ),
    ).to.equal('refused');
    await drop();
  });
});
