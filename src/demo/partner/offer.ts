import { after, dayOf, dayStart, days, timeOfDay } from '../../clock.ts';
import { numberOf, textOf } from '../../resources/channels/channel.ts';
import { weekdayOf } from '../entries/season.ts';
import type { Shown } from './store.ts';

/** The offer of an entry to a visitor of its page. */
export type Offer = {
  /** 预约, 报名, 下单; undefined where nothing is to be reserved. */
  to: 'book' | 'enrol' | 'order' | undefined;
  /** Times to choose from, of a room. */
  slots: readonly string[];
  /** Why it cannot be done, or need not be; the page then gives the telephone. */
  instead: string | undefined;
};

const weekdays = '一二三四五六日';

/** 12月5日 周六 14:00–16:00; of several days, the first and the last. */
export function whenOf({ values }: Pick<Shown, 'values'>): string | undefined {
  const [from, until] = [textOf(values.start_at), textOf(values.end_at)];
  if (from === undefined) return undefined;
  const start = new Date(from);
  const end = until === undefined ? undefined : new Date(until);
  if (end !== undefined && dayOf(end) !== dayOf(start)) return `${dayWords(start)} 至 ${dayWords(end)}`;
  const hour = (at: Date) => timeOfDay(at).slice(0, 5);
  return `${dayWords(start)} ${hour(start)}${end === undefined ? '' : `–${hour(end)}`}`;
}

const dayWords = (at: Date) => {
  const [, month = '', day = ''] = dayOf(at).split('-');
  return `${Number(month)}月${Number(day)}日 周${weekdays[weekdayOf(at) - 1] ?? ''}`;
};

export const whereOf = ({ values, institution }: Shown): string =>
  [institution, textOf(values.place_name), textOf(values.address)].filter((each) => each !== undefined).join('，');

/** 免费, 30 元, 30 至 80 元. */
export function priceOf({ values }: Shown): string | undefined {
  const [least, most] = [numberOf(values.price_min) ?? numberOf(values.price), numberOf(values.price_max)];
  if (values.fee_type === undefined && least === undefined) return undefined;
  if (least === undefined || least === 0) return '免费';
  const money = most === undefined || most === least ? `${least} 元` : `${least} 至 ${most} 元`;
  return values.fee_type === 'partial' ? `${money}，部分人免费` : money;
}

export function offerOf(shown: Shown, now: Date): Offer {
  const closed = (instead: string): Offer => ({ to: undefined, slots: [], instead });
  const { channel, values, live } = shown;
  const why = textOf(live.reason);
  if (live.event_status === 'cancelled') return closed(`已经取消${why === undefined ? '' : `：${why}`}。`);
  if (live.event_status === 'postponed') return closed(`改期了${why === undefined ? '' : `：${why}`}。`);
  const ends = textOf(values.end_at) ?? textOf(values.start_at);
  if (channel === 'activity') {
    if (ends !== undefined && new Date(ends) < now) return closed('已经结束了。');
    if (values.booking === 'none') return closed('不用预约，到时直接来。');
    if (live.remaining === 0) return closed('已经约满。打电话可以排候补，有人退出会通知您。');
    const until = textOf(values.booking_end);
    if (until !== undefined && new Date(until) < now) return closed('预约已经截止，请打电话问还有没有空位。');
    return { to: 'book', slots: [], instead: undefined };
  }
  if (channel === 'course') {
    if (textOf(values.enroll_url) === undefined) return closed('不用报名，现在就可以看。');
    if (ends !== undefined && new Date(ends) < now) return closed('这一期已经开班，请打电话问下一期。');
    return { to: 'enrol', slots: [], instead: undefined };
  }
  if (channel === 'venue') {
    if (live.temp_closed === true) return closed(`暂停开放${why === undefined ? '' : `：${why}`}。`);
    if (values.bookable !== true) return closed('不用预订，开放时间里直接来。');
    return { to: 'book', slots: slotsOf(values.opening_hours, now), instead: undefined };
  }
  if (channel === 'market')
    return live.stock === 0
      ? closed('暂时卖完了，请打电话问什么时候再有。')
      : { to: 'order', slots: [], instead: undefined };
  return closed('');
}

/** Two hours each, in the morning and the afternoon of the next days on which it is open. */
function slotsOf(hours: unknown, now: Date): string[] {
  const open: readonly { days?: unknown }[] = Array.isArray(hours) ? hours : [];
  const isOpen = (day: Date) => open.some(({ days: on }) => Array.isArray(on) && on.includes(weekdayOf(day)));
  return Array.from({ length: 8 }, (_, later) => after(dayStart(now, later + 1), days(1) / 2))
    .filter(isOpen)
    .slice(0, 3)
    .flatMap((day) => ['10:00–12:00', '14:00–16:00'].map((time) => `${dayWords(day)} ${time}`));
}
