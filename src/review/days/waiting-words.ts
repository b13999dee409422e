import { after, dayOf, days } from '../../clock.ts';
import { hour, moment } from '../../http/pages/text.ts';
import { isWorkingDay } from './working-days.ts';

/** How long something takes already: 3 天 2 小时, 5 小时, 40 分钟. */
export function age(from: Date, now: Date): string {
  const inMinutes = Math.max(0, Math.floor((now.getTime() - from.getTime()) / 60_000));
  const [inDays, inHours] = [Math.floor(inMinutes / 1440), Math.floor((inMinutes % 1440) / 60)];
  if (inDays > 0) return inHours > 0 ? `${inDays} 天 ${inHours} 小时` : `${inDays} 天`;
  return inHours > 0 ? `${inHours} 小时` : `${inMinutes} 分钟`;
}

type Due = { tone: '' | 'warn' | 'bad-t'; words: string };

/** How near the promised time is; the tone is that of a status tag. */
export function due(at: Date, now: Date): Due {
  if (at <= now) return { tone: 'bad-t', words: `已超时 ${age(at, now)}` };
  if (dayOf(at) === dayOf(now)) return { tone: 'warn', words: `今天 ${hour(at)} 前` };
  return { tone: '', words: `还剩 ${Math.max(1, workingDaysLeft(now, at))} 个工作日` };
}

/** The same as short as a column asks for: 超时 4 小时, 今天 18:00, 明天 18:00, 11月27日. */
export function dueShort(at: Date, now: Date): string {
  if (at <= now) return `超时 ${age(at, now)}`;
  if (dayOf(at) === dayOf(now)) return `今天 ${hour(at)}`;
  return dayOf(at) === dayOf(after(now, days(1))) ? `明天 ${hour(at)}` : moment(at, now).replace(/ .*$/, '');
}

/** After today, the promised day with it. */
function workingDaysLeft(now: Date, until: Date): number {
  let left = 0;
  for (let date = after(now, days(1)); dayOf(date) <= dayOf(until); date = after(date, days(1)))
    if (isWorkingDay(dayOf(date))) left += 1;
  return left;
}

/** 10:32 of today, else with its day. */
export const lastly = (at: Date, now: Date): string => (dayOf(at) === dayOf(now) ? hour(at) : moment(at, now));
