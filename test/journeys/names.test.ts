import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf, days, after as later } from '../../src/clock.ts';
import { readTable } from '../../src/fields/workbooks/read.ts';
import { unpacked } from '../citizens/privacy/unpacked.ts';
import { createPartnerProgram } from '../support/api.ts';
import { createCitizen, createClient, password, settled, startApp, type TestApp } from '../support/app.ts';
import { openPage } from '../support/browser.ts';
import { authorization, createBrowser, redeem, signIn, type TestBrowser } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { become, csvOf, rowOf, send, sheetRows, workbookOf } from '../support/imports.ts';
import { asMember, register, send as sendCertification } from '../support/institutions.ts';
import { jsonEntry, publish } from '../support/resources.ts';
import { someOf } from '../support/some.ts';

/** Of each extension of the Han characters from B to H one, and names of three peoples whose letters join, stack, or part a vowel. */
const names = {
  'extension B': '王𠅤',
  'extension C': '李𪜎',
  'extension D': '赵𫝹',
  'extension E': '陈𬱖',
  'extension F': '周𭴚',
  'extension G': '吴𰻝',
  'extension H': '郑𱍐',
  'Tibetan, a man': 'བཀྲ་ཤིས་རྡོ་རྗེ',
  'Tibetan, a woman': 'ཚེ་རིང་སྒྲོལ་མ',
  'Uyghur, a man': 'ئابدۇرېھىم مەمەت',
  'Uyghur, a woman': 'گۈلنار ئەخمەت',
  Mongolian: 'ᠴᠠᠭᠠᠨ᠎ᠠ',
} as const;
const all = Object.values(names);
/** Who comes by pages, where each costs a dozen of them: another sixth each day (WHOLE=1 all). In workbooks and by programs come all twelve. */
const ofToday = someOf(
  Object.entries(names).map(([kind, name], place) => ({ kind, name, place })),
  0,
);

