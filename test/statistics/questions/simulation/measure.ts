import { type EarlierSign, isNew, judge } from '../../../../src/statistics/questions/judge.ts';
import type { Sign } from '../../../../src/statistics/questions/series.ts';
import { frauds } from './frauds.ts';
import { honest, type Institution } from './honest.ts';
import { oddities, otherFrauds } from './others.ts';
import { type Random, seeded } from './random.ts';

type Question = { at: number; sign: Sign };

/** The questions that an institution would be asked of these days. */
function questionsOf({ series }: Institution, from: number, to: number): Question[] {
  const asked: EarlierSign[] = [];
  const questions: Question[] = [];
  for (let at = from; at <= to; at += 1)
    for (const sign of judge(series, at)) {
      if (isNew(sign, at, asked)) questions.push({ at, sign });
      asked.push({ rule: sign.rule, metric: sign.metric, last: at });
    }
  return questions;
}

export type Measured = {
  months: number;
  questioned: number;
  byRule: Map<string, number>;
  /** `seen`: of those where some twenty citizens a day log in through the Cloud. */
  named: {
    name: string;
    tried: number;
    named: number;
    seen: { tried: number; named: number };
    byRule: Map<string, number>;
  }[];
};

const addTo = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** Honest months that are asked about, and frauds named by the morning after they can first be known. */
export function measure(
  seed: number,
  { institutions = 300, tries = 300 }: { institutions?: number; tries?: number } = {},
): Measured {
  const all = honest(seed, institutions);
  const byRule = new Map<string, number>();
  let [months, questioned] = [0, 0];
  for (const one of all) {
    const { length } = one.series.sentAt;
    months += (length - one.begins) / 30.4375;
    const own = new Set<number>();
    const rules = new Set<string>();
    for (const { at, sign } of questionsOf(one, one.begins, length - 1)) {
      const month = Math.floor((at - one.begins) / 30.4375);
      own.add(month);
      rules.add(`${sign.rule}:${month}`);
    }
    questioned += own.size;
    for (const rule of rules) addTo(byRule, rule.split(':')[0] ?? '');
  }
  return { months: Math.round(months), questioned, byRule, named: namedOf(seed + 1, institutions, tries) };
}

function namedOf(seed: number, institutions: number, tries: number): Measured['named'] {
  const random = seeded(seed);
  let crowd = honest(seed, institutions).filter(fits);
  const named = frauds.map(({ name }) => ({
    ...{ name, tried: 0, named: 0, seen: { tried: 0, named: 0 } },
    byRule: new Map<string, number>(),
  }));
  for (let place = 0; place < tries; place += 1) {
    if (crowd.length === 0) crowd = honest(seed + place * 7 + 11, institutions).filter(fits);
    const [one] = crowd.splice(random.whole(0, crowd.length - 1), 1);
    const [fraud, own] = [frauds[place % frauds.length], named[place % frauds.length]];
    if (one === undefined || fraud === undefined || own === undefined) continue;
    const day = openDay(one, random);
    const { from, knowable } = fraud.commit(one, day, random);
    own.tried += 1;
    const isSeen = loginsOf(one, day) >= 20;
    if (isSeen) own.seen.tried += 1;
    // An earlier question about the same rule, which was not about the fraud, stands in the way of a new one.
    const found = questionsOf(one, from - 40, knowable).filter(({ at }) => at >= from);
    if (found.length > 0) own.named += 1;
    if (found.length > 0 && isSeen) own.seen.named += 1;
    for (const rule of new Set(found.map(({ sign }) => sign.rule))) addTo(own.byRule, rule);
  }
  return named;
}

/** Logins a day in the four weeks before. */
const loginsOf = ({ series }: Institution, day: number) =>
  (series.seen.ncc_logins ?? new Float64Array()).subarray(day - 28, day).reduce((sum, value) => sum + value, 0) / 28;

/** A day before which the platform was not closed: there is nothing to be made up of nothing. */
function openDay({ series, begins }: Institution, random: Random): number {
  const pv = series.reported.pv ?? new Float64Array();
  const isOpen = (day: number) => pv.subarray(day - 28, day).filter((value) => value >= 10).length >= 24;
  const pick = () => random.whole(Math.max(420, begins + 130), series.sentAt.length - 310);
  let day = pick();
  for (let tries = 0; tries < 50 && !isOpen(day); tries += 1) day = pick();
  return day;
}

/** There has to be something to be made up: a platform with some visitors and half a year of days. */
const fits = ({ size, begins, series }: Institution) => size >= 40 && begins + 450 < series.sentAt.length - 310;

type Tally = { name: string; tried: number; named: number };

/** The second generator: which of its oddities are asked about within six weeks, and which of its frauds by the day on which they can be known. */
export function measureOthers(
  seed: number,
  { institutions = 150, each = 15 } = {},
): { oddities: Tally[]; frauds: Tally[] } {
  const random = seeded(seed);
  let crowd: Institution[] = [];
  const tallyOf = (all: typeof oddities, days: (knowable: number) => number): Tally[] =>
    all.map(({ name, knowable, change }, place) => {
      let [tried, named] = [0, 0];
      for (; tried < each; tried += 1) {
        if (crowd.length < 2) crowd = honest(seed + 1_000 * place + tried, institutions).filter(fits);
        const [one] = crowd.splice(random.whole(0, crowd.length - 1), 1);
        const other = crowd[0];
        if (one === undefined || other === undefined) throw new Error('nobody is there');
        const from = openDay(one, random);
        change(one, from, random, other);
        if (questionsOf(one, from - 40, from + days(knowable)).some(({ at }) => at >= from)) named += 1;
      }
      return { name, tried, named };
    });
  return { oddities: tallyOf(oddities, () => 42), frauds: tallyOf(otherFrauds, (knowable) => knowable) };
}
