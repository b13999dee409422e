import { irregularDays } from '../../../../src/statistics/questions/calendar.ts';
import type { LoginShape, Series } from '../../../../src/statistics/questions/series.ts';
import { type Random, seeded } from './random.ts';

/**
 * Parameters of honest platforms, chosen before any rule was written. Shapes of weeks and seasons as in the yearly and monthly forms of public
 * libraries; sizes from a township's page to a province's library.
 */
const parameters = {
  years: 3,
  start: '2023-07-01',
  institutions: 300,
  provinces: 10,
  /** Visits of an ordinary day: half of all have fewer than `middle`; one in six less than a fifth of it or more than five times. */
  visits: { middle: 600, deviation: 1.6 },
  /** By kind: Monday to Sunday. */
  weeks: {
    library: [0.75, 0.95, 0.95, 1, 1.05, 1.45, 1.4],
    centre: [0.9, 0.95, 1, 1, 1.1, 1.3, 1.2],
    digital: [1.08, 1.08, 1.06, 1.05, 1, 0.85, 0.85],
  },
  /** January to December. */
  seasons: [1.08, 0.95, 0.98, 1, 1, 1, 1.3, 1.35, 1, 1.02, 0.98, 0.95],
  /** Of days to each other, and of weeks to each other. */
  unevenness: { least: 0.06, most: 0.3, slow: 0.1 },
  growth: { least: -0.05, most: 0.4 },
  holidays: { least: 0.5, most: 2 },
  /** A year: days on which a thing is talked about everywhere; logins follow by a power of how much. */
  viral: { aYear: 0.8, least: 2, most: 25, days: 6, logins: [0.5, 1], without: 0.04 },
  /** A year: a crawler, which is not people and no fraud. */
  crawlers: { aYear: 0.03, least: 3, most: 9 },
  /** Once in the three years: they count in another way. */
  recount: { part: 0.04, least: 0.7, most: 1.8 },
  closures: { aYear: 0.3, least: 5, most: 60, left: [0, 0.15, 0.5] },
  rounding: { part: 0.06 },
  weekly: { part: 0.08, spread: 0.02 },
  missing: { least: 0, most: 0.06 },
  yearAtOnce: { part: 0.02 },
  new: { part: 0.2 },
  withoutLogins: { part: 0.15 },
  loginShare: { least: 0.01, most: 0.15 },
  activities: { middle: 0.3, deviation: 1, plansAYear: 1, plan: 18, shown: [0, 0.5, 1] },
} as const;

type Kind = keyof typeof parameters.weeks;
const kinds = Object.keys(parameters.weeks) as Kind[];

export type Institution = {
  series: Series;
  province: number;
  kind: Kind;
  size: number;
  /** The first column with a report. */
  begins: number;
  /** Shapes of days on which many logged in. */
  shapes: Map<number, { day: LoginShape; usual: LoginShape | undefined }>;
};

const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
const textOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

export function honest(seed: number, count: number = parameters.institutions): Institution[] {
  const random = seeded(seed);
  const start = dayNumber(parameters.start);
  const length = Math.round(parameters.years * 365.25);
  const irregular = irregularDays(parameters.start, textOf(start + length - 1));
  const all = Array.from({ length: count }, () => institution(random, start, length, irregular));
  for (const one of all) one.series.others = othersOf(one, all);
  return all;
}

