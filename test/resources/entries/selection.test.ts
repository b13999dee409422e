import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, seconds } from '../../../src/clock.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { formOn, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { type Colleague, createMember, signInToConsole } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { entryOf, publish, reviewer } from '../../support/resources.ts';

const words = (html: string) =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('many entries of a list at once, without script', () => {
  const clock = testClock('2036-11-24T14:28:00+08:00');
  let at: TestApp;
  let owner: Colleague & { institutionId: string };
  let browser: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, jobs: true });
    owner = await createMember(at);
    browser = await signInToConsole(at, owner);
    const actor = asMember(owner);
    const about = { institutionId: owner.institutionId, clientId: undefined };
    for (let n = 1; n <= 23; n += 1) {
      const data = await entryOf(at, owner.institutionId, 'news', { title: `第 ${n + 10} 期`, external_id: `n-${n}` });
      await at.app.resources.proposeMany(actor, 'news', about, [{ data: n === 23 ? { ...data, summary: '' } : data }]);
      if (n < 4) clock.set(later(clock.now(), seconds(1)).toISOString());
    }
    await publish(at, actor, 'news', { title: '已经发布的', external_id: 'public' });
  });
  after(() => at.close());

  const list = '/console/resources?channel=news';
  async function press(act: string, more: Record<string, string> = { all: '1' }, from = list) {
    const page = await browser.walk(from);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const body = new URLSearchParams({ csrf, list: from.split('?')[1] ?? '', act, ...more });
    return browser.walk(
      '/console/resources/bulk',
      await browser.request('/console/resources/bulk', { method: 'POST', body }),
    );
  }
  /** After the ten seconds the job does it, and the page says so. */
  async function over(path: string, wanted: string): Promise<string> {
    clock.set(later(clock.now(), seconds(11)).toISOString());
    for (let tries = 0; tries < 200; tries += 1) {
      const text = words((await browser.walk(path)).text);
      if (text.includes(wanted)) return text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never: ${wanted}: ${words((await browser.walk(path)).text)}`);
  }
  const states = async () =>
    Object.fromEntries(
      (await at.app.resources.counts(owner.institutionId, undefined)).map(({ standing, count }) => [
        standing,
        Number(count),
      ]),
    );

  it('P9 takes all of a filter, and does nothing that is taken back within ten seconds', async () => {
    const pressed = await press('submit');
    expect(words(pressed.text)).to.include('提交审核 23 条').and.to.include('另有 1 条不适用，不会改动');
    const undone = await browser.submit(formOn(pressed, '/undo'));
    expect(words(undone.text)).to.include('已撤回，没有改动');
    clock.set(later(clock.now(), seconds(11)).toISOString());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await states()).to.deep.equal({ draft: 23, published: 1 });
  });

  it('P9 changes one field of all, and refuses a value that none could have', async () => {
    const asked = await press('change');
    expect(words(asked.text)).to.include('修改 23 条里的一项').and.to.include('选中的另外 1 条不适用');
    const chosen = await browser.walk(`${asked.url.pathname}?field=contact_phone`);
    const own = (page: typeof chosen) => formOn(page, `action="${asked.url.pathname}`, 'name="csrf"');
    const refused = await browser.submit(own(chosen), { value: '无' });
    expect(refused.status).to.equal(422);
    const pressed = await browser.submit(own(refused), { value: '0571-88881234' });
    expect(words(pressed.text)).to.include('修改 23 条');
    await over(`${pressed.url.pathname}${pressed.url.search}`, '已修改 23 条');
    const [entry] = await at.app.resources.list({ institutionId: owner.institutionId, standing: 'draft' });
    const { data } = await at.app.resources.contents(asMember(owner), entry?.id ?? '');
    expect(data?.contact_phone).to.equal('0571-88881234');
  });

  it('P9 sends the complete ones, says of each other one why not, and calls back those without a claim', async () => {
    const pressed = await press('submit');
    const text = await over(`${pressed.url.pathname}${pressed.url.search}`, '已提交审核 22 条，1 条没有成功');
    expect(text).to.include('第 33 期 ：').and.to.include('摘要');
    expect(await states()).to.deep.equal({ draft: 1, in_review: 22, published: 1 });
    const changed = await press('change', { all: '1' }, `${list}&status=in_review`);
    expect(words(changed.text), 'why, and the way to it').to.include('都不能修改').and.to.include('审核中的先收回送审');
    expect(changed.text).to.match(/name="all" value="1">\s*<button[^>]* value="recall">/);
    expect((await browser.walk(changed.url.pathname)).url.pathname).to.equal('/console/resources');
    const [one] = await at.app.resources.list(
      { institutionId: owner.institutionId, standing: 'in_review' },
      undefined,
      1,
    );
    await at.app.review.claim(reviewer, one?.submissionId ?? '').catch(() => undefined);
    const back = await press('recall');
    await over(`${back.url.pathname}${back.url.search}`, '已收回送审');
    expect((await states()).published).to.equal(1);
    expect((await states()).draft).to.be.at.least(22);
  });

  it('R46 asks for a reason once, and withdraws by it the published ones', async () => {
    const asked = await press('withdraw');
    expect(words(asked.text)).to.include('申请撤回 1 条');
    const refused = await browser.submit(asked, { reason: '' }, asked.url.pathname);
    expect(words(refused.text)).to.include('请填写撤回原因');
    const pressed = await browser.submit(refused, { reason: '内容过期' }, asked.url.pathname);
    await over(`${pressed.url.pathname}${pressed.url.search}`, '已申请撤回 1 条');
    const none = await press('withdraw');
    expect(words(none.text)).to.include('都不能申请撤回，没有改动');
  });

  it('P9 deletes ticked drafts only, and asks for a tick where there is none', async () => {
    const [one] = await at.app.resources.list({ institutionId: owner.institutionId, text: 'n-23' }, undefined, 1);
    const pressed = await press('remove', { [`id.${one?.id}`]: '1' });
    await over(`${pressed.url.pathname}${pressed.url.search}`, '已删除 1 条');
    expect(words((await press('remove', {})).text)).to.include('还没有选择内容');
  });

  it('P9 sorts by title over its pages', async () => {
    const titlesIn = (html: string) => [...html.matchAll(/第 \d+ 期/g)].map(([title]) => title);
    const first = await browser.walk(`${list}&sort=title`);
    const next = /href="([^"]*before=[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const all = new Set([...titlesIn(first.text), ...titlesIn((await browser.walk(next)).text)]);
    expect([...all])
      .to.deep.equal([...all].toSorted())
      .and.to.have.length(22);
  });

  it('R45 is for those who may write, and each sees its own', async () => {
    const pressed = await press('submit');
    const path = /action="([^"]+)\/undo"/.exec(pressed.text)?.[1] ?? '';
    const colleague = await createMember(at, { institutionId: owner.institutionId });
    const other = await signInToConsole(at, colleague);
    expect((await other.walk(`${path}/progress.json`)).status).to.equal(404);
  });
});
