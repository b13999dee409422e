import { after, days, hours, minutes } from '../clock.ts';
import { newId } from '../crypto/secrets.ts';
import { scopeOf } from '../operations/incidents/affected.ts';
import * as store from '../operations/incidents/store.ts';
import type { Services } from '../services.ts';
import { calls, ended, login } from './incidents-store.ts';
import type { Staffed } from './people/staff.ts';

type Needs = Pick<Services, 'db' | 'clock' | 'applications' | 'incidentDesk'>;

const ak = 'demo-lanjiang';
const daysAgo = 13;

/** One incident that is over, as its record would be: found at half past nine, stopped, reported within the hour, closed the next day. */
export async function seedIncident({ db, clock, applications, incidentDesk }: Needs, people: Staffed): Promise<void> {
  const { actor } = people.administrator;
  if ((await incidentDesk.incidents.list(actor, { before: undefined, limit: 1 })).length > 0) return;
  const application = await applications.find(ak);
  if (application === undefined) return;
  const foundAt = after(clock.now(), -days(daysAgo));
  const at = (inMinutes: number) => after(foundAt, minutes(inMinutes));
  const incident = {
    title: '澜江市图书馆（演示）的 SK 出现在公开代码里',
    summary: '代码托管平台的扫描命中。公开约 12 小时，没有发现被人用过。',
    level: 'larger',
    clientIds: [ak],
    ...{ foundAt, beganAt: after(foundAt, -hours(12)), containedAt: at(26) },
  } as const;
  const id = newId();
  const accountIds = [people.owner, people.developer, people.applicant, people.second].map(
    ({ accountId }) => accountId,
  );
  const freeze = {
    ...{ target: ak, label: application.name, reason: 'SK 出现在公开代码里', by: actor.accountId },
    ...{ since: undefined, until: undefined, stoppedAt: undefined },
  };
  const [stopped, sessions] = [newId(), newId()];
  const step = (inMinutes: number, kind: string, details: Record<string, unknown>) => ({
    ...{ at: at(inMinutes), accountId: actor.accountId, kind, details },
  });
  await db.transaction(async (trx) => {
    for (const [place, accountId] of accountIds.entries())
      await login(trx, accountId, ak, '手机', at(-40 - place * 75));
    await calls(trx, ak, at(-95), 'ok', 38);
    await calls(trx, ak, at(-95), 'invalid_grant', 2);
    await store.insert(trx, id, actor.accountId, at(3), incident);
    await store.insertFreeze(trx, id, { ...freeze, id: stopped, kind: 'application', state: 'undone', at: at(5) });
    const times = { since: incident.beganAt, until: at(12) };
    await store.insertFreeze(trx, id, {
      ...{ ...freeze, ...times, id: sessions, kind: 'end_sign_ins', state: 'done', at: at(12) },
    });
    await ended(trx, sessions, accountIds);
    for (const each of [
      step(3, 'open', { title: incident.title, level: incident.level }),
      step(5, 'freeze', { freeze: stopped, kind: 'application', target: ak }),
      step(12, 'freeze', { freeze: sessions, kind: 'end_sign_ins', target: ak, people: accountIds.length }),
      step(19, 'note', { note: '电话告知机构管理员；对方确认是外包人员误传，已删除，旧 SK 已作废' }),
      step(26, 'change', { title: incident.title, level: incident.level, clientIds: [ak] }),
      step(41, 'report', { to: '部网信工作机构值班室，电话报告', report: 'first' }),
      step(60 * 20, 'unfreeze', { freeze: stopped, kind: 'application', target: ak }),
      step(60 * 26, 'close', {}),
    ])
      await store.insertStep(trx, id, each);
    await store.saveReport(trx, id, drafted);
    await store.report(trx, id, at(41), '部网信工作机构值班室，电话报告');
    await incidentDesk.counting.renew(trx, id, scopeOf(incident));
    await store.close(trx, id, at(60 * 26));
  });
}

const drafted = {
  unit: '国家公共文化云运营单位（演示），值班电话 010-0000 0000。',
  place: '北京，主机房（演示）。',
  type: '密钥泄漏。',
  damage: '机构登录停用约 20 小时，没有收到投诉，没有直接经济损失。',
  effect: '停用后没有异常调用。',
  ransom: '无',
  trend: '旧 SK 已作废，不会进一步扩大。',
  cause: '外包人员把配置文件提交到公开的代码仓库。',
  clues: '提交记录已保存；没有发现陌生地址的调用。',
  next: '机构换用新 SK 并通过在线验证后恢复。',
  help: '无',
  scene: '日志和提交记录已另存。',
  other: '无',
  mending: '机构改用环境变量存放 SK，外包合同补充保密条款。',
};