function institution(random: Random, start: number, length: number, irregular: Uint8Array): Institution {
  const { weeks, seasons, visits, unevenness } = parameters;
  const kind = random.pick(kinds);
  const size = Math.exp(random.normal(Math.log(visits.middle), visits.deviation));
  const week = weeks[kind].map((part) => part * Math.exp(random.normal(0, 0.06)));
  const season = seasons.map((part) => Math.exp(Math.log(part) * random.between(0.3, 1.5)));
  const own = random.between(unevenness.least, unevenness.most);
  const growth = random.between(parameters.growth.least, parameters.growth.most);
  const holiday = Math.exp(random.between(Math.log(parameters.holidays.least), Math.log(parameters.holidays.most)));
  const begins = random.chance(parameters.new.part) ? random.whole(60, length - 200) : 0;
  const login = random.chance(parameters.withoutLogins.part)
    ? 0
    : random.between(parameters.loginShare.least, parameters.loginShare.most);
  const [uvPart, uvNoise] = [random.between(0.2, 0.6), random.between(0.02, 0.08)];
  const ipPart = random.between(0.75, 0.98);
  const published = Math.exp(random.normal(Math.log(parameters.activities.middle), parameters.activities.deviation));
  const shown = random.pick(parameters.activities.shown);

  const line = () => new Float64Array(length).fill(Number.NaN);
  const reported = { pv: line(), uv: line(), ip: line(), new_activities: line(), new_venues: line() };
  const seen = {
    ncc_logins: line(),
    ncc_login_users: line(),
    ncc_published: line(),
    ncc_activities: line(),
    ncc_venues: line(),
  };
  const sentAt = line();
  const [extra, extraLogins] = [new Float64Array(length).fill(1), new Float64Array(length).fill(1)];
  const open = new Float64Array(length).fill(1);
  const plans = new Set<number>();
  eventsOf(random, length, { extra, extraLogins, open, plans });
  const recount = random.chance(parameters.recount.part) ? random.whole(100, length - 1) : length;
  const recountTimes = random.between(parameters.recount.least, parameters.recount.most);
  let slow = 0;
  for (let column = 0; column < length; column += 1) {
    slow = 0.95 * slow + random.normal(0, unevenness.slow * Math.sqrt(1 - 0.95 ** 2));
    const weekday = (start + column + 3) % 7;
    const month = Number(textOf(start + column).slice(5, 7)) - 1;
    const ramp = begins === 0 ? 1 : 1 - 0.8 * Math.exp(-(column - begins) / 40);
    const mean =
      size *
      (week[weekday] ?? 1) *
      (season[month] ?? 1) *
      (1 + growth) ** (column / 365) *
      (irregular[column] === 1 ? holiday : 1) *
      Math.exp(slow + random.normal(0, own)) *
      (open[column] ?? 1) *
      ramp;
    const measured = mean * (extra[column] ?? 1) * (column >= recount ? recountTimes : 1);
    const pv = random.poisson(measured);
    const uv = Math.min(
      pv,
      Math.max(pv > 0 ? 1 : 0, Math.round(pv * uvPart * Math.exp(random.normal(0, uvNoise + 0.7 / Math.sqrt(pv + 1))))),
    );
    const ip = Math.min(
      pv,
      Math.max(pv > 0 ? 1 : 0, Math.round(uv * ipPart * Math.exp(random.normal(0, 0.02 + 0.5 / Math.sqrt(uv + 1))))),
    );
    const logins = random.poisson(mean * uvPart * login * (extraLogins[column] ?? 1));
    const activities =
      (plans.has(column) ? parameters.activities.plan : 0) +
      random.poisson(published * (weekday < 5 ? 1.3 : 0.3) * (open[column] ?? 1));
    const values = { pv, uv, ip, new_activities: activities, new_venues: random.poisson(0.02) };
    if (column >= begins) for (const [code, value] of Object.entries(values)) put(reported, code, column, value);
    const onCloud = shown === 0 ? 0 : shown === 1 ? activities : seededShare(random, activities, shown);
    const counts = {
      ncc_logins: logins,
      ncc_login_users: Math.round(logins * 0.85),
      ncc_activities: onCloud,
      ncc_published: onCloud + random.poisson(0.3),
      ncc_venues: 0,
    };
    for (const [code, value] of Object.entries(counts)) put(seen, code, column, value);
    sentAt[column] = start + column + 1 + random.between(0.3, 0.5);
  }
  habits(random, { begins, length, start, reported, sentAt });
  const shapes: Institution['shapes'] = new Map();
  launches(random, seen.ncc_logins, shapes);
  const series: Series = {
    start,
    reported,
    seen,
    sentAt,
    irregular,
    others: undefined,
    shapeOf: (column) => shapes.get(column),
  };
  return { series, province: random.whole(0, parameters.provinces - 1), kind, size, begins, shapes };
}

const put = (lines: Record<string, Float64Array>, code: string, column: number, value: number) => {
  const line = lines[code];
  if (line !== undefined) line[column] = value;
};
const seededShare = (random: Random, count: number, part: number) =>
  Array.from({ length: count }).filter(() => random.chance(part)).length;

type Events = { extra: Float64Array; extraLogins: Float64Array; open: Float64Array; plans: Set<number> };

