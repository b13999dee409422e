import { z } from 'zod';
import { written } from '../../fact.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import { issue } from '../../fields/issue.ts';
import { rows } from '../../fields/rows.ts';
import { fact } from './facts.ts';

const names = '一二三四五六日';

function dayOf(text: string): number | undefined {
  const sign = text.replace(/^(周|星期|礼拜)/, '').replace('天', '日');
  const place = /^[1-7]$/.test(sign) ? Number(sign) : names.indexOf(sign) + 1;
  return sign !== '' && place >= 1 && place <= 7 ? place : undefined;
}

/** 周二至周日, 1-5, 1,3,5, 每天 → 1 (周一) to 7 (周日), in order. */
function daysIn(typed: string): number[] | undefined {
  const plain = typed.normalize('NFKC').replace(/\s/g, '');
  if (plain === '每天' || plain === '全周') return [1, 2, 3, 4, 5, 6, 7];
  const found = new Set<number>();
  for (const part of plain.split(/[,，、]/)) {
    const [first, last = first, ...more] = part.split(/[-–—~至到]/).map(dayOf);
    if (first === undefined || last === undefined || more.length > 0) return undefined;
    for (let day = first; ; day = (day % 7) + 1) {
      found.add(day);
      if (day === last) break;
    }
  }
  return [...found].toSorted((one, other) => one - other);
}

const days = z
  .string(written(fact('channels.weekday_missing')))
  .transform((typed, ctx) => {
    const found = daysIn(typed);
    if (found !== undefined) return found;
    ctx.addIssue(issue(fact('channels.weekday_form')));
    return z.NEVER;
  })
  .meta({ title: '星期', as: { type: 'list', most: 7, integers: { min: 1, max: 7 } } });

const time = (label: string) =>
  z
    .string(written(ofFields('fields.missing', { label })))
    .transform((typed, ctx) => {
      const [, hour = '', minute = ''] = /^(\d{1,2}):(\d{2})$/.exec(typed.normalize('NFKC').replace(/\s/g, '')) ?? [];
      const clock = `${hour.padStart(2, '0')}:${minute}`;
      if (/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(clock)) return clock;
      ctx.addIssue(issue(fact('channels.clock_form', { label })));
      return z.NEVER;
    })
    .meta({ title: label, control: 'time' });

/** 周二至周日 09:00–17:00, as people write it on a door. */
function loose(line: string): string[] | undefined {
  const plain = line.normalize('NFKC').trim();
  const [, when, open, close] = /^([^\s|｜]+)\s+(\d{1,2}:\d{2})\s*[-–—~至到]\s*(\d{1,2}:\d{2})$/.exec(plain) ?? [];
  return when === undefined || open === undefined || close === undefined ? undefined : [when, open, close];
}

/** A field of opening hours: the week, as segments of some of its days. */
export const openingHours = () =>
  rows(
    '开放时间',
    { days, open: time('开门时间'), close: time('关门时间') },
    {
      most: 14,
      row: '段',
      tableHint: '勾选星期，写开门和关门时间；中午休息的分两段写。没有勾选的星期就是闭馆。',
      loose,
      hint: '一行一段，例如 周二至周日 09:00–17:00',
      check: (hours) =>
        hours.some(({ open, close }) => String(close) <= String(open)) ? fact('channels.closes_first') : undefined,
    },
  );
