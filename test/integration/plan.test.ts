import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { layers } from '../../src/integration/layers.ts';
import { mondayOf, stateOf } from '../../src/integration/plan.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { asMember, asStaff } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';

/** How something is refused, as the log has it. */
const refused = async (work: Promise<unknown>) => (await refusal(work)).message;

describe('R07 an item of a plan', () => {
  const item = { doneAt: undefined, followsLayer: false, startsOn: '2026-11-20', agreedOn: '2026-11-26' };
  for (const [today, state, days] of [
    ['2026-11-01', 'waiting', 25],
    ['2026-11-18', 'waiting', 8],
    ['2026-11-19', 'soon', 7],
    ['2026-11-25', 'soon', 1],
    ['2026-11-26', 'today', undefined],
    ['2026-11-27', 'overdue', 1],
    ['2026-12-26', 'overdue', 30],
  ] as const)
    it(`is ${state} on ${today}`, () => {
      expect(stateOf(item, 'open', today)).to.deep.equal({ state, ...(days !== undefined && { days }) });
    });

  it('that follows its layer is done by the facts, any other by no facts', () => {
    expect(stateOf({ ...item, followsLayer: true }, 'done', '2026-12-26')).to.deep.equal({ state: 'done' });
    expect(stateOf(item, 'done', '2026-12-26').state).to.equal('overdue');
  });

  it('lies in a week that begins on Monday', () => {
    expect(['2026-11-23', '2026-11-26', '2026-11-29', '2026-11-30'].map(mondayOf)).to.deep.equal([
      ...Array<string>(3).fill('2026-11-23'),
      '2026-11-30',
    ]);
  });
});

