import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { minutes, after as moved } from '../../src/clock.ts';
import { bands } from '../support/pictures.ts';
import { type Desk, press, startDesk, words } from './desk-setting.ts';

describe('a submission on the desk', () => {
  let desk: Desk;
  let reviewer: Awaited<ReturnType<Desk['reviewer']>>;
  const pathOf = ({ id }: { id: string }) => `/admin/review/${id}`;
  const open = async (one: { id: string }) => (await reviewer.browser.walk(pathOf(one))).text;
  /** Pressed, and not taken back. */
  const decide = async (one: { id: string }, fields: Record<string, string>) => {
    const page = await press(reviewer.browser, pathOf(one), pathOf(one), fields);
    await desk.settle();
    return page;
  };
  const claim = (one: { id: string }, { browser } = reviewer) => press(browser, pathOf(one), `${pathOf(one)}/claim`);
  const audited = (id: string) =>
    desk.at.database.db.rows<{ verb: string; details: object }>(
      `select verb, details from audit_events where subject_id = $1 and verb = 'submission.reveal' order by id`,
      [id],
    );
  const stateOf = async ({ id }: { id: string }) => (await desk.at.app.review.read(reviewer.actor, id)).state;
  before(async () => {
    desk = await startDesk(import.meta.filename);
    reviewer = await desk.reviewer();
  });
  after(() => desk.close());

  it('shows its content with the automatic checks, and personal data masked', async () => {
    const html = await open(await desk.send({ home: 'https://slow.example.cn/' }));
    expect(words(html)).to.include('春日折页').and.to.include('138****8123').and.to.include('浙江省');
    expect(html).not.to.include('13800008123');
    expect(words(html))
      .to.include('机器检查 2 项：')
      .and.to.match(/1 项存疑\s*（ 网址/);
    expect(html).to.match(/class="chk warn">链接使用 https/);
  });

  it('shows uploads beside it, which open for reviewers of the region', async () => {
    const { files } = desk.at.app;
    const accept = { types: ['image/png'] };
    const upload = { institutionId: desk.member.institutionId, name: '封面.png', bytes: await bands(480, 240), accept };
    const kept = await files.keep(desk.member, upload);
    if ('problem' in kept) throw new Error(kept.problem.code);
    const html = await open(await desk.send({ picture: kept.id }));
    expect(html).to.include(`<img src="/admin/files/${kept.id}" alt="宣传图：封面.png"`);
    const answer = await reviewer.browser.request(`/admin/files/${kept.id}`);
    expect([answer.status, answer.headers.get('content-type')]).to.eql([200, 'image/png']);
  });

  it('shows a personal datum once, with a reason that the audit keeps, and nothing typed is lost by it', async () => {
    const one = await desk.send();
    const fields = { reveal: 'phone', 'comment.name': '名称太长', reason: '请改' };
    const without = await press(reviewer.browser, pathOf(one), `${pathOf(one)}/reveal`, fields);
    expect(without.status).to.equal(422);
    expect(words(without.text)).to.include('请填写查看完整内容的原因');
    expect(without.text).not.to.include('13800008123');
    expect(await audited(one.id)).to.eql([]);

    const seen = await press(reviewer.browser, pathOf(one), `${pathOf(one)}/reveal`, {
      ...fields,
      'why.phone': '核对经办人',
    });
    expect(words(seen.text)).to.include('13800008123').and.to.include('已记入审计');
    expect(seen.text)
      .to.match(/name="comment.name"[^>]*>\n名称太长</)
      .and.to.match(/name="reason"[^>]*>\n请改</);
    expect(seen.headers.get('cache-control')).to.equal('no-store');
    expect((await audited(one.id)).map(({ details }) => details)).to.eql([
      { institution: one.institutionId, field: 'phone', reason: '核对经办人' },
    ]);
    expect(await open(one)).not.to.include('13800008123');
    const other = await press(reviewer.browser, pathOf(one), `${pathOf(one)}/reveal`, {
      reveal: 'none',
      'why.none': '看',
    });
    expect(other.status).to.equal(422);
  });

  it('R58 returns with a reason and words for single fields, which the timeline keeps', async () => {
    const one = await desk.send();
    const page = await decide(one, { d: 'return', reason: '请按意见修改', 'comment.about': '请写明开放时间' });
    expect(words(page.text)).to.include('退回了折页“春日折页”').and.to.include('发出通知和结果，在那以前可以撤回');
    const kept = await desk.at.app.review.read(reviewer.actor, one.id);
    expect([kept.state, kept.reason, kept.comments]).to.eql(['returned', '请按意见修改', { about: '请写明开放时间' }]);
    expect(words(await open(one)))
      .to.include('说明：请写明开放时间')
      .and.to.include('等待机构重新提交');
  });

  it('makes the reason of the comments where only these were written', async () => {
    const one = await desk.send();
    await decide(one, { d: 'return', 'comment.name': '太长', 'comment.home': '打不开' });
    const { reason } = await desk.at.app.review.read(reviewer.actor, one.id);
    expect(reason).to.equal('请按意见修改：名称、网址。');
  });

  it('asks for a reason, at the field, and keeps the typed values', async () => {
    const one = await desk.send();
    const page = await decide(one, { d: 'reject', 'comment.name': '不属于公共文化' });
    expect(page.status).to.equal(422);
    expect(page.text)
      .to.match(/<title>有错误：/)
      .and.to.include('href="#reason"');
    expect(words(page.text)).to.include('请填写不予通过的原因').and.to.include('不属于公共文化');
    expect(await stateOf(one)).to.equal('submitted');
  });

  it('approves nothing that has a comment', async () => {
    const one = await desk.send();
    const page = await decide(one, { d: 'approve', 'comment.name': '太长' });
    expect(page.status).to.equal(422);
    expect(words(page.text)).to.include('有意见时不能通过');
    expect(await stateOf(one)).to.equal('submitted');
  });

  it('goes to the next of the same queue after a decision, and to the desk after the last', async () => {
    for (const row of await desk.at.app.review.waiting(reviewer.actor, {}))
      await desk.at.app.review.approve(reviewer.actor, row.id);
    const [one, two] = [await desk.send({ name: '甲' }), await desk.send({ name: '乙' })];
    await desk.send({ name: '别的' }, 'poster');
    const query = '?kind=leaflet';
    for (const each of [one, two]) await claim(each);
    const next = await press(reviewer.browser, pathOf(one) + query, pathOf(one) + query, { d: 'approve' });
    expect(next.url.pathname + next.url.search).to.equal(`${pathOf(two)}?kind=leaflet`);
    expect(words(next.text)).to.include('通过了折页“甲”');
    const last = await press(reviewer.browser, pathOf(two) + query, pathOf(two) + query, { d: 'approve' });
    expect(last.url.pathname + last.url.search).to.equal('/admin/review?kind=leaflet');
  });

  it('shows the changes since its return, word by word, personal data by their masks', async () => {
    const one = await desk.send();
    await decide(one, { d: 'return', reason: '请改', 'comment.about': '开放时间不对' });
    const { review } = desk.at.app;
    const data = { ...one.data, about: '三月起每周日开放。', phone: '13800008456' };
    await review.save(desk.member, one.id, data);
    expect(words(await open(one)), 'what is typed after a return is not sent yet').not.to.include('每周日');
    await review.submit(desk.member, one.id);
    const html = await open(one);
    expect(words(html))
      .to.include('与上次提交相比，改了 2 项')
      .and.to.include('第 2 次提交')
      .and.to.include('重新提交');
    expect(html).to.match(
      /<del><span class="vh">删去：<\/span>[^<]*六[^<]*<\/del><ins><span class="vh">新增：<\/span>[^<]*日/,
    );
    expect(html).to.include('138****8456').and.not.to.include('13800008456').and.not.to.include('13800008123');
    expect(words(html)).to.include('上次的意见：开放时间不对');
  });

  it('shows a conflict with the typed values, and decides nothing about an unseen version', async () => {
    const one = await desk.send({ name: '甲' });
    const { review } = desk.at.app;
    const seen = one.revision;
    await review.recall(desk.member, one.id);
    const taken = await decide(one, { d: 'return', reason: '写了很久的原因', revision: String(seen) });
    expect(taken.status).to.equal(409);
    expect(words(taken.text)).to.include('有变动').and.to.include('机构已撤回').and.to.include('写了很久的原因');
    expect(taken.text).not.to.include('qx.example.cn');
    await review.save(desk.member, one.id, { ...one.data, name: '乙' });
    await review.submit(desk.member, one.id);
    const changed = await decide(one, { d: 'approve', revision: String(seen) });
    expect(changed.status).to.equal(409);
    expect(await stateOf(one)).to.equal('submitted');
    for (const _ of ['claims', 'approves']) expect((await decide(one, { d: 'approve' })).status).to.equal(200);
    expect(await stateOf(one)).to.equal('approved');
  });

  it('names its claimer, and lets an operator release it for one who is away', async () => {
    const one = await desk.send();
    const other = await desk.reviewer();
    await press(other.browser, pathOf(one), `${pathOf(one)}/claim`);
    const refused = await decide(one, { d: 'return', reason: '请改' });
    expect(refused.status).to.equal(409);
    expect(words(refused.text)).to.include('已由其他审核员认领').and.to.include('请改');
    expect((await press(reviewer.browser, pathOf(one), `${pathOf(one)}/release`)).status).to.equal(403);
    const operator = await desk.reviewer({}, ['operator']);
    const released = await press(operator.browser, pathOf(one), `${pathOf(one)}/release`);
    expect(words(released.text)).to.include('已放回待审核');
    expect(await stateOf(one)).to.equal('submitted');
  });

  it('keeps the typed values when it is claimed', async () => {
    const one = await desk.send();
    const page = await press(reviewer.browser, pathOf(one), `${pathOf(one)}/claim`, { 'comment.name': '太长' });
    expect(page.text).to.match(/name="comment.name"[^>]*>\n太长</);
    expect(await stateOf(one)).to.equal('claimed');
  });

  it('needs two decisions for a kind that requires it, and asks each for the kind’s fields', async () => {
    const one = await desk.send({ name: '甲' }, 'poster');
    await claim(one);
    const missing = await decide(one, { d: 'approve' });
    expect(missing.status).to.equal(422);
    expect(words(missing.text)).to.include('请填写展示位置');
    await decide(one, { d: 'approve', place: '大厅' });
    expect(await stateOf(one)).to.equal('checked');
    expect(words(await open(one))).to.include('请由另一位审核员复核');
    expect(await open(one)).not.to.include('value="approve"');
    const other = await desk.reviewer();
    await press(other.browser, pathOf(one), `${pathOf(one)}?tab=second`, { d: 'approve', place: '大厅' });
    await desk.settle();
    expect(await stateOf(one)).to.equal('approved');
  });

  it('R58 refuses decisions about submissions of the own institution', async () => {
    const one = await desk.send();
    const { browser, accountId } = await desk.reviewer();
    await desk.at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
      [desk.member.institutionId, accountId, desk.clock.now()],
    );
    expect(words((await browser.walk(pathOf(one))).text)).to.include('不能审核自己或本机构提交的申请');
    expect((await press(browser, pathOf(one), pathOf(one), { d: 'approve' })).status).to.equal(403);
  });

  it('shows no draft that was never sent', async () => {
    const { review } = desk.at.app;
    const draft = await review.begin(desk.member, 'leaflet', { institutionId: desk.member.institutionId });
    expect((await reviewer.browser.request(pathOf(draft))).status).to.equal(404);
  });

  it('asks for the second factor again before a decision when it was given long ago', async () => {
    const one = await desk.send();
    for (const pause of [20, 20]) {
      desk.clock.set(moved(desk.clock.now(), minutes(pause)).toISOString());
      await reviewer.browser.walk('/admin/review');
    }
    const page = await decide(one, { d: 'approve' });
    expect([page.status, page.url.pathname]).to.eql([401, pathOf(one)]);
    expect(page.text).to.include('填写动态验证码');
    expect(await stateOf(one)).to.equal('submitted');
    reviewer = await desk.again(reviewer);
  });

  it('refuses a form that is not from this site', async () => {
    const one = await desk.send();
    for (const action of ['', '/claim', '/release', '/phrase', '/reveal'])
      expect((await press(reviewer.browser, pathOf(one), `${pathOf(one)}${action}`, { csrf: 'x' })).status).to.equal(
        400,
      );
    for (const action of ['/admin/review/next', '/admin/review/batch', '/admin/phrases'])
      expect((await press(reviewer.browser, pathOf(one), action, { csrf: 'x' })).status, action).to.equal(400);
  });
});