function eventsOf(random: Random, length: number, { extra, extraLogins, open, plans }: Events): void {
  const { viral, crawlers, closures, activities, years } = parameters;
  for (let count = random.poisson(viral.aYear * years); count > 0; count -= 1) {
    const [at, days] = [random.whole(0, length - 1), random.whole(1, viral.days)];
    const times = Math.exp(random.between(Math.log(viral.least), Math.log(viral.most)));
    const power = random.chance(viral.without) ? 0 : random.between(viral.logins[0], viral.logins[1]);
    for (let day = 0; day < days && at + day < length; day += 1) {
      const now = 1 + (times - 1) * Math.exp((-2 * day) / days);
      extra[at + day] = now;
      extraLogins[at + day] = now ** power;
    }
  }
  for (let count = random.poisson(crawlers.aYear * years); count > 0; count -= 1)
    extra[random.whole(0, length - 1)] = random.between(crawlers.least, crawlers.most);
  for (let count = random.poisson(closures.aYear * years); count > 0; count -= 1) {
    const [at, days, left] = [
      random.whole(0, length - 1),
      random.whole(closures.least, closures.most),
      random.pick(closures.left),
    ];
    for (let day = 0; day < days && at + day < length; day += 1) open[at + day] = left;
  }
  for (let count = random.poisson(activities.plansAYear * years); count > 0; count -= 1)
    plans.add(random.whole(0, length - 1));
}

type Habits = {
  begins: number;
  length: number;
  start: number;
  reported: Record<string, Float64Array>;
  sentAt: Float64Array;
};

/** By hand in tens, once a week, not every day, or the first year at once. */
function habits(random: Random, { begins, length, start, reported, sentAt }: Habits): void {
  const lines = Object.values(reported);
  const { pv, uv, ip } = reported;
  if (random.chance(parameters.rounding.part)) {
    const unit = random.pick([10, 10, 100]);
    for (const line of [pv, uv, ip])
      for (let column = begins; line !== undefined && column < length; column += 1)
        line[column] = Math.round((line[column] ?? 0) / unit) * unit;
  }
  if (random.chance(parameters.weekly.part))
    for (let column = begins; column < length; column += 1) {
      const monday = column - ((start + column + 3) % 7);
      sentAt[column] = start + monday + 7 + 0.4;
    }
  if (random.chance(parameters.weekly.spread))
    for (const line of [pv, uv, ip])
      for (
        let column = begins + ((7 - ((start + begins + 3) % 7)) % 7);
        line !== undefined && column + 7 <= length;
        column += 7
      ) {
        const whole = line.subarray(column, column + 7).reduce((sum, value) => sum + value, 0);
        line.fill(Math.round(whole / 7), column, column + 7);
      }
  const missing = random.between(parameters.missing.least, parameters.missing.most) ** 1.5;
  for (let column = begins; column < length; column += 1)
    if (random.chance(missing)) {
      if (random.chance(0.5)) sentAt[column] = (sentAt[column] ?? 0) + random.between(2, 6);
      else for (const line of lines) line[column] = Number.NaN;
    }
  if (random.chance(parameters.yearAtOnce.part))
    for (let column = begins; column < Math.min(length, begins + 365); column += 1)
      sentAt[column] = start + begins + 366;
  for (let column = 0; column < begins; column += 1) sentAt[column] = Number.NaN;
}

/** Evenings in a hall at which all visitors register: one address, new accounts, and no clock. */
function launches(random: Random, logins: Float64Array, shapes: Institution['shapes']): void {
  for (let count = random.poisson(1.5); count > 0; count -= 1) {
    const column = random.whole(60, logins.length - 1);
    const came = random.whole(40, 200);
    logins[column] = (logins[column] ?? 0) + came;
    shapes.set(column, {
      day: {
        logins: came,
        people: came,
        range: random.between(0.6, 1),
        device: random.between(0.2, 0.5),
        night: 0,
        fresh: random.between(0.6, 0.95),
        gaps: random.between(0.8, 1.6),
      },
      usual: { logins: 5, people: 4, range: 0.2, device: 0.3, night: 0.05, fresh: 0.1, gaps: 1.1 },
    });
  }
}

/** The others of its province and kind together. */
function othersOf(own: Institution, all: readonly Institution[]): NonNullable<Series['others']> {
  const others = all.filter((one) => one !== own && one.province === own.province && one.kind === own.kind);
  const { length } = own.series.sentAt;
  const [sum, count] = [new Float64Array(length), new Float64Array(length)];
  for (const { series } of others)
    for (let column = 0; column < length; column += 1) {
      const value = series.reported.pv?.[column] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum[column] = (sum[column] ?? 0) + value;
      count[column] = (count[column] ?? 0) + 1;
    }
  return { sum, count };
}
