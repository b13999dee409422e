import type { Institution } from './honest.ts';
import type { Random } from './random.ts';

/** Invented figures, chosen before any rule was written. Each changes the days from `at` on and says on which of them it can first be known. */
type Fraud = {
  name: string;
  commit: (one: Institution, at: number, random: Random) => { from: number; knowable: number };
};

const three = ['pv', 'uv', 'ip'] as const;

const lineOf = ({ series }: Institution, code: string): Float64Array => {
  const line = series.reported[code];
  if (line === undefined) throw new Error(`no line of ${code}`);
  return line;
};
const at = (line: Float64Array, column: number) => line[column] ?? Number.NaN;

function fill(
  one: Institution,
  from: number,
  days: number,
  make: (column: number, code: (typeof three)[number]) => number,
): void {
  for (const code of three) {
    const line = lineOf(one, code);
    for (let column = from; column < Math.min(line.length, from + days); column += 1)
      line[column] = Math.max(0, Math.round(make(column, code)));
  }
}

const mean = (line: Float64Array, from: number, to: number) => {
  const values = [...line.subarray(from, to)].filter((value) => !Number.isNaN(value));
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
};
const before = (one: Institution, code: string, from: number) => mean(lineOf(one, code), from - 28, from);
const copyFrom = (one: Institution, from: number, days: number, lag: number, times: number) =>
  fill(one, from, days, (column, code) => {
    const value = at(lineOf(one, code), column - lag);
    return (Number.isNaN(value) ? before(one, code, from) : value) * times;
  });
const times = (one: Institution, from: number, days: number, by: (column: number) => number) =>
  fill(one, from, days, (column, code) => {
    const value = at(lineOf(one, code), column);
    return (Number.isNaN(value) ? before(one, code, from) : value) * by(column);
  });

export const frauds: readonly Fraud[] = [
  {
    name: '同一个数反复报',
    commit(one, from, random) {
      fill(one, from, random.whole(5, 20), (_, code) => at(lineOf(one, code), from) || before(one, code, from));
      return { from, knowable: from + 3 };
    },
  },
  {
    name: '照抄上月、上周',
    commit(one, from, random) {
      copyFrom(one, from, random.whole(7, 28), random.pick([7, 14, 28, 30, 31, 365]), 1);
      return { from, knowable: from + 3 };
    },
  },
  {
    name: '上月、上周的固定倍数',
    commit(one, from, random) {
      copyFrom(
        one,
        from,
        random.whole(10, 28),
        random.pick([7, 28, 30, 31, 365]),
        random.pick([1.05, 1.1, 1.1, 1.2, 1.3, 0.95]),
      );
      return { from, knowable: from + 6 };
    },
  },
  {
    name: '随手写的整数',
    commit(one, from, random) {
      const unit = before(one, 'pv', from) > 1000 ? 100 : 10;
      fill(one, from, 30, (_, code) =>
        Math.max(unit, Math.round((before(one, code, from) * random.between(0.8, 1.3)) / unit) * unit),
      );
      return { from, knowable: from + 5 };
    },
  },
  {
    name: '每天差不多，没有周末',
    commit(one, from, random) {
      const width = random.between(0.02, 0.12);
      fill(one, from, 45, (_, code) => before(one, code, from) * random.between(1 - width, 1 + width));
      return { from, knowable: from + 20 };
    },
  },
  {
    name: '访客由访问量算出',
    commit(one, from, random) {
      const part = random.pick([0.3, 0.35, 0.4, 0.5]);
      fill(one, from, 60, (column, code) => {
        const pv = at(lineOf(one, 'pv'), column);
        return code === 'pv' ? pv : Math.round(pv * part) * (code === 'ip' ? 0.9 : 1);
      });
      return { from, knowable: from + 9 };
    },
  },
  {
    name: '一天翻几倍',
    commit(one, from, random) {
      const factor = random.between(4, 12);
      const days = random.whole(1, 3);
      times(one, from, days, () => factor);
      // One day alone may be a good one: without logins to go by, it is known by how it ends.
      return { from, knowable: from + days };
    },
  },
  {
    name: '一个月多报一截',
    commit(one, from, random) {
      const factor = random.between(1.8, 3);
      times(one, from, 45, () => factor);
      // Less than twice and a half is also a good week.
      return { from, knowable: from + (factor < 2.5 ? 13 : 6) };
    },
  },
  {
    name: '一周比一周多一点',
    commit(one, from, random) {
      const weekly = random.between(0.04, 0.07);
      times(one, from, 300, (column) => (1 + weekly) ** ((column - from) / 7));
      return { from, knowable: from + Math.ceil((Math.log(2.2) / Math.log(1 + weekly)) * 7) };
    },
  },
  {
    name: '没有的活动',
    commit(one, from, random) {
      const line = lineOf(one, 'new_activities');
      const [days, many] = [random.whole(3, 10), random.whole(15, 60)];
      for (let column = from; column < from + days; column += 1) line[column] = (at(line, column) || 0) + many;
      // A plan of a year is published in one day: the third such day makes it known.
      return { from, knowable: from + 2 };
    },
  },
  {
    name: '补报一批编的数',
    commit(one, from, random) {
      const days = random.whole(14, 30);
      const isLine = random.chance(0.5);
      const factor = random.between(1.6, 2.5);
      const [first, step] = [before(one, 'pv', from), before(one, 'pv', from) * random.between(0.01, 0.04)];
      if (isLine)
        fill(one, from, days, (column, code) => {
          const pv = first + step * (column - from);
          return code === 'pv' ? pv : pv * (code === 'uv' ? 0.4 : 0.35);
        });
      else times(one, from, days, () => factor);
      for (let column = from; column < from + days; column += 1)
        one.series.sentAt[column] = one.series.start + from + days + 2;
      return { from, knowable: from + days - 1 };
    },
  },
  {
    name: '刷出来的登录',
    commit(one, from, random) {
      const came = random.whole(60, 300);
      const logins = one.series.seen.ncc_logins;
      const usual = { logins: 6, people: 5, range: 0.2, device: 0.3, night: 0.05, fresh: 0.1, gaps: 1.1 };
      const isNight = random.chance(0.5);
      for (let column = from; column < from + 5; column += 1) {
        if (logins !== undefined) logins[column] = (logins[column] ?? 0) + came;
        one.shapes.set(column, {
          day: {
            ...{
              logins: came,
              people: Math.max(30, Math.round(came * random.between(0.3, 1))),
              range: random.between(0.7, 1),
            },
            ...{ device: random.between(0.85, 1), night: isNight ? random.between(0.6, 1) : 0.1 },
            ...{ fresh: random.between(0.7, 1), gaps: isNight ? random.between(0.4, 1) : random.between(0.05, 0.3) },
          },
          usual,
        });
      }
      return { from, knowable: from };
    },
  },
];
