import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { axe } from '../support/browser.ts';
import { openConsole } from '../support/console.ts';
import { counted } from '../support/counted.ts';
import { bands } from '../support/pictures.ts';
import { type Desk, startDesk } from './desk-setting.ts';

describe('the desk, in a browser', function () {
  this.timeout(90_000);
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  let page: Page;
  const complaints: string[] = [];
  const pathOf = ({ id }: { id: string }) => `/admin/review/${id}`;
  const focused = () => page.evaluate('document.activeElement.id || document.activeElement.textContent');
  before(async () => {
    desk = await startDesk(import.meta.filename);
    reviewer = await desk.reviewer();
    page = await openConsole(desk.at, reviewer);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  after(async () => {
    await page.context().close();
    await desk.close();
  });

  it('approves 20 by at most 45 keystrokes', async () => {
    for (let n = 1; n <= 20; n += 1) await desk.send({ name: `折页 ${n}` });
    await page.goto('/admin/review?kind=leaflet');
    let strokes = 0;
    const stroke = async (key: string) => {
      strokes += 1;
      await Promise.all([key === 'j' ? undefined : page.waitForEvent('load'), page.keyboard.press(key)]);
    };
    await stroke('j');
    await stroke('Enter');
    const isOver = () => new URL(page.url()).pathname === '/admin/review';
    while (!isOver() && strokes < 45) await stroke('a');
    await desk.settle();
    expect(await desk.approved()).to.have.members(Array.from({ length: 20 }, (_, n) => `折页 ${n + 1}`));
    expect(strokes).to.be.at.most(45);
    expect(new URL(page.url()).pathname).to.equal('/admin/review');
  });

  it('moves by j and k, searches by /, and explains itself by ?', async () => {
    for (const name of ['甲', '乙', '丙']) await desk.send({ name });
    await page.goto('/admin/review');
    for (const [key, name] of ['j甲', 'j乙', 'j丙', 'j丙', 'k乙'].map((pair) => [...pair])) {
      await page.keyboard.press(key ?? '');
      expect(await focused()).to.equal(name);
    }
    await page.keyboard.press('/');
    expect(await focused()).to.equal('text');
    await page.keyboard.type('jka?');
    expect(await page.inputValue('#text')).to.equal('jka?');
    await page.keyboard.press('Escape');
    expect(await page.locator('details.filt').getAttribute('open'), 'Esc closes the search').to.equal(null);
    expect(await focused(), 'and gives the focus back').to.equal('乙');
    await page.keyboard.press('j');
    expect(await focused()).to.equal('丙');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog', { name: '快捷键' }).isVisible()).to.equal(true);
    await page.keyboard.press('Escape');
    await page.goto('/admin/review');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/review/*-*');
    const first = page.url();
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.href !== first);
    expect(await page.locator('h1').textContent()).to.equal('乙');
    await page.keyboard.press('k');
    await page.waitForURL(first);
    await page.keyboard.press('/');
    await page.waitForURL('**/admin/review#text');
    expect(await focused()).to.equal('text');
  });

  it('takes back by Z what A approved, and lets the bar go when its seconds are over', async () => {
    const one = await desk.send({ name: '要撤回的' });
    await desk.at.app.review.claim(reviewer.actor, one.id);
    await page.goto(pathOf(one));
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('a')]);
    await page.getByText('通过了折页“要撤回的”').waitFor();
    expect(await page.locator('[data-seconds]').textContent()).to.match(/还有 \d+ 秒/);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('z')]);
    await page.getByText('已撤回，没有发出任何通知').waitFor();
    expect(await page.locator('h1').textContent()).to.equal('要撤回的');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('a')]);
    await page.locator('[data-undo]').waitFor();
    await page.locator('[data-undo]').waitFor({ state: 'detached', timeout: 15_000 });
    await desk.settle();
    expect((await desk.at.app.review.find(one.id))?.state).to.equal('approved');
  });

  it('shows the first row within 270 px: wide, and on a phone, where nothing scrolls sideways', async () => {
    const doubted = [
      await desk.send({ name: '青溪县文化馆（演示）', home: 'https://slow.example.cn/' }),
      await desk.send({ name: '云岭科技（演示）' }),
    ];
    await desk.look(...doubted);
    for (const [width, height, first] of [
      [1280, 800, 270],
      [390, 844, 268],
    ] as const) {
      const look = await openConsole(desk.at, reviewer, { width, height });
      await look.goto('/admin/review');
      const row = await look.locator('tbody tr').first().boundingBox();
      expect(row?.y ?? height, `${width} px`).to.be.at.most(first);
      expect((row?.y ?? height) + (row?.height ?? 0), `${width} px`).to.be.below(0.6 * height);
      const over = Number(await look.evaluate('document.documentElement.scrollWidth - innerWidth'));
      expect(over, `${width} px`).to.be.at.most(0);
      const table = Number(
        await look.evaluate(
          `(() => { const it = document.querySelector('.scroll:has(.desk)'); return it.scrollWidth - it.clientWidth; })()`,
        ),
      );
      expect(table, `the table, ${width} px`).to.be.at.most(0);
      await look.context().close();
    }
  });

  it('presses no key that was turned off (WCAG 2.1.4)', async () => {
    await page.goto('/admin/review');
    await page.keyboard.press('?');
    await page.getByLabel('使用快捷键').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await focused()).not.to.equal('甲');
    await page.getByRole('button', { name: '快捷键' }).click();
    await page.getByLabel('使用快捷键').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await focused()).to.equal('甲');
  });

  it('puts 退回修改 first as soon as something is written, and a phrase where it is written', async () => {
    const one = await desk.send({ name: '要改的' });
    await page.goto(pathOf(one));
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('a')]);
    const [approve, sendBack] = [page.locator('[data-approve]'), page.locator('[data-return]')];
    expect(await approve.getAttribute('class')).to.include('go');
    await page.keyboard.press('r');
    expect(await focused()).to.equal('reason');
    await page.locator('#f-about summary', { hasText: '写意见' }).click();
    await page.locator('[id="comment.about"]').fill('开放时间不对。');
    expect(await approve.isDisabled()).to.equal(true);
    expect(await sendBack.getAttribute('class')).to.include('go');
    await page.selectOption('#phrase', { label: '联系电话无法接通，请核对后重新填写。' });
    await page.getByRole('button', { name: '插入' }).click();
    expect(await page.inputValue('[id="comment.about"]')).to.equal(
      '开放时间不对。\n联系电话无法接通，请核对后重新填写。',
    );
    await page.reload();
    expect(await page.inputValue('[id="comment.about"]'), 'survives a way to the second factor').to.include('开放时间');
    await page.locator('[id="comment.about"]').press('Control+Enter');
    await page.getByText('退回了折页').waitFor();
    await desk.settle();
    const kept = await desk.at.app.review.read(reviewer.actor, one.id);
    expect([kept.state, kept.reason]).to.eql(['returned', '请按意见修改：说明。']);
  });

  it('shows a personal datum by the Enter key in its reason, and keeps the typed values', async () => {
    const one = await desk.send();
    await page.goto(pathOf(one));
    await page.fill('#reason', '先写的');
    await page.locator('#f-phone summary', { hasText: '查看完整内容' }).click();
    await page.locator('[id="why.phone"]:focus').waitFor();
    await page.keyboard.type('核对经办人');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/reveal*');
    expect(await page.locator('#f-phone').textContent()).to.include('13800008123');
    expect(await page.inputValue('#reason')).to.equal('先写的');
  });

  it('shows one document at a time, larger and turned', async () => {
    const { files } = desk.at.app;
    const keep = async (name: string, width: number) => {
      const bytes = await bands(width, 240);
      const accept = { types: ['image/png'] };
      const kept = await files.keep(desk.member, { institutionId: desk.member.institutionId, name, bytes, accept });
      if ('problem' in kept) throw new Error(kept.problem.code);
      return kept.id;
    };
    const one = await desk.send({ picture: [await keep('封面.png', 480), await keep('封底.png', 360)].join('\n') });
    await page.goto(pathOf(one));
    const tabs = page.getByRole('navigation', { name: '材料' });
    await tabs.getByRole('link', { name: '宣传图 2' }).click();
    expect(await page.getByAltText('宣传图 1：封面.png').isVisible()).to.equal(false);
    const picture = page.getByAltText('宣传图 2：封底.png');
    const before = await picture.boundingBox();
    await page.getByRole('button', { name: '放大' }).click();
    const larger = await picture.boundingBox();
    expect(larger?.width ?? 0).to.be.above(1.5 * (before?.width ?? 0));
    await page.getByRole('button', { name: '放大' }).click();
    await page.getByRole('button', { name: '还原' }).click();
    await page.getByRole('button', { name: '旋转' }).click();
    const turned = await picture.boundingBox();
    expect(turned?.height ?? 0).to.be.above(turned?.width ?? 0);
  });

  it('shows no button that only a script can serve where there is none, and decides all the same', async () => {
    const bare = await openConsole(desk.at, reviewer, { javaScript: false });
    const one = await desk.send({ name: '没有脚本' });
    await bare.goto(pathOf(one));
    expect(await bare.getByRole('button', { name: '快捷键' }).count()).to.equal(0);
    await bare.getByRole('button', { name: '认领', exact: false }).first().click();
    await bare.getByRole('button', { name: '通过', exact: false }).first().click();
    await bare.getByRole('button', { name: '撤回' }).click();
    await bare.getByText('已撤回，没有发出任何通知').waitFor();
    await bare.getByRole('button', { name: '通过', exact: false }).first().click();
    await bare.getByRole('button', { name: '撤回' }).waitFor();
    await desk.settle();
    expect((await desk.at.app.review.read(reviewer.actor, one.id)).state).to.equal('approved');
    await bare.context().close();
  });

  it('breaks no rule of WCAG 2.2 AA, wide in light, and at 320 px in dark and 长辈版, and fits', async () => {
    const [one, doubted, ...many] = [
      await desk.send(),
      await desk.send({ home: 'https://slow.example.cn/' }),
      ...[await desk.send(), await desk.send(), await desk.send(), await desk.send()],
    ];
    if (one === undefined || doubted === undefined) throw new Error('nothing sent');
    await desk.look(one, doubted, ...many);
    const head = await desk.reviewer({}, ['operator', 'reviewer']);
    const found: string[] = [];
    for (const display of [{ theme: 'light' }, { theme: 'dark', elder: true, width: 320 }] as const) {
      const look = await openConsole(desk.at, head, { ...display });
      const judge = async (what: string) => {
        const over = Number(await look.evaluate('document.documentElement.scrollWidth - innerWidth'));
        const findings = [...(await axe(look)), ...(over > 0 ? [`${over} px too wide`] : [])];
        found.push(...findings.map((finding) => `${JSON.stringify(display)} ${what}: ${finding}`));
      };
      for (const path of [
        '/admin/review',
        '/admin/review?kind=leaflet',
        '/admin/review?tab=done',
        '/admin/review/figures',
        pathOf(one),
        '/admin/phrases',
      ]) {
        await look.goto(path);
        await judge(path);
      }
      await look.goto('/admin/review');
      await look.getByLabel('全选').check();
      await look.getByRole('button', { name: '成批处理勾选的' }).click();
      await judge('many at once');
      await look.goto(pathOf(doubted));
      if ((await look.locator('[data-claim]').count()) > 0) await look.locator('[data-claim]').click();
      await look.locator('[data-approve]').click();
      await judge('a doubt');
      await look.locator('[data-despite]').click();
      await judge('what can be taken back, beside the next one');
      await look.goto('/admin/review');
      await judge('what can be taken back, on the desk');
      await look.locator('[data-undo] button').first().click();
      await judge('what was taken back');
      await look.context().close();
    }
    expect(found).to.eql([]);
  });

  it('O4 decides 50 with three of them opened, claims first, asks where the machine doubts, and takes one back, in less than a minute beside the reading', async () => {
    const sent: Awaited<ReturnType<Desk['send']>>[] = [];
    for (let n = 1; n <= 48; n += 1) sent.push(await desk.send({ name: `传单 ${n}` }));
    for (const name of ['传单存疑甲', '传单存疑乙'])
      sent.push(await desk.send({ name, home: 'https://slow.example.cn/' }));
    await desk.look(...sent);
    const page = await openConsole(desk.at, await desk.again(reviewer));
    const effort = await counted(page);
    let keys = 0;
    const press = async (key: string) => {
      keys += 1;
      desk.clock.advance(1);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
    };
    const begun = performance.now();

    await page.goto('/admin/review?kind=leaflet&text=传单');
    await page.getByLabel('全选').check();
    await page.getByRole('button', { name: '成批处理勾选的' }).click();
    for (let n = 1; n <= 3; n += 1) {
      await page.getByRole('link', { name: '看下一件' }).click();
      await page.getByRole('navigation', { name: '位置' }).getByRole('link', { name: '成批处理' }).click();
    }
    await page.getByRole('button', { name: '通过没有存疑的 48 件' }).click();
    await page.getByText('通过了 48 件折页').waitFor();

    await page.getByRole('link', { name: '传单存疑甲' }).click();
    const standsAs = () => page.locator('h1 + .slots .tag').textContent();
    expect(await standsAs()).to.equal('待审核');
    await press('a');
    expect(await standsAs(), 'A claims, and decides nothing').to.equal('审核中');
    await press('a');
    expect(await page.getByRole('region', { name: '机器存疑 1 处，仍要通过吗？' }).textContent()).to.include('网址');
    await page.getByRole('button', { name: '核对过了，通过' }).click();
    await page.getByText('通过了折页“传单存疑甲”').waitFor();
    await press('z');
    await page.getByText('已撤回，没有发出任何通知').waitFor();
    await page.fill('#reason', '网址打不开，请核对。');
    await page.locator('#reason').press('Control+Enter');
    await page.getByText('退回了折页“传单存疑甲”').waitFor();
    await press('a');
    await press('a');
    await page.getByRole('button', { name: '核对过了，通过' }).click();
    await page.getByText('通过了折页“传单存疑乙”').waitFor();

    const spent = Math.round(performance.now() - begun) / 1000;
    await desk.settle();
    const states = await Promise.all(sent.map(async ({ id }) => (await desk.at.app.review.find(id))?.state));
    expect(states).to.eql([...Array(48).fill('approved'), 'returned', 'approved']);
    expect([effort.clicks, effort.fields, keys]).to.eql([12, 1, 5]);
    expect(spent, `${spent} s`).to.be.below(60);
    await page.context().close();
  });

  it('left nothing in the console of the browser', () => {
    expect(complaints).to.eql([]);
  });
});
