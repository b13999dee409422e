import { dayOf } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { isMetric, type MetricCode, metrics } from '../reports/metric.ts';
import { adjacentPeriods, dayName, periodKinds } from '../reports/period.ts';
import { type Area, areaParams } from '../totals/area.ts';
import { completeness, exact, formatShare } from '../totals/figure.ts';
import { kindName } from '../totals/regions.ts';
import { dashboardOf } from './dashboard.ts';
import { type Kpi, wordsOf } from './kpis.ts';
import { addressOf, trends } from './query.ts';
import { type DashboardQuery, type Look, replayLimit } from './service.ts';

/** On which side of the back office a dashboard stands. */
export type Side = {
  base: string;
  here: string;
  view: 'statistics/dashboard' | 'statistics/dashboard-own';
  title: (place: Area) => string;
  /** Where the passports of its figures are. */
  passports: string;
  /** Where its questions are, for those who may open them. */
  questions?: string;
  /** The page where missing reports are listed and requested. */
  quality?: string;
};

export const staffSide: Side = {
  base: '/admin/statistics',
  here: 'statistics',
  view: 'statistics/dashboard',
  title: ({ name }) => `${name}服务数据`,
  passports: '/admin/statistics/passport',
  quality: '/admin/statistics/quality',
};
export const ownSide: Side = {
  base: '/console/statistics/dashboard',
  here: 'statistics',
  view: 'statistics/dashboard-own',
  passports: '/console/statistics/passport',
  questions: '/console/statistics/questions',
  title: (place) => (place.kind === 'application' ? `${place.name}的统计` : '我的统计'),
};

type Target = Readonly<Record<string, string>>;
/** The addresses of an area: of its dashboard, and of the passport of its figure. */
type Links = { to: (target: Target) => string; passport: (target: Target) => string };
const withLinks = <Row extends { target: Target; text: string }>(row: Row, { to, passport }: Links) => ({
  ...row,
  href: to(row.target),
  passport: row.text === unknown ? undefined : passport(row.target),
});
/** A number that is not there has no passport. */
const unknown = exact(undefined);
const unasked = { region: undefined, institution: undefined, application: undefined, kind: undefined };
/** A kind goes on down to cities; of a county all institutions are listed. */
const keepsKind = ({ institution, application, region = '' }: Target) =>
  institution === undefined && application === undefined && region.length < 6;
const metricChoices = Object.keys(metrics).flatMap((code) => (isMetric(code) ? [[code, wordsOf(code)] as const] : []));