describe('phrases', () => {
  let desk: Desk;
  let browser: Awaited<ReturnType<Desk['reviewer']>>['browser'];
  before(async () => {
    desk = await startDesk(import.meta.filename);
    ({ browser } = await desk.reviewer());
  });
  after(() => desk.close());
  const idOf = (html: string, phrase: string) =>
    new RegExp(`${phrase}</div>.*?edit=([\\da-f-]{36})`, 's').exec(html)?.[1] ?? '';

  it('start with a dozen defaults', async () => {
    expect((await desk.at.app.phrases.list()).length).to.be.at.least(12);
    const { text } = await browser.walk('/admin/phrases');
    expect(words(text)).to.include('证件照不清晰，请用扫描件重新上传（≥ 200 dpi）。');
  });

  it('are added, changed and deleted, with a row in the audit', async () => {
    const add = { text: '折页请用彩色。', kind: 'leaflet' };
    const added = await press(browser, '/admin/phrases', '/admin/phrases', add);
    expect(words(added.text)).to.include('已添加。').and.to.include('用于折页').and.to.include('折页请用彩色。');
    const path = `/admin/phrases/${idOf(added.text, '折页请用彩色。')}`;
    const changed = await press(browser, '/admin/phrases', path, { text: '折页请用彩色扫描件。', kind: 'none' });
    expect(words(changed.text)).to.include('折页请用彩色扫描件。').and.not.to.include('用于折页');
    const removed = await press(browser, '/admin/phrases', `${path}/remove`, { sure: '1' });
    expect(words(removed.text)).to.include('已删除。').and.not.to.include('折页请用彩色扫描件。');
    expect((await press(browser, '/admin/phrases', `${path}/remove`, { sure: '1' })).status).to.equal(404);
    const verbs = await desk.at.database.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_kind = 'phrase' order by id`,
      [],
    );
    expect(verbs.map(({ verb }) => verb)).to.eql(['phrase.add', 'phrase.change', 'phrase.remove']);
  });

  it('name the problem of an empty or too long one, and keep the typed values', async () => {
    const empty = await press(browser, '/admin/phrases', '/admin/phrases', { text: ' ', kind: 'leaflet' });
    expect([empty.status, words(empty.text).includes('请填写常用语')]).to.eql([422, true]);
    expect(empty.text).to.include('value="leaflet" selected');
    const long = await press(browser, '/admin/phrases', '/admin/phrases', { text: '长'.repeat(201) });
    expect(words(long.text)).to.include('最多 200 个字，现在是 201 个');
  });

  it('are added to the reason by the server without a script, after the typed text', async () => {
    const one = await desk.send();
    const phrases = await desk.at.app.phrases.list('leaflet');
    const path = `/admin/review/${one.id}`;
    const html = (await browser.walk(path)).text;
    expect(html).not.to.include('证件照不清晰'); // of another kind
    const [phrase] = phrases;
    if (phrase === undefined) throw new Error('no phrase');
    const fields = { phrase: phrase.id, reason: '先写的' };
    const page = await press(browser, path, `${path}/phrase`, fields);
    expect(page.text).to.include(`>\n先写的\n${phrase.text}</textarea>`);
    expect((await press(browser, path, `${path}/phrase`, { reason: '先写的' })).status).to.equal(422);
  });
});
