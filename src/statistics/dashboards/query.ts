import type { Context } from '../../http/context.ts';
import { isInstitutionKind } from '../../institutions/institution/institution.ts';
import { isDay } from '../reports/closing.ts';
import { isMetric } from '../reports/metric.ts';
import { isPeriodKind, type PeriodKind } from '../reports/period.ts';
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
