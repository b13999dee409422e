import { type Figures, isMetric, type MetricCode, metrics } from '../reports/metric.ts';
import type { KeptRevision } from '../reports/report-store.ts';
import { falseAlarms, isOfSingleDays, isRule, questionRules, type RuleCode, timesOf } from './rules.ts';
import type { Finding, KeptFinding } from './store.ts';

/** Days of one figure that a rule found, with the numbers of the newest of them. */
export type RuleFound = {
  code: RuleCode;
  metric: MetricCode;
  about: Readonly<Record<string, number>>;
  first: string;
  last: string;
  /** Of a thousand honest months. */
  falseAlarms: number;
};

const order = Object.keys(questionRules);
/** From so many times as much as usual on it leads the question: no pattern of digits tells as much. */
const far = 3;

/** The findings of a rule about a figure; where each day is one of its own, those of the same numbers. */
const groupOf = ({ rule, metric, about }: Finding) =>
  isRule(rule) && isOfSingleDays(rule) ? `${rule} ${metric} ${JSON.stringify(about)}` : `${rule} ${metric}`;

/**
 * The findings of the rules of a question, the strongest first. Those that compare visits with usual ones stand together, the farthest first: before
 * all others where that is far, else where its rule stands among them. The others: the rule that errs least often, and of equal ones that of more days.
 */
export function strongestFirst(findings: readonly Finding[]): RuleFound[] {
  const all = [...Map.groupBy(findings, groupOf).values()].flatMap((own) => {
    const days = [...new Set(own.map(({ day }) => day))].toSorted();
    const [first, last] = [days[0], days.at(-1)];
    const newest = own.find(({ day }) => day === last);
    if (first === undefined || last === undefined || newest === undefined || !isRule(newest.rule)) return [];
    const { rule: code, about } = newest;
    const metric: MetricCode = isMetric(newest.metric) ? newest.metric : 'pv';
    const found: RuleFound = { code, metric, about, first, last, falseAlarms: falseAlarms(code) };
    return [{ found, days: days.length, times: timesOf(code, about) ?? 0 }];
  });
  const [farthest] = all.toSorted((one, other) => other.times - one.times);
  const alarmsOfTimes = farthest === undefined || farthest.times >= far ? -1 : farthest.found.falseAlarms;
  const alarms = ({ found, times }: (typeof all)[number]) => (times > 0 ? alarmsOfTimes : found.falseAlarms);
  return all
    .toSorted(
      (one, other) =>
        alarms(one) - alarms(other) ||
        other.times - one.times ||
        other.days - one.days ||
        order.indexOf(one.found.code) - order.indexOf(other.found.code) ||
        (one.found.last < other.found.last ? 1 : -1),
    )
    .map(({ found }) => found);
}

/** Figures that platforms count themselves and an answer may correct. */
const correctable = ['pv', 'uv', 'ip', 'visits', 'new_activities', 'new_venues', 'new_resources'] as const;
const ofVisits: readonly string[] = ['pv', 'uv', 'ip', 'visits'];

/** A day that is asked about, with the figures that an answer may correct. */
export type AskedDay = {
  day: string;
  figures: readonly { code: MetricCode; value: number }[];
  /** All that its report says. */
  reported: Figures;
  /** Its month is closed: only operators correct it. */
  isClosed: boolean;
};

/** The name of a right number in the form of an answer: 2026-10-12.pv */
export const rightName = (day: string, code: string): string => `${day}.${code}`;

/** The days of the findings, the first one first; visits, visitors and IPs are asked about together. */
export function askedDays(
  findings: readonly Finding[],
  figuresOf: (day: string) => Figures | undefined,
  isClosed: (day: string) => boolean,
): AskedDay[] {
  const byDay = Map.groupBy(findings, ({ day }) => day);
  return [...byDay]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([day, own]) => {
      const named = own.map(({ metric }) => metric);
      const isOfVisits = named.some((each) => ofVisits.includes(each));
      const figures = figuresOf(day);
      return {
        day,
        isClosed: isClosed(day),
        reported: figures ?? {},
        figures: correctable.flatMap((code) => {
          const value = figures?.[code];
          const isAsked = named.includes(code) || (isOfVisits && ['pv', 'uv', 'ip'].includes(code));
          return isAsked && value !== undefined ? [{ code, value }] : [];
        }),
      };
    });
}

/** A correction since its day was asked about: the figures before and after it, and its reason. */
export type CorrectedDay = {
  day: string;
  at: Date;
  reason: string | undefined;
  changes: readonly FigureChange[];
};
type FigureChange = { code: MetricCode; before: number | undefined; after: number | undefined };

/** Versions of reports that came after their day was first found, each beside the one before it; the newest first. */
export function correctedSince(
  versions: readonly (KeptRevision & { day: string })[],
  findings: readonly Pick<KeptFinding, 'day' | 'foundAt'>[],
): CorrectedDay[] {
  const since = new Map<string, Date>();
  for (const { day, foundAt } of findings) {
    const known = since.get(day);
    if (known === undefined || foundAt < known) since.set(day, foundAt);
  }
  return versions
    .flatMap((version, place) => {
      const [before, asked] = [versions[place - 1], since.get(version.day)];
      if (asked === undefined || version.at < asked || before?.day !== version.day) return [];
      const changes = Object.keys(metrics).flatMap((code) => {
        const [was, is] = [before.figures[code], version.figures[code]];
        return isMetric(code) && was !== is ? [{ code, before: was, after: is }] : [];
      });
      return changes.length === 0 ? [] : [{ day: version.day, at: version.at, reason: version.reason, changes }];
    })
    .toSorted((one, other) => other.at.getTime() - one.at.getTime() || (one.day < other.day ? -1 : 1));
}

/** The first change of a figure since it was asked about: `before` is the figure of the question. */
export const firstChange = (
  corrected: readonly CorrectedDay[],
  day: string,
  code: MetricCode,
): FigureChange | undefined =>
  corrected.flatMap((each) => (each.day === day ? each.changes : [])).findLast((each) => each.code === code);

/** Whether a figure in question is another now than when it was asked about. */
export const isCorrectedIn = (days: readonly AskedDay[], corrected: readonly CorrectedDay[]): boolean =>
  days.some(({ day, figures }) =>
    figures.some(({ code, value }) => {
      const asked = firstChange(corrected, day, code);
      return asked !== undefined && asked.before !== value;
    }),
  );
