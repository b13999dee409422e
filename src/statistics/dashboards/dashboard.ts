import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';
import { statesText } from '../questions/standing.ts';
import { attestingOf } from '../reports/attested.ts';
import { isMetric, type MetricCode, metrics } from '../reports/metric.ts';
import { dayName, lastDays, lengthOf, periodName, previousOf } from '../reports/period.ts';
import { terminals } from '../reports/report.ts';
import { type Area, belowName, lengthBelow } from '../totals/area.ts';
import { completeness, type Day, exact, few, formatShare, isFew, measured, wholeOf } from '../totals/figure.ts';
import { belowRows, heldOf, provinces, ranking, weakOf } from './below.ts';
import { stack } from './chart-bars.ts';
import {
  compared,
  completenessKpi,
  connectedKpi,
  type Drawn,
  fullLabel,
  heldParams,
  kpiOf,
  restParams,
  within,
} from './kpis.ts';
import { seenFigure, seenOf } from './seen.ts';
import type { Look, Rank } from './service.ts';
import { summaryOf } from './summary.ts';
import { trendOf } from './trend.ts';

/** Activities of citizens, by channel. */
const served = {
  live_views: '看直播',
  attendees: '享活动',
  book_reads: '读好书',
  course_learners: '学才艺',
  bookings: '订场馆',
} as const satisfies Partial<Record<MetricCode, string>>;
const isServed = (code: string): code is keyof typeof served => Object.hasOwn(served, code);

/** The figures at the head of an institution's or application's dashboard. */
const ownKpis = ['pv', 'uv', 'ip', 'new_activities', 'ncc_logins'] as const satisfies readonly MetricCode[];

/** How many of a ranking are shown from the top and, where there are more, from below. */
const [longest, lowest] = [10, 5];

const isSummed = (place: Area, look: Look): boolean =>
  place.kind === 'region' ||
  (place.kind === 'institution' && new Set(look.apps.map(({ clientId }) => clientId)).size !== 1);