/** The text and the field values of a page, without its markup. */
const said = (html: string) =>
  html
    .replaceAll(/&#x([0-9a-f]+);/gi, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll(/&#(\d+);/g, (_all, digits: string) => String.fromCodePoint(Number(digits)));
const jwt = (token: string): object => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
const missing = (text: string, wanted: readonly string[] = all) => wanted.filter((name) => !text.includes(name));
const cellsOf = async (bytes: ArrayBuffer, kind: 'xlsx' | 'csv'): Promise<string> => {
  const found: string[] = [];
  const { rows } = await readTable(Buffer.from(bytes), kind, new Set());
  for await (const { cells } of rows) found.push(cells.join('\n'));
  return found.join('\n');
};

/** Where the name, the bracket after it and the bracket at its end begin, of the first line that shows a masked Uyghur name. */
const leftsOfName = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue;
    if (!/[\\u0600-\\u06ff]/.test(text) || !text.includes('（') || !node.parentElement.checkVisibility()) continue;
    const leftOf = (index) => {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      return range.getBoundingClientRect().left;
    };
    return JSON.stringify([leftOf(text.search(/[\\u0600-\\u06ff]/)), leftOf(text.indexOf('（')), leftOf(text.indexOf('）'))]);
  }
  return '[]';
})()`;

describe('R35 twelve names, through every door by which a name comes in and out again', function () {
  this.timeout(120_000);
  const clock = testClock('now');
  let at: TestApp;
  let partner: Awaited<ReturnType<typeof createClient>>;
  let signed: Awaited<ReturnType<typeof createClient>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, jobs: true, env: { THROTTLE: 'off' } });
    [partner, signed] = [await createClient(at), await createClient(at)];
    const sign = `update applications set userinfo_signed_response_alg = 'RS256' where client_id = $1`;
    await at.database.db.run(sign, [signed.clientId]);
    await settled();
  });
  after(() => at.close());

  const usernameOf = (place: number) => `named-${place}`;
  const idOf = async (place: number) => (await at.app.accounts.findByIdentifier(usernameOf(place)))?.id ?? '';

  const userinfo = ({ access_token }: Record<string, unknown>) =>
    fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${String(access_token)}` } });

  /** 注册 at a partner with that nickname. */
  async function registerAs(name: string, place: number) {
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId);
    const login = await browser.walk(flow.url);
    const form = await browser.walk(`${login.url.pathname}/register?way=username`);
    const consent = await browser.submit(form, {
      ...{ username: usernameOf(place), nickname: name, password, over14: 'yes', agree: '1' },
    });
    return { browser, flow, consent };
  }

  for (const { kind, name, place } of ofToday)
    it(`${kind}: registration, database, consent, tokens and pages say ${name}`, async () => {
      const { browser, flow, consent } = await registerAs(name, place);
      expect(said(consent.text), 'consent').to.include(`<bdi>${name}</bdi>`);
      const row = await at.database.db.row<{ nickname: string }>(`select nickname from accounts where username = $1`, [
        usernameOf(place),
      ]);
      expect(row?.nickname).to.equal(name);
      const callback = await browser.submit(consent, { scope_profile: '1' });
      const { body } = await redeem(at.origin, partner, callback.url, flow);
      const told = await userinfo(body);
      expect(told.headers.get('content-type')).to.match(/^application\/json/);
      expect(await told.json()).to.include({ nickname: name, name });
      // OpenID Connect Core 5.4: with a code, names come at userinfo; an application may have that answer signed.
      expect(jwt(String(body.id_token)))
        .to.have.property('sub')
        .and.not.to.have.property('nickname');
      const again = authorization(signed.clientId);
      const allowed = await signIn(browser, again, usernameOf(place));
      const { body: tokens } = await redeem(at.origin, signed, allowed, again);
      expect(jwt(await (await userinfo(tokens)).text()), 'signed').to.include({ nickname: name, name });

      const profile = await browser.walk('/account/profile');
      expect(said(profile.text), 'the form').to.include(`value="${name}"`);
      await browser.submit(profile, { nickname: '另一个名字' }, '/account/profile');
      const renamed = await browser.submit(
        await browser.walk('/account/profile'),
        { nickname: name },
        '/account/profile',
      );
      expect(said(renamed.text)).to.include(`value="${name}"`);
      expect(said((await browser.walk('/account')).text)).to.include(name);
    });

  it('are in the copy that a person gets, as JSON and as a page', async () => {
    const job = at.app.modules
      .flatMap((module) => module.jobs ?? [])
      .find((one) => 'queue' in one && one.queue === 'privacy.export');
    if (job === undefined || !('queue' in job)) throw new Error('no such job');
    for (const { name, place } of ofToday) {
      const id = await idOf(place);
      await at.app.privacy.exports.ask(id);
      const [asked] = await at.app.privacy.exports.list(id);
      if (asked?.state !== 'ready') await job.handle({ id: asked?.id ?? '' }, 1);
      const files = await unpacked((await at.app.privacy.exports.open(id, asked?.id ?? '')).bytes);
      expect(JSON.parse(files.get('data/accounts.json') ?? '[]')[0], name).to.include({ nickname: name });
      expect(said(files.get('pages/accounts.html') ?? '')).to.include(name);
    }
  });

  it('are those of an institution: who stands for it and who applies, on its own pages and on a reviewer’s', async () => {
    const reviewer = await signInToConsole(at, await createStaff(at, ['reviewer']));
    for (const { name, place } of ofToday) {
      const owner = await register(at, `青溪县第 ${place + 1} 美术馆`);
      const { id } = await sendCertification(at, owner, { legalRepresentative: name, agentName: name });
      const own = said((await (await signInToConsole(at, owner)).walk(`/console/submissions/${id}`)).text);
      expect(own.split(name).length - 1, name).to.be.at.least(2);
      expect(said((await reviewer.walk(`/admin/review/${id}`)).text), name).to.include(name);
    }
  });

  describe('in an institution’s entries', () => {
    let owner: Awaited<ReturnType<typeof createMember>>;
    let program: Awaited<ReturnType<typeof createPartnerProgram>>;
    let office: TestBrowser;
    before(async () => {
      owner = await createMember(at);
      const scope = 'resource:read resource:write file:write stats:write';
      program = await createPartnerProgram(at, scope, { institutionId: owner.institutionId });
      office = await signInToConsole(at, owner);
    });
    const member = () => asMember(owner);

    for (const type of ['xlsx', 'csv'] as const)
      it(`an author comes by a workbook (${type}), is drafted as written, and returns in the list of problems`, async () => {
        const rows = [
          ...all.map((name, place) =>
            rowOf('news', { external_id: `${type}-${place}`, author: name, title: `${name}的画` }),
          ),
          ...all.map((name, place) => rowOf('news', { external_id: `${type}-${place}`, author: name })), // each twice
        ];
        const table = sheetRows('news', rows);
        const bytes = type === 'xlsx' ? await workbookOf(table) : Buffer.from(csvOf(table));
        const { id } = await send(at, member(), { channel: 'news', bytes, type, name: `names.${type}` });
        await become(at, member(), id, 'checked');
        const annotated = await office.request(`/console/resources/imports/${id}/annotated.xlsx`);
        expect(missing(await cellsOf(await annotated.arrayBuffer(), 'xlsx'))).to.deep.equal([]);
        await at.app.imports.start(member(), id);
        await become(at, member(), id, 'done');
        const drafts = await at.app.resources.list({ institutionId: owner.institutionId, batchId: id }, undefined, 50);
        expect(missing(drafts.map(({ title }) => title).join())).to.deep.equal([]);
        expect(drafts).to.have.length(12);
        const csv = await office.request('/console/resources/export.csv');
        expect(missing(await csv.text())).to.deep.equal([]);
      });

    it('and by a program, as JSON', async () => {
      for (const [place, name] of all.entries()) {
        const sent = await jsonEntry(at, owner.institutionId, 'news', { author: name });
        expect((await program.call('put', `/resources/news/json-${place}`, sent)).status).to.equal(201);
        const read = await program.call('get', `/resources/news/json-${place}`);
        expect(read.body.data).to.include({ author: name });
        clock.advance(1);
      }
    });

    it('a visitor reads it on the page and a search engine in the markup; the history and its workbook name the publication', async () => {
      for (const { name } of ofToday) {
        const { entryId } = await publish(at, member(), 'news', { author: name, title: `${name}的画展` });
        const shown = await fetch(`${at.origin}/resources/${entryId}`);
        const html = said(await shown.text());
        expect(html.replaceAll(/<[^>]*>/g, ''), name).to.include(`${name}的画展`);
        expect(html.split(name).length - 1, name).to.be.at.least(3);
      }
      for (const format of ['csv', 'xlsx'] as const) {
        const handed = await office.request(`/console/history/export?format=${format}`);
        const published = ofToday.map(({ name }) => name);
        expect(missing(await cellsOf(await handed.arrayBuffer(), format), published), format).to.deep.equal([]);
      }
    });

    it('the explainer of a figure is named in the sentence beside it', async () => {
      const before = `update applications set created_at = created_at - interval '3 days' where client_id = $1`;
      await at.database.db.run(before, [program.clientId]);
      const day = dayOf(later(clock.now(), -days(1)));
      clock.advance(86_400);
      const reader = await signInToConsole(at, owner);
      for (const { name } of ofToday) {
        const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };
        await at.app.statistics.report(member(), program.clientId, day, {
          figures,
          note: `由${name}核对`,
          reason: '换人核对',
        });
        const shown = await reader.walk(`/console/statistics/${program.clientId}/${day}`);
        expect(said(shown.text), name).to.include(`由${name}核对`);
      }
    });
  });

  it('a name from the right keeps its place in a line, and none falls apart in a browser', async () => {
    const uyghur = names['Uyghur, a man'];
    const { id } = await createCitizen(at, 'eastern', { phone: '13900008901' });
    await at.app.accounts.rename(id, { nickname: uyghur });
    const page = await openPage({ origin: at.origin, width: 390 });
    await page.goto('/account/profile');
    await page.getByLabel('手机号或用户名').fill('eastern');
    await page.getByLabel('密码', { exact: true }).fill(password);
    await page.getByLabel('我已阅读并同意').check();
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL('**/account/profile');
    expect(await page.getByLabel('昵称').inputValue()).to.equal(uyghur);
    await page.goto('/account');
    // The first sign of the brackets after the name stands to the right of the name, as everywhere in a line of Chinese.
    const lefts: unknown[] = JSON.parse(await page.evaluate(leftsOfName));
    expect(lefts).to.have.length(3);
    expect(new Set(lefts)).to.have.property('size', 3);
    expect(lefts).to.deep.equal(lefts.toSorted((one, other) => Number(one) - Number(other)));
    await page.context().close();
  });
});
