import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { newId } from '../../src/crypto/secrets.ts';
import { publishAll } from '../../src/demo/entries/store.ts';
import { canonical, hashOf, stored } from '../../src/resources/channels/canonical.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { createCitizen, createClient, operator, password } from '../support/app.ts';
import { authorization } from '../support/citizen.ts';
import { until } from '../support/until.ts';
import { citizen, clickButton, heading, logIn, openScene, type Scene, signInAtPartner } from './scene.ts';

/** An entry of the partner's institution that is booked at the partner: as the demo publishes them, since a form takes no address of this machine. */
async function bookable({ at, partner }: Scene) {
  const { db, clock, institutions, listingIndex } = at.app;
  const institutionId = (await institutions.findByName('青溪县文化馆（演示）'))?.id ?? '';
  const title = '银龄剪纸体验课';
  const href = `${partner}/book/journey`;
  const read = canonical(channels.activity, {
    ...channels.activity.example,
    title,
    cover: 'https://a.example.cn/1.jpg',
    booking_start: '',
  });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const { cover: _, ...rest } = read.values; // no picture is kept for it
  const values = { ...rest, booking_url: href };
  const entryId = newId();
  const entry = {
    ...{ id: entryId, publicationId: newId(), institutionId, channel: 'activity', externalId: 'journey', title },
    ...{ summary: '一次就到', regionCode: '330822', hash: hashOf(values), data: stored(values), pictures: {} },
    ...{ publishedAt: clock.now(), live: undefined },
  };
  await db.transaction((trx) => publishAll(trx, [entry], 'operator:test'));
  await listingIndex.indexMissing();
  return { entryId, href, title };
}