/** Everything that a dashboard shows, in words and places; drawn and printed by the views. */
export function dashboardOf(look: Look, say: Speech['say']) {
  const { place, period, latest, metric, days, sight, asOf } = look;
  const year = latest.slice(0, 4);
  const summed = isSummed(place, look);
  const { inQuestion, heldApplications, seesOpen } = look;
  const isRegion = place.kind === 'region';
  const drawn: Drawn = {
    ...{ period, days, yearAgo: look.yearAgo, sight, isSummed: summed, asOf, say },
    ...{ inQuestion, heldApplications, isRegion, seesOpen },
  };
  const { whole, value, before, held, counted } = compared(metric, drawn);
  const isChangeShown = asOf === undefined && !isFew(metric, value, sight) && before.change !== undefined;
  const rest = isChangeShown ? restParams(metric, before, drawn) : undefined;
  const label = fullLabel(metric, summed);
  const lengths = { now: lengthOf(period), before: lengthOf(previousOf(period)) };
  const rows = belowRows(metric, look.below, look.belowBefore, sight, lengths, say, look.seesOpen);
  const weak = weakOf(rows);
  const all = ranking(rows, rows.length);
  const ranked = all.slice(0, longest);
  const kinds = belowRows(metric, look.kinds, look.kindsBefore, sight, lengths, say, look.seesOpen);
  const hidden = isFew(metric, value, sight);
  const seen = seenOf({ code: metric, value, seen: seenFigure(metric, within(days, period)), sight }, say);
  const { additive, unit } = metrics[metric];
  const below = belowName(place);
  const kpis = kpisOf(look, drawn);
  const last = days.find(({ day }) => day === period.last);
  const trendDays = asOf === undefined ? within(days, lastDays(period.last, look.trend)) : within(days, period);
  return {
    place,
    metric,
    label,
    unit,
    definition: metrics[metric].definition,
    isSummed: summed,
    name: periodName(period, year),
    summary: say(
      summaryOf({
        place: place.name,
        period,
        year,
        label,
        text: value === undefined ? undefined : hidden ? few : measured(value, unit),
        change: isChangeShown ? before.change : undefined,
        rest: rest && fact('statistics.compared_rest', rest),
        held:
          held &&
          fact(
            'statistics.held_in',
            heldParams(held, drawn, { code: metric, rest: counted, isRestToldApart: rest !== undefined }),
          ),
        seen: hidden || seen === undefined ? undefined : seen.words,
        from: additive && !hidden && ranked.length > 3 ? ranked.slice(0, 3).map(({ name }) => name) : [],
        part: completeness(whole),
        weak: rows.length > 1 ? weak : [],
        below,
      }),
    ),
    until: {
      ...{ day: period.last, name: dayName(period.last, year), at: updatedAt(within(days, period)) },
      /** Sums of a region are made again each minute; of an institution reports are read at once. */
      isMinutely: place.kind === 'region' && asOf === undefined,
    },
    kpis,
    isWeak: whole.due > 0 && (completeness(whole) ?? 0) < 0.8,
    part: formatShare(completeness(whole)),
    hasRevisions: whole.revised > 0,
    below: {
      name: below,
      isSeen: attestingOf(metric) !== undefined,
      rows,
      ranked,
      held: heldOf(rows),
      /** Figures are left out of the ranking that the reader may not know of: they are still looked into. */
      isPartly: rows.some(({ isPartly, held, rankValue }) => isPartly && held === 0 && rankValue !== undefined),
      /** The whole ranking, for files. */
      places: new Map(all.map(({ key, place, value: counted }) => [key, { place, value: counted }])),
      /** The other end of a ranking that is too long to be seen whole. */
      lowest: all.length > longest + lowest ? all.slice(-lowest) : [],
      weak,
      carto: place.kind === 'region' && lengthBelow(place.code) === 2 ? provinces(rows) : undefined,
    },
    kinds: {
      name: '机构类型',
      isSeen: attestingOf(metric) !== undefined,
      rows: kinds,
      ranked: ranking(kinds, kinds.length),
      chosen: look.kind,
    },
    rank: look.rank && rankShown(look.rank),
    held: look.held.length === 0 ? undefined : { count: look.held.length, state: statesText(look.held) },
    trend: trendOf(metric, label, trendDays, { sight, inQuestion, isRegion, say }),
    channels: stack(
      Object.keys(served)
        .filter(isServed)
        .map((code) => {
          const { sum } = wholeOf(code, within(days, period));
          return { name: served[code], value: sum, text: measured(sum, '人次'), metric: code };
        }),
    ),
    terminals: terminalsOf(look),
    quality: last && {
      missing: exact(last.due - last.reported),
      late: exact(last.late),
      revised: exact(last.revised),
      weak: weak.map(({ name, part }) => ({ name, part })),
    },
    /** With how many reports the figures begin to say something. */
    reported: within(days, lastDays(period.last, Math.max(30, look.trend))).filter(({ reported }) => reported > 0)
      .length,
    /** Whether a part of this figure, or of one at the head, is seen. */
    hasSeen: attestingOf(metric) !== undefined || kpis.some(({ seen }) => seen !== undefined),
    definitions: Object.entries(metrics).map(([code, { name, short, definition, additive: adds, source }]) => ({
      code,
      name,
      short,
      definition,
      rule: say(fact('statistics.adds_up', { isAdditive: adds })),
      seen: isMetric(code) ? say(fact('statistics.seen_of', { ...attesting(code), isCloud: source === 'cloud' })) : '',
      source: source === 'cloud' ? '国家云统计' : '平台填报',
    })),
  };
}

/** 在浙江省 85 家机构中排第 12 位（完整率不足 80% 的 3 家不参与排名） */
const rankShown = ({ province, place, ranked, excluded, held }: Rank) => ({
  province,
  ...{
    place: exact(place),
    ranked: exact(ranked),
    excluded: excluded === 0 ? undefined : exact(excluded),
    held: held === 0 ? undefined : exact(held),
  },
});

const attesting = (code: MetricCode) => {
  const found = attestingOf(code);
  return { kind: found?.kind, by: found && metrics[found.by].name };
};

const updatedAt = (days: readonly Day[]): Date | undefined =>
  days.flatMap((day) => day.updatedAt ?? []).toSorted((one, other) => other.getTime() - one.getTime())[0];

function kpisOf({ place }: Look, drawn: Drawn) {
  if (place.kind !== 'region') return [...ownKpis.map((code) => kpiOf(code, drawn)), completenessKpi(drawn)];
  return [
    kpiOf('pv', drawn),
    kpiOf('uv', drawn),
    connectedKpi(drawn),
    kpiOf('ncc_published', drawn),
    kpiOf('ncc_logins', drawn),
    completenessKpi(drawn),
  ];
}

/** 资源访问量 by terminal, of those days on which it was reported so. */
function terminalsOf({ apps, period }: Look) {
  const own = apps.filter(({ day }) => period.first <= day && day <= period.last);
  return stack(
    Object.entries(terminals).map(([terminal, name]) => {
      const value = own.reduce((sum, each) => sum + (partOf(each.terminals, terminal)?.pv ?? 0), 0);
      return { name, value, text: measured(value, '次'), metric: 'pv' as const };
    }),
  );
}

const partOf = (
  all: Readonly<Record<string, Readonly<Record<string, number>> | undefined>> | undefined,
  terminal: string,
) => all?.[terminal];

export type Dashboard = ReturnType<typeof dashboardOf>;
