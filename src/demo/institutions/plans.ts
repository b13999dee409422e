import type { Actor, Member } from '../../actor.ts';
import { after, dayOf, days } from '../../clock.ts';
import type { Services } from '../../services.ts';
import type { Staffed } from '../people/staff.ts';
import type { createDemoOffice } from './back-office.ts';

const operator: Actor = { kind: 'operator', name: 'demo' };

/** A plan of 青溪 with an overdue and a due item, and a public announcement (R07, R08). */
export async function seedPlans(
  { plans, promotions, review, clock }: Pick<Services, 'plans' | 'promotions' | 'review' | 'clock'>,
  office: ReturnType<typeof createDemoOffice>,
  { owner, people }: { owner: Member; people: Staffed },
): Promise<void> {
  const { institutionId } = owner;
  if ((await promotions.shown(1)).length === 0)
    await promotions.publish(operator, {
      title: '“村晚”联合直播：12 月起征集合作平台',
      body: '国家公共文化云与各地平台同步直播 2027 年全国“村晚”。愿意参加的平台，请在 12 月 10 日前回复对接群。\n参加的平台在首页放置统一的活动入口，素材在“端口互访”下载。',
    });
  // Its title says a day, so that another day would send another one.
  if ((await review.list({ institutionId, kinds: ['plan'] }, undefined, 1)).length > 0) return;
  const on = (later: number) => dayOf(after(clock.now(), days(later)));
  const sent = await office.send(owner, 'plan', {
    partnerOwner: '陈静',
    linksOn: on(-12),
    loginOn: on(0),
    resourcesOn: on(8),
    statisticsOn: on(15),
  });
  if (sent === undefined) return;
  await review.approve(people.reviewer.actor, sent, {
    cloudOwner: '赵敏',
    groupName: '青溪对接群',
    groupAddress: 'https://work.weixin.qq.com/gm/demo-qingxi',
    groupNote: '工作日 9:00—18:00 有人值守。',
  });
  const item = (layer: 'login' | 'resources' | 'statistics', title: string, cloudOwner: string, partnerOwner: string) =>
    ({ layer, title, cloudOwner, partnerOwner }) as const;
  const add = (about: ReturnType<typeof item>, from: number, to: number) =>
    plans.addItem(operator, institutionId, { ...about, startsOn: on(from), agreedOn: on(to) });
  await add(item('login', '沙箱跑通登录', '技术 沈昱', '云栖软件（演示） 顾远'), -14, -8);
  await add(item('resources', '退回的 2 条修改', '审核 王芳', '李岚'), -6, 2);
  await add(item('statistics', '用程序自动填报', '数据 何川', '顾远'), -9, -3);
  await add(item('statistics', '补报 10 月数据', '数据 何川', '陈静'), -2, 5);
  const { items } = await plans.look(owner, institutionId);
  const done = items.find(({ title }) => title === '沙箱跑通登录');
  if (done !== undefined) await plans.finish(owner, institutionId, done.id);
  await plans.write(owner, institutionId, '接口已调通，卡在“日增场馆”的口径。');
  await plans.followAll();
  await plans.write(people.reviewer.actor, institutionId, '自动填报超期了。口径文件已经更新，需要我们远程看一下吗？');
}
