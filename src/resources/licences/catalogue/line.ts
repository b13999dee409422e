import { z } from 'zod';
import { type Fact, written } from '../../../fact.ts';
import { issue } from '../../../fields/issue.ts';
import { partsOf } from '../../../fields/list.ts';
import { fact } from '../facts.ts';
import { catalogueNumber, mostItems, type Shared } from './catalogue.ts';

const between = '｜';

/** GJ-000012｜青溪剪纸｜看视频: one chosen resource as a form has it. */
export const lineOf = (one: Pick<Shared, 'number' | 'title'>, channel: string): string =>
  [catalogueNumber(one), one.title.replaceAll('\n', ' '), channel].join(between);

/** The number in such a line; none has 0. */
export const numberIn = (line: string): number => Number(/^GJ-0*(\d{1,9})(?:｜|$)/.exec(line.trim())?.[1] ?? 0);

/** The title in it. */
export const titleIn = (line: string): string => line.split(between).slice(1, -1).join(between);

/** The chosen resources, one a line. */
export const resources = z
  .string(written(fact('licences.choose_resources')))
  .transform((typed, ctx) => {
    const list = partsOf(typed, { most: mostItems });
    const say = (problem: Fact) => {
      ctx.addIssue(issue(problem));
      return z.NEVER;
    };
    if ('now' in list) return say(fact('licences.most_resources', { most: mostItems, now: list.now }));
    return list.parts.length === 0 ? say(fact('licences.choose_resources')) : list.parts;
  })
  .meta({
    title: '申请的资源',
    control: 'lines',
    raw: 400 * mostItems,
    hint: '一行一项，来自申请单。不需要的整行删去；要增加的，从国家资源库加入申请单后并入这份申请。',
  });
