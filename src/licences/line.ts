import { z } from 'zod';
import { mostItems, type Shared, shelfMark } from './catalogue.ts';

const between = '｜';

/** GJ-000012｜青溪剪纸｜看视频: one chosen resource as a form has it. */
export const lineOf = (one: Pick<Shared, 'number' | 'title'>, channel: string): string =>
  [shelfMark(one), one.title.replaceAll('\n', ' '), channel].join(between);

/** The number in such a line; none has 0. */
export const numberIn = (line: string): number => Number(/^GJ-0*(\d{1,9})(?:｜|$)/.exec(line.trim())?.[1] ?? 0);

/** The title in it. */
export const titleIn = (line: string): string => line.split(between).slice(1, -1).join(between);

/** The chosen resources, one a line. */
export const resources = z
  .string('请从国家资源库选择资源')
  .transform((typed, ctx) => {
    const lines = [...new Set(typed.split('\n').map((line) => line.trim()))].filter(Boolean);
    if (lines.length === 0) ctx.addIssue({ code: 'custom', message: '请从国家资源库选择资源' });
    if (lines.length > mostItems)
      ctx.addIssue({
        code: 'custom',
        message: `一份申请最多 ${mostItems} 项资源，现在是 ${lines.length} 项，请分几份提交`,
      });
    return lines;
  })
  .meta({
    title: '申请的资源',
    control: 'lines',
    hint: '一行一项，来自申请单。不需要的整行删去；要增加的，从国家资源库加入申请单后并入这份申请。',
  });
