import { Problem } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { institutionKinds, isInstitutionKind } from '../../institutions/institution/institution.ts';
import { fact } from '../facts.ts';
import { isDay } from '../reports/closing.ts';
import { isMetric, metrics } from '../reports/metric.ts';
import { isPeriodKind, type PeriodKind, periodKinds } from '../reports/period.ts';
import { unknownKind } from '../totals/regions.ts';
import type { DashboardQuery } from './service.ts';

const first = (value: string | string[] | undefined): string | undefined => {
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === '' ? undefined : one;
};

export const trends = [30, 90, 400] as const;

/** The query of a dashboard's address; invalid parts are left out. */
export function readDashboardQuery(query: Context['query']): DashboardQuery {
  const [kind = '', metric = '', day, asOf] = [
    first(query.period),
    first(query.metric),
    first(query.date),
    first(query['as-of']),
  ];
  const of = first(query.kind);
  const [region, institution, application] = [first(query.region), first(query.institution), first(query.application)];
  const trend = trends.find((days) => String(days) === first(query.trend)) ?? 90;
  const chosen: PeriodKind = isPeriodKind(kind) ? kind : 'day';
  return {
    ...(region !== undefined && { region }),
    ...(institution !== undefined && { institution }),
    ...(application !== undefined && { application }),
    kind: chosen,
    day: day !== undefined && isDay(day) ? day : undefined,
    metric: isMetric(metric) ? metric : 'pv',
    trend,
    ...(asOf !== undefined && isDay(asOf) && { asOf }),
    ...((of === unknownKind || isInstitutionKind(of)) && { institutionKind: of }),
  };
}

/** A kind of part of the query, and whether a value is one. */
const readable: Readonly<
  Record<string, { fits: (value: string) => boolean; of: 'one_of' | 'day'; known?: readonly string[] }>
> = {
  period: { fits: isPeriodKind, of: 'one_of', known: Object.keys(periodKinds) },
  metric: { fits: isMetric, of: 'one_of', known: Object.keys(metrics) },
  date: { fits: isDay, of: 'day' },
  'as-of': { fits: isDay, of: 'day' },
  kind: {
    fits: (value) => value === unknownKind || isInstitutionKind(value),
    of: 'one_of',
    known: [...Object.keys(institutionKinds), unknownKind],
  },
};

/** For evidence, which is of the figure that was asked for or of none: throws where a part of the query cannot be read. */
export function mustBeReadable(query: Context['query']): void {
  for (const [name, { fits, of, known = [] }] of Object.entries(readable)) {
    const value = first(query[name]);
    if (value !== undefined && !fits(value))
      throw new Problem(
        'validation_failed',
        fact('statistics.asked_wrong', { name, value: value.slice(0, 40), of, known }),
      );
  }
}

/** The query as an address, with changes; defaults are left out. */
export function addressOf(
  base: string,
  asked: DashboardQuery,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const { kind, day, metric, trend, asOf, region, institution, application, institutionKind } = asked;
  const all: Record<string, string | undefined> = {
    region,
    institution,
    application,
    kind: institutionKind,
    period: kind === 'day' ? undefined : kind,
    date: day,
    metric: metric === 'pv' ? undefined : metric,
    trend: trend === 90 ? undefined : String(trend),
    'as-of': asOf,
    ...changes,
  };
  const said = Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return said.length === 0 ? base : `${base}?${new URLSearchParams(said)}`;
}
