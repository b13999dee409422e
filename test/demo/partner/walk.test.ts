import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openScene, type Scene } from '../../journeys/scene.ts';
import { axe } from '../../support/browser.ts';
import { someOf } from '../../support/some.ts';
import { until } from '../../support/until.ts';

type Row = { id: string; channel: string; title: string; data: string };
type Way = { href: string; words: string };

/** Of a page: where its links and players lead. */
function waysIn(html: string): Way[] {
  const links = [...html.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>([\s\S]*?)<\/a>/g)];
  const played = [...html.matchAll(/<(?:video|audio|track)\s[^>]*src="([^"]+)"/g)];
  return [
    ...links.map(([, href = '', words = '']) => ({ href, words: words.replace(/<[^>]*>/g, '').trim() })),
    ...played.map(([, href = '']) => ({ href, words: 'played' })),
  ].map(({ href, words }) => ({ words, href: href.replaceAll('&amp;', '&') }));
}

/** A number that the entry names, or ours; a place that it is at. */
function faultOf(href: string, { data }: Row): string | undefined {
  if (href.startsWith('tel:')) {
    const number = href.slice('tel:'.length);
    return number === '4000596087' || data.replaceAll('-', '').includes(number) ? undefined : 'is another number';
  }
  const { searchParams } = new URL(href);
  const [lng = '', lat = ''] = searchParams.get('position')?.split(',') ?? [];
  if (!data.includes(lng) || !data.includes(lat) || lng === '') return 'is another place';
  return searchParams.get('name') ? undefined : 'has no name';
}