describe('R07 对接计划', () => {
  let at: TestApp;
  const clock = testClock('2026-11-10T10:00:00+08:00');
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const days = { linksOn: '2026-11-13', loginOn: '2026-11-20', resourcesOn: '2026-12-04', statisticsOn: '2026-12-11' };

  async function agreed() {
    const owner = await createMember(at);
    const colleague = await createStaff(at, ['reviewer', 'operator']);
    const reviewer = asStaff(colleague, 'reviewer', 'operator');
    const member = asMember(owner);
    const { institutionId } = owner;
    const { id } = await at.app.review.begin(member, 'plan', { institutionId, subjectId: institutionId });
    await at.app.review.save(member, id, { partnerOwner: '陈静', ...days });
    await at.app.review.submit(member, id);
    await at.app.review.approve(reviewer, id, {
      cloudOwner: '赵敏',
      groupName: '青溪对接群',
      groupAddress: 'https://work.weixin.qq.com/gm/x',
    });
    return { owner, member, colleague, reviewer, institutionId };
  }

  it('R06 shows the four layers in their order, each with a state from the facts of its room', async () => {
    expect(layers).to.deep.equal(['links', 'login', 'resources', 'statistics']);
    const owner = await createMember(at);
    const { layers: found } = await at.app.plans.look(asMember(owner), owner.institutionId);
    expect(found.map(({ layer }) => layer)).to.deep.equal([...layers]);
    const lines = at.app.modules.flatMap(({ progress = [] }) => progress);
    for (const { layer, ...standing } of found) {
      const line = lines.find(({ key }) => key === layer);
      expect(standing, layer).to.deep.equal(await line?.of(owner.institutionId));
    }
    const { text } = await (await signInToConsole(at, owner)).walk('/console/plan');
    const places = ['端口互访', '用户登录', '资源', '服务数据'].map((title) =>
      text.search(new RegExp(`[一二三四]　${title}`)),
    );
    expect(places)
      .to.deep.equal(places.toSorted((one, other) => one - other))
      .and.not.to.include(-1);
    const home = (await (await signInToConsole(at, owner)).walk('/console')).text;
    expect(home.search('端口互访.*用户登录.*资源.*服务数据'.replaceAll('.*', '[^]*'))).to.be.greaterThan(-1);
  });

  it('R06 before certification no layer begins', async () => {
    const owner = await createMember(at, { certified: false });
    const { layers: found } = await at.app.plans.look(asMember(owner), owner.institutionId);
    expect(found.map(({ progress }) => progress)).to.deep.equal(Array(4).fill('blocked'));
    const begin = at.app.review.begin(asMember(owner), 'plan', { institutionId: owner.institutionId });
    expect(await refused(begin)).to.include('integration.certified_first');
  });

  it('R26 R58 comes of an approval, with owners of both sides and the group behind a QR code', async () => {
    const { owner, member, institutionId } = await agreed();
    const { plan, items, summary } = await at.app.plans.look(member, institutionId);
    expect(plan).to.include({ cloudOwner: '赵敏', partnerOwner: '陈静' });
    expect(items.map(({ layer, agreedOn }) => `${layer} ${agreedOn}`)).to.deep.equal([
      'links 2026-11-13',
      'login 2026-11-20',
      'resources 2026-12-04',
      'statistics 2026-12-11',
    ]);
    expect(summary).to.include({ all: 4, done: 0, overdue: 0, endsOn: '2026-12-11' });
    const { text } = await (await signInToConsole(at, owner)).walk('/console/plan');
    expect(text).to.include('青溪对接群的二维码').and.to.include('双方确认签字').and.to.include('六周进度');
  });

  it('marks overdue items, and notifies both sides once, however often and from however many nodes it is read', async () => {
    const { owner, member, colleague, reviewer, institutionId } = await agreed();
    const told = async (accountId: string) =>
      (await at.app.notices.inbox(accountId)).filter(({ event }) => event === 'plan.overdue').length;
    clock.set('2026-11-13T23:59:59+08:00'); // its day is not over
    await at.app.plans.followAll();
    expect(await told(owner.accountId)).to.equal(0);
    clock.set('2026-11-14T09:00:00+08:00');
    await Promise.all([at.app.plans.followAll(), at.app.plans.followAll()]);
    await at.app.plans.followAll();
    expect(await told(owner.accountId)).to.equal(1);
    expect(await told(reviewer.accountId)).to.equal(1);
    const { summary, letters } = await at.app.plans.look(member, institutionId);
    expect(summary).to.include({ overdue: 1, overdueDays: 1 });
    expect(letters.filter(({ side }) => side === 'system')).to.have.length(1);

    const browser = await signInToConsole(at, owner);
    expect((await browser.walk('/console/plan')).text)
      .to.include('超 1 天')
      .and.to.include('回复超期事项');
    const desk = await (await signInToConsole(at, colleague)).walk('/admin/plans');
    expect(desk.text).to.include('1 项超期，1 天');

    // Another day is another promise: a new notice comes when that passes.
    await at.app.plans.setDay(reviewer, institutionId, await itemOf(member, 'links'), '2026-11-14');
    clock.set('2026-11-15T09:00:00+08:00');
    await at.app.plans.followAll();
    expect(await told(owner.accountId)).to.equal(2);
  });

  const itemOf = async (member: ReturnType<typeof asMember>, layer: string) =>
    (await at.app.plans.look(member, member.institutionId)).items.find((each) => each.layer === layer)?.id ?? '';

  it('passes messages between both sides, and no one else can write, read or change them', async () => {
    const { owner, member, reviewer, institutionId } = await agreed();
    await at.app.plans.write(member, institutionId, '接口已调通。');
    await at.app.plans.write(reviewer, institutionId, '收到。');
    const inbox = async (accountId: string) => (await at.app.notices.inbox(accountId)).map(({ body }) => body);
    expect((await inbox(reviewer.accountId)).join()).to.include('接口已调通。');
    expect((await inbox(owner.accountId)).join()).to.include('收到。');
    expect(await refused(at.app.plans.write(member, institutionId, ' '))).to.include('to_correct');

    const reader = { ...member, role: 'reader' as const };
    const stranger = asMember(await createMember(at));
    const auditor = asStaff(await createStaff(at, ['statistics']), 'statistics');
    expect(await refused(at.app.plans.write(reader, institutionId, 'x'))).to.include('integration.role_may_not');
    expect(await refused(at.app.plans.look(stranger, institutionId))).to.include('integration.no_plan');
    expect(await refused(at.app.plans.look(auditor, institutionId))).to.include('actor.role_may_not');
    const id = await itemOf(member, 'links');
    expect(await refused(at.app.plans.setDay(member, institutionId, id, '2027-01-01'))).to.include('role_may_not');
    expect(await refused(at.app.plans.finish(member, institutionId, id))).to.include('integration.follows_layer');
  });

  it('has items beside the layers, which either side may call done, and operators open again', async () => {
    const { member, reviewer, institutionId } = await agreed();
    const item = { layer: 'login', title: '沙箱跑通登录', cloudOwner: '沈昱', partnerOwner: '顾远' } as const;
    await at.app.plans.addItem(reviewer, institutionId, { ...item, agreedOn: '2026-11-30' });
    const find = async () =>
      (await at.app.plans.look(member, institutionId)).items.find(({ title }) => title === item.title);
    const id = (await find())?.id ?? '';
    await at.app.plans.finish(member, institutionId, id);
    expect((await find())?.standing).to.deep.equal({ state: 'done' });
    expect(await refused(at.app.plans.finish(reviewer, institutionId, id))).to.include('integration.changed');
    await at.app.plans.reopen(reviewer, institutionId, id);
    expect((await find())?.standing.state).not.to.equal('done');
    const lines = (await at.app.history.read(member, { kind: 'plan' })).lines;
    expect(lines.map(({ says }) => says.code)).to.include('history.plan');
  });

  it('R08 announcements are written by operators and read by institutions and visitors', async () => {
    const operator = await createStaff(at, ['operator']);
    await at.app.promotions.publish(asStaff(operator, 'operator'), {
      title: '村晚联合直播',
      body: '十二月起。\n欢迎参加。',
    });
    const owner = await createMember(at);
    expect((await (await signInToConsole(at, owner)).walk('/console/promotions')).text).to.include('村晚联合直播');
    expect(await (await fetch(`${at.origin}/promotions`)).text()).to.include('欢迎参加。');
    expect(await (await fetch(`${at.origin}/partners`)).text()).to.include('村晚联合直播');
    const [known] = await at.app.promotions.shown();
    expect(await refused(at.app.promotions.publish(asMember(owner), { title: 'x', body: 'y' }))).to.include(
      'role_may_not',
    );
    await at.app.promotions.withdraw(asStaff(operator, 'operator'), known?.id ?? '');
    expect(await (await fetch(`${at.origin}/promotions`)).text()).to.include('现在没有公告');
  });
});
