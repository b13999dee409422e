import { z } from 'zod';
import { select } from '../../fields/choice.ts';
import { moment } from '../../fields/moment.ts';
import { text } from '../../fields/text.ts';

/** 网络安全事件分级指南 */
export const levels = {
  unjudged: '待研判',
  minor: '一般',
  larger: '较大',
  major: '重大',
  extreme: '特别重大',
} as const;
export type Level = keyof typeof levels;

const applications = text('涉及的 AK', { max: 1_000, lines: true })
  .meta({ hint: '一行一个。影响到谁，按这些 AK 的登录和调用记录统计。现在不清楚可以以后补。' })
  .optional();

export const incidentFields = z.object({
  title: text('标题', { max: 60 }).meta({ hint: '例如：松溪县文化馆的 SK 可能泄漏' }),
  summary: text('情况', { max: 500, lines: true }).meta({ hint: '谁在什么时候怎样发现的，现在知道什么。' }),
  level: select('级别', levels, {
    hint: '按《网络安全事件分级指南》研判。较大以上须限时报出；泄露 100 万人以上个人信息通常是较大，1000 万人以上重大，1 亿人以上特别重大。',
  }),
  foundAt: moment('发现时间', { hint: '上报时限从这时算起。' }),
  beganAt: moment('开始时间', { hint: '事件实际开始的时间，不知道就不填。' }).optional(),
  containedAt: moment('止住时间', { hint: '还没有止住就不填。' }).optional(),
  applications,
});

export const noteFields = z.object({ note: text('做了什么', { min: 2, max: 300, lines: true }) });
/** 第四条, 第八条, 第九条 */
export const reports = { first: '首次报告', further: '补报', final: '总结报告' } as const;
export const reportedFields = z.object({
  report: select('哪一次', reports),
  to: text('报给', { min: 2, max: 100 }).meta({ hint: '例如：部网信工作机构值班室，电话报告，王某接。' }),
});

export const freezeKinds = {
  application: '停用一个 AK',
  account: '停用一个账号（运营人员除外）',
  institution: '停用一家机构和它全部的 AK',
  end_sign_ins: '结束登录：一段时间里登录过某个 AK 的人',
  lock_sign_ins: '停用账号：一段时间里登录过某个 AK 的人（运营人员除外）',
} as const;
export type FreezeKind = keyof typeof freezeKinds;

export const freezeFields = z.object({
  kind: select('做什么', freezeKinds),
  target: text('对象', { max: 100 }).meta({
    hint: 'AK；账号填完整的手机号、邮箱或账号编号；机构填机构编号，或它的任意一个 AK。',
  }),
  since: moment('登录时间从', { hint: '只在按登录时间停用时填。' }).optional(),
  until: moment('到', { hint: '不填就是到现在。' }).optional(),
  reason: text('原因', { min: 4, max: 200 }),
});

export const audiences = { people: '受影响的市民', institutions: '受影响机构的管理员和经办人' } as const;
export type Audience = keyof typeof audiences;
export const noticeFields = z.object({
  audience: select('通知谁', audiences),
  body: text('内容', { min: 10, max: 200, lines: true }).meta({
    hint: '说明发生了什么、影响什么、要不要做什么。市民收到邮件和短信，机构收到站内消息和邮件。',
  }),
});

const open = (label: string, hint: string) => text(label, { max: 1_000, lines: true }).meta({ hint }).optional();
/** Parts of the reports known only to people (国家网络安全事件报告管理办法, 第七条 and 第八条). */
export const reportFields = z.object({
  unit: open('事发单位', '单位全称，联系人和电话。'),
  place: open('发生地点', '机房或云平台所在地。'),
  type: open('事件类型', '例如：数据泄露、网页篡改、系统瘫痪、密钥泄漏。'),
  damage: open('已造成的影响和危害', '系统记录之外的：业务中断多久、舆情、直接经济损失。'),
  effect: open('措施的效果', '停用之后还有没有异常。'),
  ransom: open('勒索', '遭勒索时写明金额、方式、日期；没有就写“无”。'),
  trend: open('事态发展趋势', '可能进一步造成的影响和危害。'),
  cause: open('原因初步分析', '现在的判断和依据。'),
  clues: open('溯源线索', '可能的攻击者、攻击路径、存在的漏洞。'),
  next: open('下一步措施', '拟采取的应对措施。'),
  help: open('请求支援', '需要谁做什么；不需要就写“无”。'),
  scene: open('现场保护', '日志、镜像、设备的保存情况。'),
  other: open('其他情况', '没有就写“无”。'),
  liability: open('责任追究', '总结报告用：责任怎样认定，怎样处理。'),
  mending: open('完善整改情况', '总结报告用：补了什么漏洞，改了什么制度。'),
  lessons: open('教训', '总结报告用：怎样避免再发生。'),
});
export type ReportInput = { readonly [Name in keyof typeof reportFields.shape]?: string | undefined };
