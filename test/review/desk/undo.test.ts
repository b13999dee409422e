import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Submission } from '../../../src/review/workflow/submission.ts';
import { type Desk, press, startDesk, words } from '../desk-setting.ts';

describe('a decision of the review desk can be taken back', () => {
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  const pathOf = ({ id }: { id: string }) => `/admin/review/${id}`;
  const stateOf = async ({ id }: { id: string }) => (await desk.at.app.review.find(id))?.state;
  const decide = (one: Submission, fields: Record<string, string>) =>
    press(reviewer.browser, pathOf(one), pathOf(one), fields);
  const approve = async (one: Submission) => {
    await press(reviewer.browser, pathOf(one), `${pathOf(one)}/claim`);
    return decide(one, { d: 'approve' });
  };
  const pressOf = (html: string) => /name="press" value="([\da-f-]{36})"/.exec(html)?.[1] ?? '';
  /** How often people were told something: messages, letters and short messages come with it. */
  const told = async () =>
    (await desk.at.database.db.row<{ count: number }>(`select count(*)::int as count from notices`))?.count ?? 0;
  before(async () => {
    desk = await startDesk(import.meta.filename);
    reviewer = await desk.reviewer();
  });
  after(() => desk.close());

  it('for ten seconds, in which nothing of it has left', async () => {
    const one = await desk.send({ name: '甲' });
    const before = await told();
    const page = await approve(one);
    expect(words(page.text)).to.include('通过了折页“甲”').and.to.include('撤回');
    expect([await stateOf(one), await desk.approved(), await told()]).to.eql(['claimed', [], before]);
    expect(words((await reviewer.browser.walk(pathOf(one))).text)).to.include('十秒内可以撤回');
    desk.clock.advance(9);
    await desk.at.app.pressed.carryOut();
    expect([await stateOf(one), await told()]).to.eql(['claimed', before]);
    desk.clock.advance(1);
    await desk.at.app.pressed.carryOut();
    expect([await stateOf(one), await desk.approved()]).to.eql(['approved', ['甲']]);
    expect(await told()).to.be.above(before);
  });

  it('by a form that needs no script, and the typed values are there again', async () => {
    const one = await desk.send({ name: '乙' });
    const page = await decide(one, { d: 'return', reason: '请写全名', 'comment.name': '太短' });
    const back = await press(reviewer.browser, '/admin/review', '/admin/review/undo', { press: pressOf(page.text) });
    expect(words(back.text)).to.include('已撤回，没有发出任何通知').and.to.include('请写全名').and.to.include('太短');
    await desk.settle();
    expect(await stateOf(one), 'as it was').to.equal('submitted');
    const verbs = await desk.at.database.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_id = $1 order by id desc limit 2`,
      [one.id],
    );
    expect(verbs).to.eql([{ verb: 'submission.release' }, { verb: 'submission.undo' }]);
  });

  it('at an address that can be loaded again, as can that of the button', async () => {
    const one = await desk.send({ name: '子' });
    const page = await approve(one);
    const back = await press(reviewer.browser, '/admin/review', '/admin/review/undo', { press: pressOf(page.text) });
    expect([back.url.pathname, words(back.text).includes('已撤回，没有发出任何通知')]).to.eql([pathOf(one), true]);
    for (const path of ['undo', 'next', 'batch', 'filters'])
      expect((await reviewer.browser.walk(`/admin/review/${path}`)).url.pathname, path).to.equal('/admin/review');
  });

  it('and not after it left', async () => {
    const one = await desk.send({ name: '丙' });
    const page = await approve(one);
    await desk.settle();
    const late = await press(reviewer.browser, '/admin/review', '/admin/review/undo', { press: pressOf(page.text) });
    expect(words(late.text)).to.include('已经过了十秒');
    expect(await stateOf(one)).to.equal('approved');
  });

  it('one by one or all that has not left, in one bar', async () => {
    const sent = [await desk.send({ name: '丁' }), await desk.send({ name: '戊' })];
    for (const one of sent) await press(reviewer.browser, pathOf(one), `${pathOf(one)}/claim`);
    let page = '';
    for (const one of sent) {
      desk.clock.advance(1); // the last press is the later one
      page = (await decide(one, { d: 'approve' })).text;
    }
    expect(page.match(/class="undo"/g)).to.have.length(1);
    expect(words(page)).to.include('通过了折页“戊”').and.to.include('撤回还没发出的 2 件');
    const all = { press: pressOf(page), all: '1' };
    const back = await press(reviewer.browser, '/admin/review', '/admin/review/undo', all);
    expect(words(back.text)).to.include('已撤回 2 件');
    await desk.settle();
    expect(await Promise.all(sent.map(stateOf))).to.eql(['claimed', 'claimed']);
  });

  it('by the same reviewer only', async () => {
    const one = await desk.send({ name: '己' });
    const page = await approve(one);
    const other = await desk.reviewer();
    await press(other.browser, '/admin/review', '/admin/review/undo', { press: pressOf(page.text), all: '1' });
    await press(other.browser, '/admin/review', '/admin/review/undo', { press: pressOf(page.text) });
    await desk.settle();
    expect(await stateOf(one)).to.equal('approved');
  });

  it('is carried out once, however many look', async () => {
    const one = await desk.send({ name: '庚' });
    await approve(one);
    desk.clock.advance(10);
    await Promise.all(Array.from({ length: 4 }, () => desk.at.app.pressed.carryOut()));
    expect((await desk.approved()).filter((name) => name === '庚')).to.have.length(1);
  });

  it('holds up no other where it fails by an error of ours, and the desk opens', async () => {
    const [broken, sound] = [await desk.send({ name: '壬' }), await desk.send({ name: '癸' })];
    for (const one of [broken, sound]) await approve(one);
    const { db } = desk.at.database;
    const decision = JSON.stringify({ action: 'return' }); // as no version writes it
    await db.run(`update review_decisions set decision = $2 where submission_id = $1`, [broken.id, decision]);
    desk.clock.advance(10);
    expect((await reviewer.browser.walk('/admin/review')).status).to.equal(200);
    expect([await stateOf(broken), await stateOf(sound)]).to.eql(['claimed', 'approved']);
    const error = await desk.at.app.pressed.carryOut().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError);
    await db.run(`delete from review_decisions where submission_id = $1`, [broken.id]);
  });

  it('is reported where it could not be carried out, and can be decided again', async () => {
    const one = await desk.send({ name: '辛' });
    await approve(one);
    await desk.at.database.db.run(`update submissions set revision = revision + 1 where id = $1`, [one.id]);
    await desk.settle();
    const html = (await reviewer.browser.walk('/admin/review')).text;
    expect(words(html)).to.include('没有办成 1 件').and.to.include('有变动');
    await decide(one, { d: 'approve' });
    await desk.settle();
    expect(await stateOf(one)).to.equal('approved');
    expect(words((await reviewer.browser.walk('/admin/review')).text)).not.to.include('没有办成');
  });

  it('reports at once the problem that it would end with', async () => {
    const one = await desk.send({ name: '壬' }, 'poster');
    await press(reviewer.browser, pathOf(one), `${pathOf(one)}/claim`);
    const page = await decide(one, { d: 'approve' });
    expect([page.status, words(page.text).includes('请填写展示位置')]).to.eql([422, true]);
    expect(page.text).not.to.include('class="undo"');
  });
});

describe('approving on the review desk', () => {
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  const stateOf = async ({ id }: { id: string }) => (await desk.at.app.review.find(id))?.state;
  const decide = (one: Submission, fields: Record<string, string>) =>
    press(reviewer.browser, `/admin/review/${one.id}`, `/admin/review/${one.id}`, fields);
  before(async () => {
    desk = await startDesk(import.meta.filename);
    reviewer = await desk.reviewer();
  });
  after(() => desk.close());

  it('R58 claims an unclaimed submission, and approves nothing yet', async () => {
    const one = await desk.send();
    const page = await decide(one, { d: 'approve' });
    expect(words(page.text)).to.include('已认领，再按 A 通过');
    await desk.settle();
    expect(await stateOf(one)).to.equal('claimed');
  });

  it('says after a claim that the same key approves now', async () => {
    const one = await desk.send();
    const path = `/admin/review/${one.id}`;
    const page = await press(reviewer.browser, path, `${path}/claim`);
    expect(words(page.text)).to.include('已认领，再按 A 通过');
    expect(words((await reviewer.browser.walk(path)).text), 'once').not.to.include('已认领，再按 A');
    await decide(one, { d: 'approve' });
    expect(words((await reviewer.browser.walk(`${path}?done=${one.id}`)).text)).not.to.include('已认领，再按 A');
  });

  it('R58 asks about each doubt of the checks by its name, and approves once it was asked', async () => {
    const one = await desk.send({ home: 'https://slow.example.cn/' });
    await decide(one, { d: 'approve' });
    const asked = await decide(one, { d: 'approve' });
    expect(words(asked.text)).to.match(/机器存疑 1 处，仍要通过吗？ .*网址/);
    await desk.settle();
    expect(await stateOf(one)).to.equal('claimed');
    await decide(one, { despite: 'name' });
    await desk.settle();
    expect(await stateOf(one), 'another doubt').to.equal('claimed');
    expect(asked.text, 'a key').not.to.include('data-key="a"');
    const again = await decide(one, { d: 'approve' });
    expect(words(again.text), 'pressed twice').to.include('仍要通过吗');
    await desk.settle();
    expect(await stateOf(one)).to.equal('claimed');
    const [, despite = ''] = /name="despite" value="([^"]+)"/.exec(again.text) ?? [];
    await decide(one, { despite });
    await desk.settle();
    expect(await stateOf(one)).to.equal('approved');
  });
});
