import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { checkFile } from '../../../src/oversight/passports/checking.ts';
import { cosignerVerifier, logVerifier, newSigner, verifierText } from '../../../src/oversight/transparency/note.ts';
import { createCitizen, operator, startApp, type TestApp } from '../../support/app.ts';
import { openPage } from '../../support/browser.ts';
import { createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { createReports, type Reporting } from '../../support/statistics.ts';
import { asOwner, createWitness } from '../../support/transparency.ts';

const signer = newSigner('witness.example.cn/sichuan');

const plain = (text: string) =>
  (/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const linksIn = (text: string) => [
  ...new Set(
    [...text.matchAll(/href="([^"]*\/passport\?[^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&')),
  ),
];

/** Opens files of passports without a network, and reads their verdicts. */
async function openFiles({ origin }: TestApp, time?: string) {
  const page = await openPage({ origin });
  if (time !== undefined) await page.clock.setFixedTime(time);
  await page.context().setOffline(true);
  async function verdictOf(html: string): Promise<string> {
    const path = join(tmpdir(), `ccc-credential-${process.pid}.html`);
    await writeFile(path, html);
    await page.goto(pathToFileURL(path).href);
    const said = page.locator('.verdict:not([data-verdict])');
    await said.waitFor({ timeout: 5_000 });
    return ((await said.textContent()) ?? '').replace(/\s+/g, ' ');
  }
  return { page, verdictOf };
}

/** The public check of a file. */
async function checkOutside(from: TestBrowser, html: string | Uint8Array, language = 'zh') {
  const shown = await from.walk(`/transparency?lang=${language}`);
  const form = new FormData();
  form.set('csrf', /name="csrf" value="([^"]+)"/.exec(shown.text)?.[1] ?? '');
  form.set('file', new Blob([html]), 'file.html');
  const response = await from.request('/transparency/passport', { method: 'POST', body: form });
  return { status: response.status, words: plain(await response.text()) };
}

/** In a browser: the verdicts of a file with each of its elements away, and with each of its texts altered, one at a time. */
const alterEach = `async (html) => {
  const parsed = () => new DOMParser().parseFromString(html, 'text/html');
  const frame = document.body.appendChild(document.createElement('iframe'));
  const outcomes = [];
  async function look(name, altered) {
    const errors = [];
    window.failed = (text) => errors.push(text);
    const listen = altered.createElement('script');
    listen.textContent = 'onerror = onunhandledrejection = (event) => parent.failed(String(event.reason ?? event));';
    altered.head?.prepend(listen);
    frame.srcdoc = '';
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    frame.srcdoc = '<!doctype html>' + altered.documentElement.outerHTML;
    await loaded;
    const verdict = () => frame.contentDocument?.querySelector('.verdict:not([data-verdict])');
    for (let tries = 0; !verdict() && tries < 60; tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    outcomes.push({ name, said: verdict()?.textContent?.replace(/\\s+/g, ' ').trim() ?? '', errors });
  }
  await look('nothing', parsed());
  const elements = [...parsed().querySelectorAll('head, head *, main, main *, script')];
  for (const [at, { outerHTML }] of elements.entries()) {
    const altered = parsed();
    const one = [...altered.querySelectorAll('head, head *, main, main *, script')][at];
    if (one?.parentElement?.closest('[data-made]') || outerHTML.includes('addEventListener')) continue;
    one?.remove();
    await look('without ' + outerHTML.slice(0, 80), altered);
  }
  const textsIn = (page) => {
    const walker = page.createTreeWalker(page.documentElement, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode())
      if (!walker.currentNode.parentElement?.closest('script, [data-made]'))
        found.push(walker.currentNode);
    return found.filter(({ data }) => data.trim() !== '');
  };
  for (const [at, { data }] of textsIn(parsed()).entries()) {
    const altered = parsed();
    const one = textsIn(altered)[at];
    if (one) one.data = one.data.replace(/\\S/, '改');
    await look('text ' + data.trim().slice(0, 40), altered);
  }
  return outcomes;
}`;
type Outcome = { name: string; said: string; errors: string[] };

describe('R54 the passport of a figure', function () {
  this.timeout(120_000);
  const clock = testClock('2026-11-24T13:00:00+08:00');
  let at: TestApp;
  let made: Reporting[];
  let staff: TestBrowser;
  let member: TestBrowser;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { WITNESSES: verifierText(cosignerVerifier(signer)) } });
    made = await createReports(at, clock, {
      ...{ regions: ['330106', '330102', '440103'], first: '2026-11-20', last: '2026-11-23' },
      kind: (place) => (place === 1 ? 'library' : 'culture_hall'),
      figures: (place, day) => ({
        ...{
          pv: 1000 * (place + 1) + Number(day.slice(-2)),
          uv: 100 + place,
          ip: 90,
          new_activities: 1,
          new_venues: 0,
        },
        ...{ live_views: 7, new_users: 20 },
      }),
    });
    await at.app.statistics.report(operator, made[0]?.clientId ?? '', '2026-11-23', {
      figures: { pv: 1_204, uv: 100, ip: 90, new_activities: 1, new_venues: 0, live_views: 7, new_users: 20 },
      ...{ reason: '去掉采集程序的访问', note: '按系统数据填报' },
    });
    const citizen = await createCitizen(at, 'citizen-one');
    for (let times = 0; times < 12; times += 1)
      await at.database.db.run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '192.0.2.1', 'x')`,
        [citizen.id, '2026-11-23T02:00:00Z', made[0]?.clientId],
      );
    for (let times = 0; times < 3; times += 1)
      await at.database.db.run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', true, $3, '192.0.2.1', 'x')`,
        [citizen.id, '2026-11-22T02:00:00Z', made[2]?.clientId],
      );
    await at.app.countCloud();
    await at.app.totals.roll();
    await at.app.transparency.grow();
    const watch = await createWitness(at, clock, { signer });
    expect(await watch.look()).to.deep.include({ wasTaken: true });
    staff = await signInToConsole(at, await createStaff(at, ['statistics']));
    member = await signInToConsole(
      at,
      await createMember(at, { role: 'owner', institutionId: made[0]?.institutionId ?? '' }),
    );
  });
  after(() => at.close());

  const read = async (path: string, from: TestBrowser = staff) => {
    const page = await from.walk(path);
    return { ...page, words: plain(page.text) };
  };
  const own = () => `/admin/statistics/passport?application=${made[0]?.clientId}&date=2026-11-23`;

  it('shows how a report became its figure: each version with its reason, its leaf and the witness', async () => {
    const { status, words } = await read(own());
    expect(status).to.equal(200);
    expect(words).to.include('资源访问量 1,204 次');
    expect(words).to.include('国家云自己看见至少 12 次').and.include('只有报送 1,192 次');
    expect(words).to.include('1,023 → 1,204').and.include('原因：去掉采集程序的访问');
    expect(words).to.include('签名、包含关系、合计都相符').and.include('witness.example.cn/sichuan');
    expect(words)
      .to.match(/浙江省.*3,227/)
      .and.match(/全国.*6,250/);
  });

  it('shows a sum with its parts, each with a passport of its own', async () => {
    const { words, text } = await read('/admin/statistics/passport?region=33&date=2026-11-23');
    expect(words).to.include('资源访问量 3,227 次').and.include('total 33 2026-11-23').and.include('相符');
    expect(linksIn(text).some((href) => href.includes('region=3301&'))).to.equal(true);
    const month = await read('/admin/statistics/passport?period=month&date=2026-11-23&metric=uv');
    expect(month.words).to.include('再取 4 天的平均').and.include('相符').and.include('11月20日');
    const kind = await read('/admin/statistics/passport?kind=library&date=2026-11-23');
    expect(kind.words).to.include('资源访问量 2,023 次').and.include('kinds 0 2026-11-23').and.include('相符');
  });

  it('leads from every figure of every dashboard to one that answers', async () => {
    const { clientId, institutionId } = made[0] ?? { clientId: '', institutionId: '' };
    const areas = ['', 'region=33', 'region=330106', `institution=${institutionId}`, `application=${clientId}`];
    const asked = new Map<string, TestBrowser>();
    const pageOf = (href: string) => href.replace('#reports', '');
    for (const area of [
      ...areas,
      'kind=library',
      'period=month&metric=uv',
      'period=year&metric=ncc_logins&region=33',
      'as-of=2026-11-22',
    ])
      for (const href of linksIn((await read(`/admin/statistics?${area}`)).text)) asked.set(pageOf(href), staff);
    for (const area of ['', `application=${clientId}`])
      for (const href of linksIn((await read(`/console/statistics/dashboard?${area}`, member)).text))
        asked.set(pageOf(href), member);
    expect(asked.size).to.be.above(60);
    expect([...asked.keys()].filter((href) => href.includes('metric=ncc_logins')).length).to.be.above(4);
    const failed: string[] = [];
    const closed: string[] = [];
    const partly: string[] = [];
    for (const [href, from] of asked) {
      const { status, words } = await read(href, from);
      const [, open, all] = /核对过 ([\d,]+) 片，共 ([\d,]+) 片/.exec(words) ?? [];
      const isProved = (words.includes('都相符') && open === all) || href.includes('as-of=');
      // A figure of the past has no file, and says why.
      const isOfPast = href.includes('as-of=');
      if (words.includes('没有凭证：凭证只证明现在的数') !== isOfPast) failed.push(`${href} ${words.slice(0, 300)}`);
      if (words.includes('不到 10 人的数，叶子')) closed.push(href);
      else if (words.includes('不到 10 人的数')) partly.push(href);
      else if (status !== 200 || !isProved) failed.push(`${status} ${href} ${words.slice(0, 300)}`);
    }
    expect(failed.join('\n')).to.equal('');
    // R03: a leaf that has a count of few people beside it is not opened for those who may not see that.
    expect(closed.length).to.equal(2);
    // The logins and clicks beside the member's own figures stand in that leaf too: the figures are proved without it, and have no stamp.
    expect(partly.length).to.equal(3);
    expect(partly.filter((href) => !href.startsWith('/console/'))).to.deep.equal([]);
    expect(closed.filter((href) => !/^\/console\/.*ncc_logins$/.test(href))).to.deep.equal([]);
    // How many applications should report is told by the list of reports of the last day.
    const month = linksIn((await read('/admin/statistics?region=33&period=month&date=2026-11-23')).text);
    const [due = '', ...parts] = month.filter((href) => href.endsWith('#reports'));
    expect([due.includes('period='), parts.length, parts[0]?.includes('period=month')]).to.eql([false, 1, true]);
    expect((await read(due)).words).to.match(/已报 \/ 应报 ?2 \/ 2，完整率 100%/);
    // The numbers of a dashboard that have none.
    const { text } = await read('/admin/statistics?region=33');
    const cells = [...text.matchAll(/<td class="k n">([\s\S]*?)<\/td>|<b title="[^"]*">([\s\S]*?)<\/b>/g)];
    expect(cells.length).to.be.above(5);
    expect(cells.filter(([whole]) => !whole.includes('/passport?') && !whole.includes('—'))).to.deep.equal([]);
  });

  it('R54 names a part of its address that is impossible, and shows no other figure instead', async () => {
    for (const part of [
      'date=2026-13-45',
      'date=2027-11-28',
      'metric=nonsense',
      'period=decade',
      'as-of=never',
      'kind=zoo',
    ])
      for (const page of ['passport', 'passport/file']) {
        const { status, words } = await read(`/admin/statistics/${page}?${part}`);
        expect(status, part).to.equal(422);
        expect(words).to.include(part);
      }
    expect((await read('/admin/statistics/passport?region=99')).status).to.equal(404);
    const { institutionId: others } = made[1] ?? {};
    for (const part of ['region=33', `institution=${others}`])
      expect((await read(`/console/statistics/passport?${part}`, member)).status, part).to.equal(404);
    const { institutionId } = made[0] ?? {};
    expect((await read(`/console/statistics/passport?institution=${institutionId}`, member)).status).to.equal(200);
  });

  it('R03 is there for those who may look at its dashboard, and for no others', async () => {
    const other = await signInToConsole(
      at,
      await createMember(at, { role: 'owner', institutionId: made[1]?.institutionId ?? '' }),
    );
    const path = `/console/statistics/passport?application=${made[0]?.clientId}&date=2026-11-23`;
    expect((await read(path, member)).status).to.equal(200);
    expect((await read(path, other)).status).to.equal(404);
    expect((await read(path.replace('passport?', 'passport/file?'), other)).status).to.equal(404);
    const south = await signInToConsole(at, await createStaff(at, ['statistics'], { regions: ['440000'] }));
    expect((await read('/admin/statistics/passport?region=33&date=2026-11-23', south)).status).to.equal(404);
    expect((await read('/admin/statistics/passport?region=44&date=2026-11-23', south)).words).to.include('3,023 次');
    const few = '?region=44&period=month&date=2026-11-23&metric=ncc_logins';
    const { words } = await read(`/admin/statistics/passport${few}`, south);
    expect(words).to.include('国家云登录次数 &lt;10').and.not.match(/ 3 /);
    expect((await read(`/admin/statistics/passport/file${few}`, south)).status).to.equal(404);
  });

  it('R54 gives a file that checks itself without a network, and names the number that was changed', async () => {
    const files = {
      ...{ province: '/admin/statistics/passport/file?region=33&date=2026-11-23' },
      ...{ county: '/admin/statistics/passport/file?region=330106&date=2026-11-23' },
      ...{ month: '/admin/statistics/passport/file?period=month&date=2026-11-23&metric=uv' },
      ...{ application: own().replace('passport?', 'passport/file?') },
    };
    const { page, verdictOf } = await openFiles(at);
    for (const [name, path] of Object.entries(files)) {
      const { status, text } = await staff.walk(path);
      expect(status, name).to.equal(200);
      expect(text, name).not.to.match(/(src|href)="/);
      expect(await verdictOf(text), name).to.match(/^相符/);
      expect(await page.locator('[data-made=witnesses]').textContent(), name).to.include('witness.example.cn/sichuan');
    }
    const { text } = await staff.walk(files.province);
    const changed = async (from: string, to: string) => {
      expect(text, from).to.include(from);
      return verdictOf(text.replace(from, to));
    };
    const cell = (number: string) => `<td class="n">${number}</td>`;
    expect(await changed(cell('3,227'), cell('3,237'))).to.match(/^不符\s*写着“3,237”，签过名的是“3,227”/);
    expect(await changed('<h1>资源访问量 <span>3,227', '<h1>资源访问量 <span>8,227')).to.include('写着“8,227”');
    expect(await changed('次</h1>', '万次</h1>')).to.match(/^不符\s*写着“万次”，签过名的是“次”/);
    expect(await changed('<h1>资源访问量', '<h1>独立访客数')).to.include('签过名的是“资源访问量”');
    expect(await changed('2026年11月23日', '2025年11月23日')).to.match(/^不符\s*写着“浙江省，2025年/);
    expect(await changed('<title>凭证 资源访问量 3,227', '<title>凭证 资源访问量 9,227')).to.match(
      /^不符\s*写着“凭证 资源访问量 9,227/,
    );
    expect(await changed('杭州市', '宁波市')).to.match(/^不符\s*写着“宁波市”，签过名的是“杭州市”/);
    expect(await changed('<h2>日期', '<h2 style="color:red">日期')).to.match(/^不符\s*“日期”的样子改动过/);
    expect(await changed('<h2>日期', '<p>特别证明</p><h2>日期')).to.match(/^不符\s*多了“特别证明”/);
    expect(await changed('"contents":["{3227', '"contents":["{3228')).to.match(/^不符/);
    expect(await changed('\\"label\\":\\"资源访问量', '\\"label\\":\\"独立访客数')).to.match(
      /^不符\s*这份凭证没有对得上的签名/,
    );
    expect(await changed('\\u003ch1>资源访问量', '\\u003ch1>独立访客数')).to.match(/^不符\s*这份凭证没有对得上的签名/);
    const checkpoint = /"checkpoint":"[^"]*?\\n(\d+)\\n/.exec(text)?.[1] ?? '';
    expect(await changed(`\\n${checkpoint}\\n`, `\\n${Number(checkpoint) + 1}\\n`)).to.match(
      /^不符\s*校验点的签名不对/,
    );
    await page.context().close();
    // Of a sum the aliases stay closed: their keys are in the files of applications alone.
    expect((await staff.walk(files.county)).text).not.to.include('"alias"');
    expect((await staff.walk(files.application)).text).to.include('"alias"');
  });

  it('R54 gives a file that checks itself a day and ten years after it was saved, when more leaves stand in the log', async () => {
    const { text } = await staff.walk(own().replace('passport?', 'passport/file?'));
    await at.app.statistics.report(operator, made[2]?.clientId ?? '', '2026-11-23', {
      figures: { pv: 3_024, uv: 102, ip: 90, new_activities: 1, new_venues: 0, live_views: 7, new_users: 20 },
      ...{ reason: '补上漏报的访问', note: '按系统数据填报' },
    });
    await at.app.totals.roll();
    await at.app.transparency.grow();
    for (const time of ['2026-11-25T13:00:00+08:00', '2036-11-25T13:00:00+08:00']) {
      const { page, verdictOf } = await openFiles(at, time);
      expect(await page.evaluate('new Date().toISOString()')).to.equal(new Date(time).toISOString());
      expect(await verdictOf(text), time).to.match(/^相符/);
      expect(await verdictOf(text.replace('1,204', '1,205')), time).to.match(/^不符/);
      await page.context().close();
    }
  });

  it('R54 names each part that is taken from a file or altered in it, and never fails without a word', async () => {
    const { page } = await openFiles(at);
    await page.goto(pathToFileURL(tmpdir()).href);
    const files = [
      '/admin/statistics/passport/file?region=33&date=2026-11-23',
      own().replace('passport?', 'passport/file?'),
    ];
    const names: string[] = [];
    for (const file of files) {
      const { text } = await staff.walk(file);
      const [untouched, ...altered] = await page.evaluate<Outcome[]>(`(${alterEach})(${JSON.stringify(text)})`);
      expect(untouched).to.deep.include({ errors: [] });
      expect(untouched?.said).to.match(/^相符/);
      expect(altered.length).to.be.above(90);
      expect(altered.filter(({ said, errors }) => !said.startsWith('不符') || errors.length > 0)).to.deep.equal([]);
      names.push(...altered.map(({ name }) => name));
    }
    await page.context().close();
    expect(names)
      .to.include('text 1,023 → 1,204')
      .and.include('text 原因：去掉采集程序的访问')
      .and.include('text 说明：按系统数据填报');
  });

  it('R54 shows in the file how the figure came, version for version, signed as the rest of its words', async () => {
    const { text } = await staff.walk(own().replace('passport?', 'passport/file?'));
    const shown = plain(text);
    expect(shown).to.include(
      '怎样变成这样 2026年11月24日 13:00 1,023 → 1,204 第 1 次修订，运营填报 原因：去掉采集程序的访问 说明：按系统数据填报 2026年11月24日 09:00 1,023 运营填报，准时',
    );
    const { page, verdictOf } = await openFiles(at);
    for (const [from, to] of [
      ['1,023 → 1,204', '1,200 → 1,204'],
      ['原因：去掉采集程序的访问', '原因：补上漏报的访问'],
    ] as const) {
      expect(text).to.include(from);
      expect(await verdictOf(text.replace(from, to))).to.match(new RegExp(`^不符\\s*写着“${to}”，签过名的是“${from}”`));
    }
    await page.context().close();
    const citizen = createBrowser(at.origin);
    const { words } = await checkOutside(citizen, text);
    expect(words)
      .to.include(' 相符 ')
      .and.match(/1,023 → 1,204 运营填报 原因：去掉采集程序的访问 说明：按系统数据填报/);
    const english = await checkOutside(citizen, text, 'en');
    expect(english.words).to.match(/1,023 → 1,204 by the operators Reason: 去掉采集程序的访问/);
    // Files of before this was signed hold as they did.
    const given = JSON.parse(/id="evidence">([^<]*)</.exec(text)?.[1] ?? '');
    const { versions, ...said } = JSON.parse(given.statement.split('\n')[1]);
    expect(versions).to.have.length(2);
    const statement = await at.app.transparency.signStatement(JSON.stringify(said));
    const evidence = JSON.stringify({ ...given, statement }).replaceAll('<', '\\u003c');
    const earlier = await checkOutside(
      citizen,
      text.replace(/(id="evidence">)[^<]*</, (_, start) => `${start}${evidence}<`),
    );
    expect(earlier.words).to.include(' 相符 ').and.not.include('去掉采集程序');
  });

  it('R54 has a public check outside of the file, which shows the signed words alone and trusts the published key alone', async () => {
    const citizen = createBrowser(at.origin);
    const { text } = await staff.walk('/admin/statistics/passport/file?region=33&date=2026-11-23');
    const upload = (html: string | Uint8Array, language?: string) => checkOutside(citizen, html, language);
    const whole = await upload(text);
    expect(whole.status).to.equal(200);
    expect(whole.words).to.include('相符').and.include('资源访问量 3,227 次').and.include('witness.example.cn/sichuan');
    expect((await upload(text.replaceAll('\n', '\r\n'))).words).to.include(' 相符 ');
    const says = async (from: string, to: string) => {
      expect(text, from).to.include(from);
      const { status, words } = await upload(text.replace(from, to));
      expect(status).to.equal(200);
      expect(words).to.include(' 不符 ').and.not.include(' 相符 ');
      return words;
    };
    // Its own words and numbers, whatever the file shows, and whatever the file says of itself.
    const forged = await says('<h1>资源访问量 <span>3,227', '<h1>学习人次 <span>932,650');
    expect(forged)
      .to.include('文件里写着 学习人次')
      .and.include('文件里写着 932,650')
      .and.include('资源访问量 3,227 次');
    expect(await says('次</h1>', '万次</h1>'))
      .to.include('文件里写着 万次')
      .and.include('签过名的是 次');
    expect(await says('<title>凭证 资源访问量 3,227', '<title>凭证 资源访问量 9,227')).to.include('资源访问量 9,227');
    expect(await says('没有核对</strong>', '相符</strong>')).to.include('网页的写法改过');
    expect(await says('</main>', '<p>特别证明</p></main>')).to.include('特别证明');
    expect(await says('checkCredential(evidence)', 'false')).to.include('网页的写法改过');
    expect(await says('\\"label\\":\\"资源访问量', '\\"label\\":\\"学习人次'))
      .to.include('没有对得上的签名')
      .and.not.include('3,227 次');
    expect(await says('"contents":["{3227', '"contents":["{3228')).to.include('公开日志里没有');
    const key = /"log":"([^"]+)"/.exec(text)?.[1] ?? '';
    const foreign = verifierText(logVerifier(newSigner(key.split('+')[0] ?? '')));
    expect(await says(`"log":"${key}"`, `"log":"${foreign}"`)).to.include('不是国家公共文化云公布的');
    expect(await says('"statement":"', '"statement":7,"x":"')).to.include('不完整');
    expect(await says('"salt":"', '"salt":"%')).to.include('不完整');
    const english = await upload(text.replace('浙江省', '湖南省'), 'en');
    expect(english.words).to.include('It does not hold').and.include('The file says').and.include('What was signed');
    await citizen.walk('/transparency?lang=zh');

    for (const none of ['', 'no passport', '<html>', '<'.repeat(1_000_000), Uint8Array.of(0, 255, 254)])
      expect(await upload(none), String(none.length)).to.deep.include({ status: 422 });
    const evidence = (inside: string) => `<script type="application/json" id="evidence">${inside}</script>`;
    for (const broken of ['', 'null', '[]', '{"log":1}', `${'['.repeat(100_000)}`])
      expect((await upload(evidence(broken))).words, broken.slice(0, 9)).to.include('不完整');
    const large = await upload('x'.repeat(9 * 1024 * 1024));
    expect([large.status, large.words]).to.deep.include(422);
    expect(large.words).to.include('8 MB');
  });

  it('R54 says of a file from before a revision that it is genuine and that the log has a newer version, and not which number', async () => {
    const { clientId = '' } = made[1] ?? {};
    const addresses = {
      application: `application=${clientId}&date=2026-11-20`,
      province: 'region=33&date=2026-11-20',
      month: 'region=33&period=month&date=2026-11-23',
      other: 'region=33&date=2026-11-23',
    };
    const fileOf = async (address: string) => (await staff.walk(`/admin/statistics/passport/file?${address}`)).text;
    // Files a minute are limited.
    clock.set('2026-11-24T13:10:00+08:00');
    const citizen = createBrowser(at.origin);
    const saved = new Map<string, string>();
    for (const address of Object.values(addresses)) {
      saved.set(address, await fileOf(address));
      const { words } = await checkOutside(citizen, saved.get(address) ?? '');
      expect(words, address).to.include(' 相符 ').and.not.include('更新的版本');
    }
    await at.app.statistics.report(operator, clientId, '2026-11-20', {
      figures: { pv: 2_777, uv: 101, ip: 90, new_activities: 1, new_venues: 0, live_views: 7, new_users: 20 },
      ...{ reason: '补上漏报的访问', note: '按系统数据填报' },
    });
    await at.app.totals.roll();
    clock.set('2026-11-24T13:20:00+08:00');
    await at.app.transparency.grow();
    const check = async (address: string) => (await checkOutside(citizen, saved.get(address) ?? '')).words;
    for (const address of [addresses.application, addresses.province])
      expect(await check(address), address)
        .to.match(/真的，但已有更新的版本 .*公开日志里已有第 2 版 收录于 2026年11月24日 13:20/)
        .and.not.include(' 相符 ')
        .and.not.match(/2,777|3,797/);
    expect(await check(addresses.month)).to.match(
      /真的，但已有更新的版本 .*证明它的叶子，有 1 片在公开日志里已有更新的版本 收录于 2026年11月24日 13:20/,
    );
    expect(await check(addresses.other))
      .to.include(' 相符 ')
      .and.not.include('更新的版本');
    const english = await checkOutside(citizen, saved.get(addresses.province) ?? '', 'en');
    expect(english.words)
      .to.include('Genuine, but there is a newer version')
      .and.include('The log has version 2 by now');
    // The new file is the newest, and an altered one of before is both.
    const { words } = await checkOutside(citizen, await fileOf(addresses.province));
    expect(words).to.include(' 相符 ').and.not.include('更新的版本');
    const altered = await checkOutside(citizen, (saved.get(addresses.province) ?? '').replace('次</h1>', '万次</h1>'));
    expect(altered.words).to.include(' 不符 ').and.include('已有第 2 版').and.not.include('真的');
    // Without a network it says where to ask.
    expect(saved.get(addresses.province)).to.include('有没有更新的版本，文件自己不知道，也在那里看');
    // Heads are kept for a month: then the version stands without its day.
    await at.database.db.run(`delete from transparency_heads where log = 'figures' and at < $1`, [clock.now()]);
    expect(await check(addresses.province))
      .to.include('已有第 2 版')
      .and.not.include('收录于');
  });

  it('R54 says of files of before that days, number and notes are signed, and no other words', async () => {
    const { text } = await staff.walk('/admin/statistics/passport/file?region=33&date=2026-11-23');
    const given = JSON.parse(/id="evidence">([^<]*)</.exec(text)?.[1] ?? '');
    const { page: _, ...proofs } = given;
    const leaves = given.leaves.map(({ name }: { name: string }) => name);
    const said = { first: '2026-11-23', last: '2026-11-23', total: 3_227, leaves, notes: [] };
    const fileOf = async (numbers: object) => {
      const statement = await at.app.transparency.signStatement(JSON.stringify(numbers));
      return Buffer.from(
        `<h1>9</h1><script type="application/json" id="evidence">${JSON.stringify({ ...proofs, own: { leaf: 0, place: 0 }, statement })}</script>`,
      );
    };
    const { keys } = await at.app.transparency.standing('figures');
    const trusted = { keys, witnesses: at.app.transparency.witnesses };
    const sound = await checkFile(await fileOf(said), trusted);
    expect(sound).to.deep.include({ credential: undefined, before: said, differences: undefined });
    expect(sound).to.have.nested.property('verdict.faults').that.eqls([]);
    const other = await checkFile(await fileOf({ ...said, total: 3_228 }), trusted);
    expect(other)
      .to.have.nested.property('verdict.faults')
      .that.eqls([{ code: 'total', found: 3_227 }]);
  });

  it('R54 shows in the page and the file how a question about the figure ended, and names a note that was changed', async () => {
    const { clientId = '', institutionId = '' } = made[0] ?? {};
    const { db } = at.database;
    const id = '6f1b2c3d-0000-4000-8000-000000000002';
    await db.run(
      `insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
       values ($1, $2, $3, '330106', '2026-11-23', '2026-11-23', $4, $4::timestamptz + interval '3 days')`,
      [id, clientId, institutionId, clock.now()],
    );
    await db.run(
      `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at) values ($2, '2026-11-23', 'pv', 'jump', $1, '{}', $3)`,
      [id, clientId, clock.now()],
    );
    const file = own().replace('passport?', 'passport/file?');
    expect((await staff.walk(file)).text).to.include('问过，等机构回答，现在不进排名');
    const { accountId } = await createMember(at, { role: 'reporter', institutionId });
    const clerk = { kind: 'member', accountId, institutionId, role: 'reporter' } as const;
    await at.app.questions.answer(clerk, id, { cause: 'event', text: '那天有一场直播', right: {} });
    const desk = await createStaff(at, ['statistics']);
    const decider = { kind: 'staff', accountId: desk.accountId, roles: ['statistics'] } as const;
    const { version } = await at.app.questions.read(decider, id);
    await at.app.questions.decide(decider, id, { verdict: 'plausible', reason: '看过直播的日志 <1>', version });
    const { words } = await read(own());
    expect(words).to.include('说得通：看过直播的日志').and.include('都相符');
    const county = await staff.walk('/admin/statistics/passport/file?region=330106&date=2026-11-23');
    expect(county.text).to.include('说得通：看过直播的日志');
    const { text } = await staff.walk(file);
    const { page, verdictOf } = await openFiles(at);
    expect(await verdictOf(text)).to.match(/^相符/);
    expect(await verdictOf(county.text)).to.match(/^相符/);
    expect(await verdictOf(text.replace('>说得通：看过', '>不计入排名：看过'))).to.match(
      /^不符\s*写着“不计入排名：看过直播的日志 <1>”，签过名的是“说得通：看过直播的日志 <1>”/,
    );
    expect(await verdictOf(text.replace(/<li>[^<]*<span>说得通[\s\S]*?<\/li>/, ''))).to.match(/^不符/);
    expect(await verdictOf(text.replaceAll('说得通：看过', '不计入排名：看过'))).to.match(/^不符\s*这份凭证没有/);
    await page.context().close();
    const table = await staff.walk(
      `/admin/statistics/export?application=${clientId}&date=2026-11-23&format=csv&table=days`,
    );
    expect(table.text).to.include('说得通：看过直播的日志');
    // Another verdict that was written into the question itself has no signed event.
    await asOwner(at, `update figure_questions set verdict = 'corrected' where id = '${id}'`);
    const altered = (await read(own())).words;
    expect(altered).to.include('与审计记录不符').and.include('说得通：看过直播的日志').and.not.include('都相符');
  });

  it('R54 says no rest of a total that has not got the correction of a figure in question, and gives no file of it', async () => {
    const { clientId = '', institutionId = '' } = made[1] ?? {};
    const { db } = at.database;
    const day = '2026-11-22';
    const id = '6f1b2c3d-0000-4000-8000-000000000003';
    await db.run(
      `insert into figure_questions (id, client_id, institution_id, region_code, first_day, last_day, asked_at, due_at)
       values ($1, $2, $3, '330102', $4, $4, $5, $5::timestamptz + interval '3 days')`,
      [id, clientId, institutionId, day, clock.now()],
    );
    await db.run(
      `insert into figure_findings (client_id, day, metric, rule, question_id, about, found_at) values ($2, $3, 'pv', 'jump', $1, '{}', $4)`,
      [id, clientId, day, clock.now()],
    );
    const province = `region=33&date=${day}`;
    const file = () => staff.walk(`/admin/statistics/passport/file?${province}`);
    const sentence = (pv: string, rest: string) => `共 ${pv}次，排名和比较不算，其余 ${rest}次`;
    try {
      expect((await file()).text)
        .to.include('3,044')
        .and.include(sentence('2,022 ', '1,022 '));
      await at.app.statistics.report(operator, clientId, day, {
        figures: { pv: 5_000, uv: 101, ip: 90, new_activities: 1, new_venues: 0, live_views: 7, new_users: 20 },
        ...{ reason: '补上一台服务器', note: '按系统数据填报' },
      });
      const page = (await read(`/admin/statistics/passport?${province}`)).words;
      expect(page).to.include('3,044').and.include('有报送刚更正').and.not.include('其余');
      expect((await file()).status).to.equal(404);
      const table = await staff.walk(`/admin/statistics/export?${province}&format=csv&table=days`);
      expect(table.text).to.include('有报送刚更正');
      await at.app.totals.roll();
      await at.app.transparency.grow();
      expect((await file()).text)
        .to.include('6,022')
        .and.include(sentence('5,000 ', '1,022 '));
    } finally {
      await db.run(`delete from figure_findings where question_id = $1`, [id]);
      await db.run(`delete from figure_questions where id = $1`, [id]);
    }
  });

  it('waits for the leaf of an honest correction, and never calls it altered; a row that no revision made is named', async () => {
    const { clientId = '' } = made[1] ?? {};
    const places = [`application=${clientId}`, 'region=330102', 'region=33', ''];
    const words = async () => {
      const all = [];
      for (const place of places) all.push((await read(`/admin/statistics/passport?${place}&date=2026-11-21`)).words);
      return all;
    };
    const corrected = (pv: number) =>
      at.app.statistics.report(operator, clientId, '2026-11-21', {
        figures: { pv, uv: 101, ip: 90, new_activities: 1, new_venues: 0, live_views: 7, new_users: 20 },
        ...{ reason: '去掉采集程序的访问', note: '按系统数据填报' },
      });
    await corrected(1_900);
    const meanwhile = await words();
    expect(meanwhile.flatMap((each) => /不符.{0,300}见证方也看得到/.exec(each)?.[0] ?? [])).to.deep.equal([]);
    expect(meanwhile[0]).to.include('正在存证').and.not.include('都相符');
    const file = `/admin/statistics/passport/file?application=${clientId}&date=2026-11-21`;
    const { status, text } = await staff.walk(file);
    expect([status, plain(text)]).to.deep.include(404);
    expect(text).to.include('还没有收进公开日志');
    await at.app.totals.roll();
    expect((await words()).join('\n')).not.to.include('见证方也看得到');
    await at.app.transparency.grow();
    for (const each of await words()) expect(each).to.include('都相符');
    // Altered while a correction waits for its leaf.
    await corrected(1_901);
    await asOwner(
      at,
      `update daily_reports set figures[1] = 1902 where client_id = '${clientId}' and day = '2026-11-21'`,
    );
    expect((await words())[0]).to.include('见证方也看得到');
    await asOwner(
      at,
      `update daily_reports set figures[1] = 1901 where client_id = '${clientId}' and day = '2026-11-21'`,
    );
    await at.app.totals.roll();
    await at.app.transparency.grow();
    for (const each of await words()) expect(each).to.include('都相符');
  });

  it('stamps 相符 only where every leaf was checked', async () => {
    const { clientId = '' } = made[2] ?? {};
    const path = `/admin/statistics/passport?application=${clientId}&date=2026-11-22`;
    const seal = `where kind = 'count' and key = '${clientId}' and day = '2026-11-22'`;
    await at.database.db.run(`create table kept_leaves as select * from figure_leaves ${seal}`);
    await asOwner(at, `delete from figure_leaves ${seal}`);
    const { words } = await read(path);
    expect(words).to.include('核对过 1 片，共 2 片').and.include('没有核对的还有 1 片').and.not.include('都相符');
    await asOwner(at, `insert into figure_leaves select * from kept_leaves`, `drop table kept_leaves`);
    const { words: again } = await read(path);
    expect(again).to.include('核对过 2 片，共 2 片').and.include('都相符');
  });

  it('says which number an alteration of the database touched', async () => {
    await asOwner(at, `update daily_totals set figures[1] = figures[1] + 1 where region = '33' and day = '2026-11-22'`);
    const { words } = await read('/admin/statistics/passport?region=33&date=2026-11-22');
    expect(words).to.include('不符').and.not.include('都相符');
    expect((await read('/admin/statistics/passport?region=33&date=2026-11-21')).words).to.include('都相符');
  });
});