describe('a citizen at a partner, in a browser', () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene(import.meta.filename);
  });
  after(() => scene.close());

  /** A citizen who is new at the partner. */
  const newcomer = async (username: string) => {
    await createCitizen(scene.at, username);
    return { username, password };
  };

  it('R04 R55 R56 clicks 使用国家公共文化云登录, decides item by item, and is back and signed in', async () => {
    const page = await scene.open();
    await page.goto(scene.partner);
    await page.getByRole('main').getByRole('link', { name: '登录' }).click();
    expect(await page.getByRole('heading', { name: '使用第三方账号登录' }).isVisible()).to.equal(true);
    await page.getByRole('link', { name: '使用国家公共文化云登录' }).click();

    expect(new URL(page.url()).origin).to.equal(scene.cloud);
    expect(await heading(page)).to.equal('登录');
    const main = page.getByRole('main');
    expect(await main.textContent())
      .to.include('青溪县文化馆（演示）')
      .and.to.include(new URL(scene.partner).host);
    expect(await page.getByLabel('记住这台设备').isChecked()).to.equal(false);
    expect(await page.getByLabel('我已阅读并同意').isChecked()).to.equal(false);
    await logIn(page, citizen);

    expect(await heading(page)).to.equal('想获取您的这些信息');
    expect(await main.textContent())
      .to.include('溪*（138****8000）')
      .and.to.include('用于：活动报名');
    expect(await page.getByLabel('提供昵称和头像').isChecked()).to.equal(true);
    expect(await page.getByLabel('提供手机号').isChecked()).to.equal(false);
    expect(await page.getByLabel('提供年龄段').isChecked()).to.equal(false);
    await page.getByLabel('提供手机号').check();
    await page.getByRole('button', { name: '同意并登录' }).click();

    await page.waitForURL(`${scene.partner}/`);
    expect(await heading(page)).to.equal('已登录：溪边人家');
    expect(await page.getByRole('term').allTextContents())
      .to.include('手机号')
      .and.not.to.include('是否成年');
  });

  it('goes through without a page the second time', async () => {
    const page = await scene.open();
    await signInAtPartner(page, scene);
    await page.context().clearCookies({ name: 'partner_session' });
    await page.goto(`${scene.partner}/sign-in`);
    const visited: string[] = [];
    page.on('framenavigated', (frame) => visited.push(frame.url()));
    await page.getByRole('link', { name: '使用国家公共文化云登录' }).click();
    expect(await heading(page)).to.equal('已登录：溪边人家');
    expect(visited).to.eql([`${scene.partner}/`]);
  });

  it('R04 books an entry on a page of the Cloud: one tap, and is signed in at the partner on its page', async () => {
    const { entryId, href, title } = await bookable(scene);
    const page = await scene.open();
    await signInAtPartner(page, scene);
    await page.context().clearCookies({ name: 'partner_session' });
    await page.goto(`${scene.cloud}/resources/${entryId}`);
    const visited: string[] = [];
    page.on('framenavigated', (frame) => visited.push(frame.url()));
    await page.getByRole('link', { name: '在线预约' }).click();
    await page.waitForURL(href);
    expect(visited, 'no page on the way').to.eql([href]);
    expect(await heading(page)).to.equal(title);
    expect(await page.getByRole('definition').allTextContents()).to.include('溪边人家');

    await page.getByRole('button', { name: '确认预约' }).click();
    expect(await page.getByRole('status').textContent()).to.include('已预约');
    const said = await page.getByRole('definition').allTextContents();
    expect(said.join(), 'what, when and where')
      .to.include(title)
      .and.to.include('14:00')
      .and.to.include('二楼多功能厅');
    const number = await page.getByRole('definition').last().textContent();

    await page.goto(`${scene.partner}/mine`);
    await page.getByRole('link', { name: title }).click();
    expect(await page.getByRole('definition').last().textContent(), 'confirmed once').to.equal(number);
    await page.getByRole('button', { name: '取消预约' }).click();
    expect(await page.getByRole('status').textContent()).to.include('已取消');
    expect(await page.getByRole('button', { name: '确认预约' }).isVisible()).to.equal(true);
  });

  it('is led to pages of the partner only, and by the Cloud only, when a login begins elsewhere', async () => {
    const page = await scene.open();
    await signInAtPartner(page, scene);
    const enter = (values: Record<string, string>) => `${scene.partner}/enter?${new URLSearchParams(values)}`;
    await page.goto(enter({ iss: scene.cloud, target_link_uri: 'https://evil.example/' }));
    expect(page.url()).to.equal(`${scene.partner}/`);
    const other = await page.goto(enter({ iss: 'https://evil.example', target_link_uri: `${scene.partner}/` }));
    expect(other?.status()).to.equal(400);
  });

  it('declines, is back at the partner and sees that', async () => {
    const page = await scene.open();
    await clickButton(page, scene);
    await logIn(page, await newcomer('decliner'));
    await page.getByRole('button', { name: '不同意' }).click();
    await page.waitForURL(`${scene.partner}/sign-in`);
    expect(await page.getByRole('status').textContent()).to.equal('您没有同意授权，已返回青溪县文化馆（演示）。');
    await clickButton(page, scene);
    expect(await heading(page)).to.equal('想获取您的这些信息');
  });

  it('goes back to the partner from the login page', async () => {
    const page = await scene.open();
    await clickButton(page, scene);
    await page.getByRole('link', { name: '返回青溪县文化馆（演示）' }).click();
    await page.waitForURL(`${scene.partner}/sign-in`);
  });

  it('is shown a platform without a logo by its first character, and warned of an institution that is not certified', async () => {
    const { id } = await scene.at.app.institutions.create(operator, { name: '岚城艺术社', certified: false });
    const { clientId } = await createClient(scene.at, { name: '岚城艺术社' }, { institutionId: id });
    const page = await scene.open();
    await page.goto(authorization(clientId).url);
    const main = page.getByRole('main');
    expect(await main.locator('svg.plogo').textContent()).to.equal('岚');
    await logIn(page, await newcomer('wary'));
    expect(await main.textContent()).to.include('尚未认证的机构');
    await page.getByText('机构登记信息').click();
    expect(await page.getByText('国家公共文化云尚未核验这家机构').isVisible()).to.equal(true);
  });

  it('decides for another account with 换账号', async () => {
    const page = await scene.open();
    await clickButton(page, scene);
    await logIn(page, await newcomer('first'));
    expect(await page.getByRole('main').textContent()).to.include('f***');
    await page.getByRole('link', { name: '换账号' }).click();
    expect(await heading(page)).to.equal('登录');
    await logIn(page, await newcomer('other'));
    expect(await page.getByRole('main').textContent())
      .to.include('o***')
      .and.not.to.include('f***');
    await page.getByRole('button', { name: '同意并登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
  });

  it('takes the authorisation back, and the partner’s session ends within two seconds', async () => {
    const page = await scene.open();
    await signInAtPartner(page, scene, await newcomer('leaver'));
    await page.getByRole('link', { name: '到国家公共文化云查看授权' }).click();
    expect(await heading(page)).to.equal('已授权平台');
    await page.getByRole('link', { name: '取消授权' }).click();
    expect(await heading(page)).to.equal('取消对青溪县文化馆（演示）的授权？');
    await page.getByRole('button', { name: '取消授权' }).click();
    expect(await page.getByRole('main').textContent()).to.include('还没有授权过任何平台。');

    const began = performance.now();
    await until(async () => {
      await page.goto(scene.partner);
      return (await heading(page)) !== '已登录：溪边人家';
    }, 'the partner has ended its session');
    expect(performance.now() - began).to.be.below(2_000);
    await clickButton(page, scene);
    expect(await heading(page)).to.equal('想获取您的这些信息');
  });

  it('logs out at the partner and, after a question, at the Cloud', async () => {
    const page = await scene.open();
    await signInAtPartner(page, scene);
    await page.getByRole('button', { name: '退出' }).click();
    expect(await heading(page)).to.equal('要退出国家公共文化云吗？');
    expect(await page.getByRole('main').textContent()).to.include('您已退出青溪县文化馆（演示）。');
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL(`${scene.partner}/`);
    expect(await page.getByRole('main').getByRole('link', { name: '登录' }).isVisible()).to.equal(true);
    await clickButton(page, scene);
    expect(await heading(page)).to.equal('登录');
  });

  it('logs out at the partner alone', async () => {
    const page = await scene.open();
    await signInAtPartner(page, scene);
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('button', { name: '不退出' }).click();
    await page.waitForURL(`${scene.partner}/`);
    await clickButton(page, scene);
    expect(await heading(page)).to.equal('已登录：溪边人家');
  });

  it('logs out at the Cloud, which tells the partner', async () => {
    const page = await scene.open();
    await signInAtPartner(page, scene);
    await page.goto('/account');
    await page.getByRole('link', { name: '退出' }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    expect(await heading(page)).to.equal('您已退出登录');
    await until(async () => {
      await page.goto(scene.partner);
      return (await heading(page)) !== '已登录：溪边人家';
    }, 'the partner has ended its session');
  });

  it('leaves no complaint in the console', () => {
    expect(scene.complaints).to.eql([]);
  });
});
