import type { Speech } from '../fact.ts';
import { shortDay } from '../http/pages/text.ts';
import { fact } from './facts.ts';
import { type Layer, layers } from './layers.ts';
import { dayPlus, daysFrom, type Judged, mondayOf } from './plan.ts';

/** Two weeks back, this one, and three to come. */
const weeks = 6;
const back = 14;
const [left, width, row, top] = [40, 630, 36, 28];
const short: Readonly<Record<Layer, string>> = { links: '端口', login: '登录', resources: '资源', statistics: '数据' };

export type Strip = {
  /** A text alternative of the picture. */
  summary: string;
  weeks: readonly { x: number; label: string; anchor: 'start' | 'end' }[];
  rows: readonly {
    label: string;
    y: number;
    bar: { x: number; width: number } | undefined;
    done: { x: number; width: number } | undefined;
    late: { x: number; width: number } | undefined;
  }[];
  now: number;
  /** The label of today's line, and the side with room for it. */
  today: { x: number; anchor: 'start' | 'end'; label: string };
};

type Words = { titleOf: (layer: Layer) => string; say: Speech['say'] };

/** 六周进度: of each layer from the first to the last agreed day, the share done, and the overdue part. */
export function stripOf(items: readonly Judged[], today: string, { titleOf, say }: Words): Strip {
  const first = dayPlus(mondayOf(today), -back);
  const days = weeks * 7;
  const xOf = (on: string) => left + (Math.min(Math.max(daysFrom(first, on), 0), days) / days) * width;
  const span = (from: string, to: string) => {
    const [x, end] = [xOf(from), xOf(to)];
    return end - x < 1 ? undefined : { x: Math.round(x), width: Math.round(end - x) };
  };

  const rows = layers.map((layer, index) => {
    const own = items.filter((item) => item.layer === layer);
    const y = top + index * row;
    const from = own.map(({ startsOn }) => startsOn).toSorted()[0];
    const to = own
      .map(({ agreedOn }) => agreedOn)
      .toSorted()
      .at(-1);
    const done = own.filter(({ standing }) => standing.state === 'done').length;
    const late = own.filter(({ standing }) => standing.state === 'overdue').map(({ agreedOn }) => agreedOn);
    const label = short[layer];
    if (from === undefined || to === undefined)
      return { ...{ label, y }, bar: undefined, done: undefined, late: undefined };
    const doneUntil = dayPlus(from, Math.round((daysFrom(from, dayPlus(to, 1)) * done) / own.length));
    const since = late.toSorted()[0];
    return {
      ...{ label, y },
      bar: span(from, dayPlus(to, 1)),
      done: done === 0 ? undefined : span(from, doneUntil),
      late: since === undefined ? undefined : span(dayPlus(since, 1), dayPlus(today, 1)),
    };
  });

  const sums = layers.map((layer) => {
    const own = items.filter((item) => item.layer === layer);
    const done = own.filter(({ standing }) => standing.state === 'done').length;
    const late = own.filter(({ standing }) => standing.state === 'overdue').length;
    return fact('integration.strip_layer', { layer: titleOf(layer), done, all: own.length, late });
  });
  const now = Math.round(xOf(today));
  return {
    summary: say(fact('integration.strip', { from: first, to: dayPlus(first, days - 1), layers: sums })),
    weeks: Array.from({ length: weeks + 1 }, (_, week) => {
      const on = dayPlus(first, Math.min(week * 7, days - 1));
      const before = week === 0 ? '' : dayPlus(first, (week - 1) * 7);
      return {
        x: Math.round(xOf(dayPlus(first, week * 7))),
        label:
          on.slice(0, 7) === before.slice(0, 7) ? `${Number(on.slice(8))}${week === weeks ? '日' : ''}` : shortDay(on),
        anchor: week === weeks ? 'end' : 'start',
      };
    }),
    rows,
    now,
    today: { x: now + 5, anchor: 'start', label: `今天 ${shortDay(today)}` },
  };
}
