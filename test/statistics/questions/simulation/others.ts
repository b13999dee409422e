import type { Institution } from './honest.ts';
import type { Random } from './random.ts';

/** Oddities and frauds apart from those of the rules: no rule was made or tuned for them. Each changes the days from `from` on. */
type Change = {
  name: string;
  change: (one: Institution, from: number, random: Random, other: Institution) => void;
  /** Of a fraud: how many days later it can be known. */
  knowable: number;
};

const figures = ['pv', 'uv', 'ip'] as const;
const counts = ['ncc_logins', 'ncc_login_users'] as const;

function scale(
  lines: Readonly<Record<string, Float64Array>>,
  codes: readonly string[],
  from: number,
  by: (back: number) => number,
  days: number,
) {
  for (const code of codes) {
    const line = lines[code];
    for (let column = from; line !== undefined && column < Math.min(line.length, from + days); column += 1)
      line[column] = Math.max(0, Math.round((line[column] ?? Number.NaN) * by(column - from)));
  }
}
const visits = ({ series }: Institution, from: number, days: number, by: (back: number) => number) =>
  scale(series.reported, figures, from, by, days);
const logins = ({ series }: Institution, from: number, days: number, by: (back: number) => number) =>
  scale(series.seen, counts, from, by, days);
const neighbours = ({ series: { others } }: Institution, from: number, days: number, by: (back: number) => number) =>
  others && scale({ sum: others.sum }, ['sum'], from, by, days);
const weekday = ({ series }: Institution, column: number) => (series.start + column + 3) % 7;
const always = 10_000;

export const oddities: readonly Change[] = [
  {
    name: '一段视频火了',
    knowable: 0,
    change(one, from, random) {
      const times = random.between(4, 20);
      visits(one, from, 9, (day) => 1 + times * Math.exp(-day / 2));
      logins(one, from, 9, (day) => (1 + times * Math.exp(-day / 2)) ** 0.6);
    },
  },
  {
    name: '新馆开放',
    knowable: 0,
    change(one, from, random) {
      const times = random.between(1.4, 2.2);
      visits(one, from, always, (day) => 1 + (times - 1) * (1 + Math.exp(-day / 10)));
      logins(one, from, always, (day) => (1 + (times - 1) * (1 + Math.exp(-day / 10))) ** 0.8);
    },
  },
  {
    name: '闭馆两个月',
    knowable: 0,
    change(one, from) {
      for (const alter of [visits, logins]) alter(one, from, 60, () => 0.1);
    },
  },
  {
    name: '免费开放日',
    knowable: 0,
    change(one, from, random) {
      const times = random.between(2.5, 5);
      visits(one, from, 1, () => times);
      logins(one, from, 1, () => times ** 0.7);
    },
  },
  {
    name: '换了统计工具',
    knowable: 0,
    change(one, from, random) {
      const [pages, people] = [random.between(0.7, 1.4), random.between(0.7, 1.2)];
      scale(one.series.reported, ['pv'], from, () => pages, always);
      scale(one.series.reported, ['uv', 'ip'], from, () => Math.min(pages, people), always);
    },
  },
  {
    name: '文化节，周边也热',
    knowable: 0,
    change(one, from, random) {
      const times = random.between(1.8, 3.5);
      for (const alter of [visits, neighbours]) alter(one, from, 5, () => times);
      logins(one, from, 5, () => times ** 0.7);
    },
  },
  {
    name: '各地都停了三个月',
    knowable: 0,
    change(one, from) {
      for (const alter of [visits, logins, neighbours])
        alter(one, from, 90, (day) => (day < 70 ? 0.2 : 0.2 + 0.04 * (day - 70)));
    },
  },
];

export const otherFrauds: readonly Change[] = [
  { name: '一天比一天多一点', knowable: 60, change: (one, from) => visits(one, from, 200, (day) => 1.015 ** day) },
  {
    name: '隔一天翻一倍',
    knowable: 14,
    change: (one, from) => visits(one, from, 40, (day) => (day % 2 === 0 ? 2.2 : 1)),
  },
  {
    name: '每天加同一个数',
    knowable: 14,
    change(one, from) {
      for (const code of figures) {
        const line = one.series.reported[code];
        const usual = [...(line ?? []).slice(from - 28, from)].filter((value) => !Number.isNaN(value));
        const more = Math.round((1.2 * usual.reduce((sum, value) => sum + value, 0)) / Math.max(1, usual.length));
        for (let column = from; line !== undefined && column < from + 45; column += 1)
          line[column] = (line[column] ?? 0) + more;
      }
    },
  },
  {
    name: '照抄别家',
    knowable: 14,
    change(one, from, _random, other) {
      for (const code of figures) {
        const [line, theirs] = [one.series.reported[code], other.series.reported[code]];
        for (let column = from; line !== undefined && column < from + 30; column += 1)
          line[column] = theirs?.[column] ?? Number.NaN;
      }
    },
  },
  {
    name: '上周的数换个星期',
    knowable: 10,
    change(one, from, random) {
      const shift = random.whole(1, 5);
      for (const code of figures) {
        const line = one.series.reported[code];
        const week = [...(line ?? []).slice(from - 7, from)];
        for (let column = from; line !== undefined && column < from + 28; column += 1)
          line[column] = week[(column - from + shift) % 7] ?? Number.NaN;
      }
    },
  },
  {
    name: '只加周末',
    knowable: 21,
    change(one, from) {
      visits(one, from, 60, (day) => (weekday(one, from + day) >= 5 ? 2.5 : 1));
    },
  },
  {
    name: '三成再添上噪声',
    knowable: 28,
    change: (one, from, random) => visits(one, from, 60, () => random.between(1.2, 1.4)),
  },
];