/** The data of a dashboard's view: the figures, and the targets of its controls. */
export function viewOf(
  look: Look,
  asked: DashboardQuery,
  side: Side,
  { now, isPrint, say }: { now: Date; isPrint: boolean; say: Speech['say'] },
) {
  const dashboard = dashboardOf(look, say);
  const { place, period, latest } = look;
  const year = latest.slice(0, 4);
  const { base } = side;
  const href = (changes: Readonly<Record<string, string | undefined>>) => addressOf(base, asked, changes);
  const to = (target: Target) => href({ ...unasked, ...(keepsKind(target) && { kind: look.kind }), ...target });
  const passport = (changes: Readonly<Record<string, string | undefined>>) =>
    addressOf(side.passports, { ...asked, kind: period.kind, day: period.last, trend: 90 }, changes);
  const links: Links = {
    to,
    passport: (target) => passport({ ...unasked, ...(keepsKind(target) && { kind: look.kind }), ...target }),
  };
  const ofMetric = <One extends { metric: MetricCode }>(all: readonly One[]) =>
    all.map((one) => ({ ...one, passport: passport({ metric: one.metric }) }));
  const ofKpi = ({ metric, reports }: Kpi) => {
    const own = passport({ metric, ...(reports === 'last day' && { period: undefined }) });
    return reports === undefined ? own : `${own}#reports`;
  };
  const ofDay = (date: string) => passport({ period: undefined, date });
  const file = (what: Target) => addressOf(`${base}/export`, asked, what);
  const turn = adjacentPeriods(period, latest);
  const region = place.kind === 'region' && place.code !== '' ? `?${new URLSearchParams({ region: place.code })}` : '';
  return {
    ...dashboard,
    title: side.title(place),
    asked: {
      period: period.kind,
      date: period.last,
      metric: look.metric,
      asOf: look.asOf ?? '',
      kind: look.kind ?? '',
    },
    hidden: Object.entries({ ...areaParams(place), ...(asked.trend !== 90 && { trend: String(asked.trend) }) }),
    action: base,
    periods: Object.entries(periodKinds),
    metrics: metricChoices,
    latest,
    newer: look.newer && {
      name: dayName(look.newer.day, year),
      part: formatShare(completeness(look.newer)),
      href: href({ date: look.newer.day }),
    },
    today: dayOf(now),
    printed: now,
    isPrint,
    replay: look.asOf && {
      day: dayName(look.asOf, year),
      now: href({ 'as-of': undefined }),
      isShortened: asked.kind === 'year',
      limit: replayLimit,
    },
    crumbs: look.crumbs.map(({ code, name }) => ({ name, href: to(code === '' ? {} : { region: code }) })),
    turn: { before: href({ date: turn.before }), after: turn.after && href({ date: turn.after }) },
    trends: trends.map((days) => ({ days, href: href({ trend: String(days) }), isChosen: days === look.trend })),
    kpis: dashboard.kpis.map((kpi) => ({ ...kpi, passport: kpi.number === unknown ? undefined : ofKpi(kpi) })),
    channels: ofMetric(dashboard.channels),
    terminals: ofMetric(dashboard.terminals),
    trend: {
      ...dashboard.trend,
      rows: dashboard.trend.rows.map((row) => ({
        ...row,
        passport: row.text === unknown ? undefined : ofDay(row.date),
      })),
    },
    below: linked(dashboard.below, links),
    kinds: kindsOf(dashboard.kinds, links, href),
    exports: {
      days: file({ format: 'csv', table: 'days' }),
      below: dashboard.below.rows.length === 0 ? undefined : file({ format: 'csv', table: 'below' }),
      workbook: file({ format: 'xlsx' }),
      print: href({ print: '1' }),
    },
    quality: dashboard.quality && {
      ...dashboard.quality,
      weakest: dashboard.quality.weak.slice(0, 8),
      href: side.quality && `${side.quality}${region}`,
    },
  };
}

/** 机构类型 side by side; the choice of them begins with those that are there. */
function kindsOf(
  { rows, ranked, chosen, ...kinds }: ReturnType<typeof dashboardOf>['kinds'],
  links: Links,
  href: (changes: Readonly<Record<string, string | undefined>>) => string,
) {
  const names = new Map(rows.map(({ key, name }) => [key, name]));
  if (chosen !== undefined) names.set(chosen, kindName(chosen));
  return {
    ...{ ...kinds, chosen, choices: [...names], all: href({ kind: undefined }) },
    rows: rows.map((row) => withLinks(row, links)),
    ranked: ranked.map((row) => withLinks(row, links)),
  };
}

/** Every place below, with the addresses of its own dashboard and of the passport of its figure. */
function linked(
  { rows, ranked, held, lowest, carto, ...below }: ReturnType<typeof dashboardOf>['below'],
  links: Links,
) {
  return {
    ...below,
    rows: rows.map((row) => withLinks(row, links)),
    ranked: ranked.map((row) => withLinks(row, links)),
    held: held.map((row) => withLinks(row, links)),
    lowest: lowest.map((row) => withLinks(row, links)),
    carto: carto && {
      ...carto,
      tiles: carto.tiles.map((tile) => ({ ...tile, href: tile.target && links.to(tile.target) })),
    },
  };
}