/** Signs that something can be done on a page of the partner, or that it says why not. */
const done = [
  ['a form', /<form method="post" action="\/(book|enroll|shop)\//],
  ['a login', /使用国家公共文化云登录/],
  ['a player', /<(video|audio) controls/],
  ['a sample', /下载样章/],
  ['an article', /<h2 id="words">全文/],
  ['a reason', /(不用预约|不用预订|已经约满|预约已经截止|已经结束|已经取消|改期了|暂停开放|暂时卖完|已经开班)/],
] as const;

describe('every button of the demo', function () {
  this.timeout(300_000); // the drawing of the demo gives way to everything else
  let scene: Scene;
  let rows: Row[];
  before(async () => {
    scene = await openScene(import.meta.filename);
    rows = await scene.at.database.db.rows<Row>(
      `select e.id, e.channel, e.title, p.data from entries e join publications p on p.id = e.publication_id
       where e.created_by = 'operator:demo' and e.external_id not like 'demo-%' order by e.external_id`,
    );
  });
  after(() => scene.close());

  const firstPages = new Map<string, Promise<{ status: number; html: string; type: string }>>();
  const open = (url: string) => {
    const known =
      firstPages.get(url) ??
      fetch(url).then(async (answer) => ({
        ...{ status: answer.status, type: answer.headers.get('content-type') ?? '' },
        html: /html|vtt/.test(answer.headers.get('content-type') ?? '') ? await answer.text() : '',
      }));
    firstPages.set(url, known);
    return known;
  };

  it('of every entry that people wrote leads to something that can be done, or that says why not', async () => {
    expect(rows.length).to.be.above(200);
    const wrong: string[] = [];
    for (const row of someOf(rows, 0, 3)) {
      const { id, title, channel } = row;
      const page = await open(`${scene.cloud}/resources/${id}`);
      if (page.status !== 200) wrong.push(`${title}: ${page.status}`);
      const ways = waysIn(page.html.slice(page.html.indexOf('<main')));
      const there = ways.filter(({ href }) => href.startsWith(scene.partner) || href.includes('/captions.vtt'));
      const isReasoned =
        /不用预约|无需预约|直接来|随到随|电话预约|已约满|已经约满|已结束|已经结束|已取消|延期|闭馆|不对外/.test(
          page.html,
        );
      const mayBeReasoned = ['activity', 'venue', 'live'].includes(channel);
      if (channel !== 'news' && there.length === 0 && !(mayBeReasoned && isReasoned))
        wrong.push(`${channel} ${title}: no way to the partner, and no reason`);
      if ((channel === 'activity' || channel === 'venue') && !ways.some(({ href }) => href.startsWith('tel:')))
        wrong.push(`${channel} ${title}: no number to call`);
      for (const { href, words } of ways) {
        if (href.startsWith('#')) continue;
        if (/^(tel:|https:\/\/uri\.amap)/.test(href)) {
          const fault = faultOf(href, row);
          if (fault !== undefined) wrong.push(`${title}: ${words} ${href} ${fault}`);
          continue;
        }
        const url = new URL(href, scene.cloud).href;
        if (!url.startsWith(scene.partner) && !url.startsWith(scene.cloud)) {
          wrong.push(`${title}: ${words} leads to ${href}`);
          continue;
        }
        // Searches, zones, lists and neighbours have tests of their own.
        if (
          url.startsWith(scene.cloud) &&
          !/^\/(i\/[^/]+|resources\/[^/]+\/(captions\.vtt|event\.ics))$/.test(new URL(url).pathname)
        )
          continue;
        const target = await open(new URL(url).searchParams.get('target_link_uri') ?? url);
        const isMedium = /^(video|audio|text\/vtt|application\/epub)/.test(target.type);
        if (target.status !== 200) wrong.push(`${title}: ${words} ${href} is ${target.status}`);
        else if (url.startsWith(scene.partner) && !isMedium && !done.some(([, sign]) => sign.test(target.html)))
          wrong.push(`${title}: ${words} ${href} leads to nothing`);
      }
    }
    expect(wrong.join('\n')).to.equal('');
  });

  const one = (channel: string, like: string) => {
    const found = rows.find((row) => row.channel === channel && row.title.includes(like));
    if (found === undefined) throw new Error(`no ${channel} ${like}`);
    return `${scene.cloud}/resources/${found.id}`;
  };

  for (const [width, javaScript] of [
    [390, false],
    [1280, true],
  ] as const)
    it(`one of each kind at ${width} px${javaScript ? '' : ', without script'}: watched, heard, read, learned, bought, booked and called off`, async () => {
      const page = await scene.open({ width, height: 844, javaScript, phone: width === 390 });
      const barriers: string[] = [];
      const arrive = async (channel: string, like: string, button: string | RegExp) => {
        await page.goto(one(channel, like));
        await page.locator('main a.btn').filter({ hasText: button }).first().click();
        await page.waitForURL((url) => url.origin === scene.partner);
        if (javaScript) barriers.push(...(await axe(page)).map((each) => `${like}: ${each}`));
      };
      // A broadcast of the day: at night its page says that it is over.
      await page.goto(one('live', '慢直播'));
      const isOver = await page
        .getByText(/已结束/)
        .first()
        .isVisible();
      if (!isOver) {
        await arrive('live', '慢直播', '去看直播');
        expect(await page.getByRole('main').locator('video').count()).to.equal(1);
      }
      await arrive('book', '竹编图谱', '去读');
      expect(await page.getByRole('link', { name: '下载样章（EPUB）' }).isVisible()).to.equal(true);
      await arrive('course', '剪纸入门', '去学');
      expect(await page.getByRole('listitem').filter({ hasText: '折法' }).isVisible()).to.equal(true);

      await arrive('market', '竹编茶席', /购买/);
      await page.goto(one('market', '《澜江旧事》'));
      await page.locator('main a.btn').filter({ hasText: '购买' }).first().click();
      await page.getByLabel('数量').selectOption('2');
      await page.getByRole('button', { name: /下单/ }).click();
      expect(await page.getByRole('definition').allTextContents()).to.include('2');
      await page.getByRole('button', { name: '取消订单' }).click();
      expect(await page.getByRole('status').textContent()).to.include('已取消');

      await arrive('venue', '楼顶自修室', /预订/);
      await page.getByRole('radio').nth(1).check();
      const slot = (await page.getByRole('radio').nth(1).getAttribute('value')) ?? '';
      await page.getByRole('button', { name: '确认预约' }).click();
      expect(await page.getByRole('definition').allTextContents(), 'what, when, where').to.include(slot);
      await page.reload();
      expect(await page.getByRole('button', { name: '确认预约' }).count(), 'confirmed once').to.equal(0);
      await page.getByRole('button', { name: '取消预约' }).click();
      expect(await page.getByRole('status').textContent()).to.include('已取消');

      await page.goto(one('video', '一条船的一生'));
      expect(await page.locator('video').getAttribute('src')).to.equal(`${scene.partner}/media/ship.mp4`);
      await page.goto(one('audio', '石桥娘娘'));
      expect(await page.locator('audio').getAttribute('src')).to.equal(`${scene.partner}/media/story.mp3`);
      expect(barriers.join('\n')).to.equal('');
      expect(scene.complaints).to.deep.equal([]);
      await page.context().close();
    });

  it('waits for no host of films: the page is there, and goes on, while that host is silent', async () => {
    const page = await scene.open({ width: 390, height: 844, phone: true });
    const requests: string[] = [];
    await page.route(`${scene.partner}/media/**`, (route) => {
      requests.push(route.request().url()); // never answered
    });
    await page.goto(one('video', '一条船的一生')); // resolves with the load event
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.include('一条船的一生');
    expect(requests, 'before it is played').to.deep.equal([]);
    await page.evaluate(`void document.querySelector('video').play().catch(() => undefined)`);
    await until(() => requests.length > 0, 'the film is asked for');
    await page.goto(`${scene.cloud}/channels/video`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.include('视频');
    await page.context().close();
  });

  it('serves a film in parts, as telephones ask for it', async () => {
    const part = await fetch(`${scene.partner}/media/ship.mp4`, { headers: { range: 'bytes=0-99' } });
    expect([part.status, part.headers.get('content-range')?.startsWith('bytes 0-99/')]).to.deep.equal([206, true]);
    expect((await part.arrayBuffer()).byteLength).to.equal(100);
    const past = await fetch(`${scene.partner}/media/ship.mp4`, { headers: { range: 'bytes=99999999-' } });
    expect(past.status).to.equal(416);
    expect((await fetch(`${scene.partner}/media/README.md`)).status).to.equal(404);
  });

  it('of entries that are full or sold out leads to a page that says so', async () => {
    for (const [like, words] of [
      ['零基础二胡班', '已经约满'],
      ['明船书签', '暂时卖完'],
      ['八段锦跟练', '课程目录'],
    ] as const) {
      const external = await scene.at.database.db.row<{ external_id: string; channel: string }>(
        `select external_id, channel from entries where title = $1 and external_id not like 'demo-%'`,
        [like],
      );
      const verb = { activity: 'book', market: 'shop', course: 'learn' }[external?.channel ?? ''];
      expect((await open(`${scene.partner}/${verb}/${external?.external_id}`)).html, like).to.include(words);
    }
    expect((await open(`${scene.partner}/book/nothing-like-it`)).status).to.equal(404);
  });
});
