import type { Letter } from '../../notices/letter.ts';
import { dayName } from '../reports/period.ts';

type Missing = { application: string; institution: string; days: readonly string[] };

const sign = '【国家公共文化云】';
const named = (days: readonly string[]) => days.map((day) => dayName(day)).join('、');

/** 催报: what an institution is told about the days that its application has not reported. `days` the first one first. */
export function urgeLetter({ application, institution, days }: Missing, to: string, origin: string): Letter {
  const last = days.at(-1) ?? '';
  const heading = `请填报 ${dayName(last)} 的服务数据`;
  return {
    subject: `${sign}${heading}`,
    heading,
    to: `${institution} ${to}`.trim(),
    paragraphs: [
      `贵单位的应用“${application}”还没有填报 ${named(days)} 的服务数据，共 ${days.length} 天。`,
      '请登录机构后台填报。用接口推送的，请检查推送程序是否正常运行；当天没有访问的，也请填报 0。',
    ],
    facts: [
      { label: '应用', value: application },
      { label: '未报日期', value: named(days) },
    ],
    action: '去填报',
    href: `${origin}/console/statistics`,
    because: '您收到它，是因为您负责这家机构的服务数据填报。',
  };
}
