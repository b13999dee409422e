import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { dayOf } from '../../../src/clock.ts';
import { cloudInstitutionId } from '../../../src/institutions/service.ts';
import { channels } from '../../../src/resources/channels/channels.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { axe } from '../../support/browser.ts';
import { openConsole } from '../../support/console.ts';
import { approveHere, claimHere } from '../../support/deciding.ts';
import { createBorrower, createDesk, type Desk, grant, share } from '../../support/lending.ts';
import { bands } from '../../support/pictures.ts';
import { uploadCover } from '../../support/resources.ts';
import { unzipped } from './unzipped.ts';

describe('R50 the way back, in the browser', () => {
  let at: TestApp;
  let desk: Desk;
  let borrower: Awaited<ReturnType<typeof createBorrower>>;
  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    desk = await createDesk(at);
    borrower = await createBorrower(at);
  });
  after(() => at.close());

  /** A page that every reader and every width can use. */
  async function mustBeGood(page: Page, width: number): Promise<void> {
    expect(await axe(page), page.url()).to.deep.equal([]);
    expect(await page.evaluate('document.documentElement.scrollWidth'), page.url()).to.be.at.most(width);
  }

  it('a resource is shared by one operator and let through by another', async function () {
    this.timeout(90_000);
    const page = await openConsole(at, desk.people.writer);
    await page.goto('/admin/resources');
    await mustBeGood(page, 1280);
    await page.click('main >> text=添加');
    await page.selectOption('#channel', 'video');
    await page.click('text=开始填写');
    expect(page.url()).to.include('/admin/resources/drafts/');
    const id = page.url().split('/').at(-1) ?? '';
    await page.fill('#title', '国家云大讲堂：一把剪刀走江湖');
    const picture = { name: '封面.png', mimeType: 'image/png', buffer: await bands(1280, 720) };
    await page.setInputFiles('#cover', picture);
    await page.click('button[name=upload][value=cover]');
    const kept = page.locator('a[href^="/admin/files/"]').first();
    expect((await page.request.get((await kept.getAttribute('href')) ?? '')).status()).to.equal(200);
    await page.click('.bar button[name=next]');
    await mustBeGood(page, 1280);
    // The rest of the form has tests of its own.
    const { data } = await at.app.review.read(desk.writer, id);
    const { title = '' } = data;
    const cover = await uploadCover(at, cloudInstitutionId);
    await at.app.review.save(desk.writer, id, {
      ...channels.video.example,
      external_id: data.external_id ?? '',
      title,
      cover,
    });
    await page.goto(`/admin/resources/drafts/${id}?page=check`);
    await page.click('.bar button[name=submit]');
    await page.locator('text=待审核').first().waitFor();
    expect(page.url()).to.include(`/admin/resources/drafts/${id}`);
    const entry = (await at.app.review.read(desk.writer, id)).subjectId ?? '';
    await at.app.review.approve(desk.decider, id);

    await page.goto(`/admin/resources/${entry}`);
    await mustBeGood(page, 1280);
    await page.click('text=设置共享条件');
    await page.check('[name="purposes.show"]');
    await page.check('[name="purposes.teaching"]');
    await page.fill('#media', 'https://media.cloud.example.cn/1.mp4');
    await mustBeGood(page, 1280);
    await page.click('.bar button[name=submit]');
    await page.locator('text=待审核').first().waitFor();
    const terms = page.url().split('/').at(-1) ?? '';
    await page.goto(`/admin/review/${terms}`);
    expect(await page.textContent('main')).to.include('不能审核自己');
    const theirs = await at.app.review.begin(borrower, 'licence', { institutionId: borrower.institutionId });
    expect((await page.goto(`/admin/resources/drafts/${theirs.id}`))?.status()).to.equal(404);
    await page.context().close();
    await at.app.review.approve(desk.decider, terms);
    expect((await at.app.catalogue.get(entry)).terms).to.deep.include({ purposes: ['show', 'teaching'], months: 12 });
  });

  it('an institution chooses, applies, is approved, and downloads; later it is taken back', async function () {
    this.timeout(90_000);
    await share(at, desk, { channel: 'book', entry: { title: '北京风物' }, terms: { region: '110000' } });
    await share(at, desk, { entry: { title: '国家云大讲堂：青溪剪刀记' } });
    await share(at, desk, { channel: 'audio', entry: { title: '江南夜话' } });
    const page = await openConsole(at, borrower.person, { width: 320 });
    await page.goto('/console/licences');
    await mustBeGood(page, 320);
    await page.click('text=去选资源');
    await mustBeGood(page, 320);
    expect(await page.textContent('main')).to.include('该资源仅限本省使用');
    await page.goto('/console/catalogue/basket');
    expect(await page.textContent('main'))
      .to.include('申请单是空的')
      .and.include('去选资源');
    await page.goto('/console/catalogue?channel=audio');
    await page.click('button:has-text("加入申请单")');
    await page.locator('text=已在申请单').waitFor();
    await page.goto('/console/catalogue?text=%E5%89%AA%E5%88%80');
    await page.click('main >> text=青溪剪刀记');
    await mustBeGood(page, 320);
    expect(await page.textContent('main')).not.to.include('.mp4');
    await page.click('button:has-text("加入申请单")');
    await page.click('text=查看申请单（2）');
    await mustBeGood(page, 320);
    await page.click('button:has-text("申请许可")');
    await page.check('[name="purposes.show"]');
    await page.fill('#usage', '在本馆主页和两个分馆的一体机上播放');
    await page.fill('#platform', '青溪文化云');
    const today = dayOf(at.app.clock.now());
    await page.fill('#from', today);
    await page.fill('#until', today);
    await page.click('.bar button[name=submit]');
    expect(await page.textContent('.errors')).to.include('请阅读并勾选承诺');
    await mustBeGood(page, 320);
    await page.check('#promise');
    await page.click('.bar button[name=submit]');
    await page.locator('text=待审核').first().waitFor();
    const id = page.url().split('/').at(-1) ?? '';

    const operator = await openConsole(at, desk.people.decider);
    await operator.goto(`/admin/review/${id}`);
    expect(await operator.textContent('main')).to.include('最长 12 个月');
    await mustBeGood(operator, 1280);
    await claimHere(operator);
    await operator.fill('#scope', '仅限本馆主页');
    await approveHere(operator);

    await page.goto('/console/licences');
    await mustBeGood(page, 320);
    await page.click('main >> text=/XK-/');
    await mustBeGood(page, 320);
    expect(await page.textContent('main'))
      .to.include('仅限本馆主页')
      .and.include('即将到期');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=下载资源包')]);
    const files = await unzipped(await readFile(await download.path()));
    expect([...files.keys()]).to.include.members(['licence.html', 'licence.txt', 'manifest.json']);
    await page.reload();
    expect(await page.textContent('main')).to.include('今天');

    await operator.goto('/admin/licences');
    await mustBeGood(operator, 1280);
    await operator.click('main >> text=/XK-/');
    await operator.click('button:has-text("收回许可")');
    expect(await operator.textContent('.errors')).to.include('请填写收回的原因');
    await mustBeGood(operator, 1280);
    await operator.fill('#reason', '没有按要求署名');
    await operator.click('button:has-text("收回许可")');
    await operator.locator('text=已收回').first().waitFor();
    await page.reload();
    expect(await page.textContent('main'))
      .to.include('没有按要求署名')
      .and.not.include('下载资源包\n');
    expect((await page.goto(`/console/licences/${id}/package`))?.status()).to.equal(403);
    await Promise.all([page.context().close(), operator.context().close()]);
  });

  it('works without JavaScript', async function () {
    this.timeout(90_000);
    const entry = await share(at, desk, { entry: { title: '无脚本' } });
    const today = dayOf(at.app.clock.now());
    const id = await grant(at, desk, borrower, [entry], { from: today, until: today });
    const page = await openConsole(at, borrower.person, { width: 320, javaScript: false });
    await page.goto(`/console/catalogue/${entry}`);
    await page.click('button:has-text("加入申请单")');
    await page.goto('/console/catalogue/basket');
    await page.click('button:has-text("移除")');
    expect(await page.textContent('main')).to.include('申请单是空的');
    await page.goto(`/console/licences/${id}`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=下载资源包')]);
    expect(download.suggestedFilename()).to.match(/^XK-\d{4}-\d{6}\.zip$/);
    await page.context().close();
  });
});
