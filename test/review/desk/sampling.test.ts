import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Submission } from '../../../src/review/workflow/submission.ts';
import { signInToConsole } from '../../support/console.ts';
import { type Desk, press, startDesk, words } from '../desk-setting.ts';

describe('deciding many at once, by samples', () => {
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  const walk = async (path: string) => (await reviewer.browser.walk(path)).text;
  const pick = (...sent: readonly Pick<Submission, 'id' | 'revision'>[]) =>
    Object.fromEntries(sent.map(({ id, revision }) => [`pick.${id}`, String(revision)]));
  const open = (...sent: readonly Submission[]) =>
    press(reviewer.browser, '/admin/review', '/admin/review/batch', pick(...sent));
  const statesOf = async (sent: readonly Submission[]) =>
    Promise.all(sent.map(async ({ id }) => (await desk.at.app.review.find(id))?.state));
  const send = async (count: number, more: Record<string, string> = {}) => {
    const sent: Submission[] = [];
    for (let n = 1; n <= count; n += 1) sent.push(await desk.send({ name: `折页 ${n}`, ...more }));
    await desk.look(...sent);
    return sent;
  };
  const samplesIn = (html: string) =>
    [...html.matchAll(/href="(\/admin\/review\/[\da-f-]{36}\?bulk=[\da-f-]{36})">/g)].map(([, href = '']) => href);
  before(async () => {
    desk = await startDesk(import.meta.filename);
    reviewer = await desk.reviewer();
  });
  after(() => desk.close());

  it('O4 approves the rest only after the three that the service drew were opened, without those that are doubted', async () => {
    const [sent, doubted] = [await send(6), await send(2, { home: 'https://slow.example.cn/' })];
    const bulk = await open(...sent, ...doubted);
    const path = bulk.url.pathname;
    expect(words(bulk.text)).to.include('6 件没有存疑；2 件有存疑').and.to.include('抽 3 件，看过 0 件');
    const samples = samplesIn(bulk.text).slice(0, 3);
    const refused = await press(reviewer.browser, path, path, { d: 'approve' });
    expect([refused.status, words(refused.text).includes('还有 3 条抽样没有看')]).to.eql([422, true]);
    for (const [at, sample] of samples.entries()) {
      const item = await walk(sample);
      expect(words(item)).to.include(`抽样 ${at + 1}/3`);
      const [, next] = /href="([^"]+)" data-key="j"/.exec(item) ?? [];
      expect(next, 'J leads from sample to sample, and back').to.equal(samples[at + 1] ?? path);
    }
    expect(words(await walk(path))).to.include('抽 3 件，看过 3 件');
    const page = await press(reviewer.browser, path, path, { d: 'approve' });
    expect(page.url.pathname, 'the doubted ones are left').to.equal(path);
    expect(words(page.text)).to.include('通过了 6 件折页').and.to.include('0 件没有存疑；2 件有存疑');
    expect(await desk.approved(), 'nothing has left').to.eql([]);
    await desk.settle();
    expect(await statesOf(sent)).to.eql(Array(6).fill('approved'));
    expect(await statesOf(doubted)).to.eql(['submitted', 'submitted']);
  });

  it('O4 takes a written reason in place of the samples, which the audit keeps', async () => {
    const sent = await send(4);
    const path = (await open(...sent)).url.pathname;
    await press(reviewer.browser, path, path, { d: 'approve', why: '同一批昨天已经逐件看过' });
    await desk.settle();
    expect(await statesOf(sent)).to.eql(Array(4).fill('approved'));
    const kept = await desk.at.database.db.row<{ details: object }>(
      `select details from audit_events where verb = 'submission.bulk' order by id desc limit 1`,
    );
    expect(kept?.details).to.include({ count: 4, looked: 0, reason: '同一批昨天已经逐件看过' });
  });

  it('returns all of it with one reason, the doubted ones too, and takes all back together', async () => {
    const sent = [...(await send(2)), ...(await send(1, { home: 'https://slow.example.cn/' }))];
    const path = (await open(...sent)).url.pathname;
    const empty = await press(reviewer.browser, path, path, { d: 'return' });
    expect([empty.status, words(empty.text).includes('请填写退回的原因')]).to.eql([422, true]);
    const page = await press(reviewer.browser, path, path, { d: 'return', reason: '封面没有授权说明' });
    expect(words(page.text)).to.include('退回了 3 件折页');
    const [, id = ''] = /name="press" value="([^"]+)"/.exec(page.text) ?? [];
    const back = await press(reviewer.browser, '/admin/review', '/admin/review/undo', { press: id });
    expect(words(back.text)).to.include('已撤回 3 件');
    await desk.settle();
    expect(await statesOf(sent), 'as before, claimed by no one').to.eql(['submitted', 'submitted', 'submitted']);
  });

  it('gives all of it the same ten seconds, which begin with the last', async () => {
    const slow = await send(3);
    const path = (await open(...slow)).url.pathname;
    desk.slowBy(6);
    const page = await press(reviewer.browser, path, path, { d: 'return', reason: '封面没有授权说明' });
    desk.slowBy(0);
    expect(words(page.text)).to.include('退回了 3 件折页');
    await desk.at.app.pressed.carryOut();
    expect(await statesOf(slow)).to.eql(['claimed', 'claimed', 'claimed']);
    const [, id = ''] = /name="press" value="([^"]+)"/.exec(page.text) ?? [];
    const back = await press(reviewer.browser, '/admin/review', '/admin/review/undo', { press: id });
    expect(words(back.text)).to.include('已撤回 3 件');
  });

  it('names those that changed meanwhile, and decides the rest', async () => {
    const sent = await send(3);
    const path = (await open(...sent)).url.pathname;
    const [, second] = sent;
    if (second === undefined) throw new Error('nothing sent');
    await desk.at.app.review.recall(desk.member, second.id);
    await desk.at.app.review.submit(desk.member, second.id);
    await desk.look(second);
    const page = await press(reviewer.browser, path, path, { d: 'approve', why: '都看过' });
    expect(words(page.text)).to.include('2 件已处理，1 件没有办成').and.to.include('有变动');
    await desk.settle();
    expect(await statesOf(sent)).to.eql(['approved', 'submitted', 'approved']);
  });

  it('takes one kind only, and none that asks for something more', async () => {
    const [leaflet, poster] = [await desk.send({ name: '丁' }), await desk.send({ name: '戊' }, 'poster')];
    const post = async (fields: Record<string, string>) =>
      words((await press(reviewer.browser, '/admin/review', '/admin/review/batch', fields)).text);
    expect(await post(pick(leaflet, poster))).to.include('一次只能处理同一种申请');
    expect(await post(pick(poster))).to.include('请逐件审核');
    expect(await post({})).to.include('请先勾选');
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`pick.${n}`, '1']));
    expect(await post(many)).to.include('一次最多处理 100 件');
    expect(await walk('/admin/review?kind=poster')).not.to.include('name="pick.');
  });

  it('is open to the same reviewer only', async () => {
    const path = (await open(...(await send(1)))).url.pathname;
    const other = await desk.reviewer();
    expect((await other.browser.request(path)).status).to.equal(404);
  });

  it('O4 names the doubted ones in the order of the desk, and opens them one after another', async () => {
    reviewer = await desk.again(reviewer); // the session ended with a pause
    const [first, second] = await send(2, { home: 'https://slow.example.cn/' });
    const clear = await send(1);
    if (first === undefined || second === undefined) return expect.fail('none');
    const { url, text } = await open(second, ...clear, first);
    expect(text.indexOf(first.id)).to.be.below(text.indexOf(second.id));
    expect(words(text)).to.include('存疑：网址').and.to.include('逐件看这 2 件');
    const [, href = ''] = /href="([^"]+)">逐件看这 2 件/.exec(text) ?? [];
    const begin = await reviewer.browser.walk(href.replaceAll('&amp;', '&'));
    expect(begin.url.pathname).to.equal(`/admin/review/${first.id}`);
    const at = `${begin.url.pathname}${begin.url.search}`;
    const next = await press(reviewer.browser, at, at, { d: 'return', reason: '请写全网址' });
    expect(next.url.pathname, 'and not the next of the desk').to.equal(`/admin/review/${second.id}`);
    const to = `${next.url.pathname}${next.url.search}`;
    const last = await press(reviewer.browser, to, to, { d: 'return', reason: '请写全网址' });
    expect(last.url.pathname).to.equal(url.pathname);
    expect(words(last.text)).to.include('1 件没有存疑').and.not.include('逐件看这');
    await desk.settle();
  });

  it('O4 tells an institution once of all that one press decided, in a message that opens the list of them', async () => {
    const messages = async () =>
      desk.at.database.db.rows<{ title: string; href: string }>(`select title, href from inbox order by id`);
    const sent = await send(3);
    const alone = await desk.send({ name: '单独一件' });
    const { length: before } = await messages();
    const path = (await open(...sent)).url.pathname;
    await press(reviewer.browser, path, path, { d: 'return', reason: '封面没有授权说明' });
    await press(reviewer.browser, `/admin/review/${alone.id}`, `/admin/review/${alone.id}`, {
      d: 'return',
      reason: '请写全名',
    });
    await desk.settle();
    await desk.at.app.pressed.carryOut();
    const told = (await messages()).slice(before);
    expect(told.map(({ title }) => title).toSorted()).to.eql([
      '折页需要修改：单独一件',
      '折页：3 条退回修改：“折页 1”等 3 条',
    ]);
    const { href = '' } = told.find(({ title }) => title.includes('3 条')) ?? {};
    const member = await signInToConsole(desk.at, desk.agent);
    const list = words((await member.walk(href)).text);
    for (const { title } of sent) expect(list).to.include(title);
    expect(list).to.include('只列一次审核的结果').and.not.include('单独一件');
  });
});
