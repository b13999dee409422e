import { z } from 'zod';
import { checks, select } from '../../fields/choice.ts';
import type { Form } from '../../fields/form.ts';
import { moment } from '../../fields/moment.ts';
import { text } from '../../fields/text.ts';
import type { Component } from './component.ts';

/** For the desk; the page says them in its own words. */
export const componentNames = {
  login: '登录',
  api: '开放接口',
  console: '机构后台',
  site: '公共页面',
  sms: '短信',
  mail: '邮件',
} as const satisfies Record<Component, string>;

export const kinds = { incident: '故障', maintenance: '计划中的维护' } as const;
export type Kind = keyof typeof kinds;

export const impacts = { none: '不影响使用', slow: '较慢或部分人不能用', down: '不能用' } as const;
export type Impact = keyof typeof impacts;

/** How far it is, of each kind. */
export const stages = {
  incident: { investigating: '正在查原因', identified: '已找到原因', watching: '已处理，正在观察', resolved: '已恢复' },
  maintenance: { planned: '计划有变', under_way: '正在进行', resolved: '已完成' },
} as const satisfies Record<Kind, object>;
export type Stage = keyof (typeof stages)['incident'] | keyof (typeof stages)['maintenance'];
export const firstStage = { incident: 'investigating', maintenance: 'planned' } as const satisfies Record<Kind, Stage>;

const body = text('说明', { max: 500, lines: true }).meta({
  hint: '发生了什么、影响到谁、要不要做什么。例如：短信验证码延迟约 1 分钟，可以先用密码登录。',
});
const bodyEn = text('英文说明', { max: 1_000, lines: true }).optional();
const endsAt = moment('预计结束', { hint: '不知道就不填' }).optional();

export const incidentFields = z.object({
  kind: select('类型', kinds),
  title: text('标题', { max: 40 }).meta({ hint: '例如：部分地区收不到短信验证码' }),
  titleEn: text('英文标题', { max: 120 }).meta({ hint: '英文页显示；不填就显示中文' }).optional(),
  components: checks('影响到的服务', componentNames),
  impact: select('影响', impacts),
  startsAt: moment('开始时间'),
  endsAt,
  body,
  bodyEn,
});

export const updateFields = (kind: Kind) => z.object({ stage: select('进展', stages[kind]), body, bodyEn, endsAt });

/** As pages ask for them. */
export const incidentForm = {
  groups: [{ name: 'incident', title: '事件', fields: incidentFields.shape }],
} satisfies Form;
