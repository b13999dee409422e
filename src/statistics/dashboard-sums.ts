import { dayOf } from '../clock.ts';
import { regionOn } from '../fields/region-table.ts';
import { daysBetween } from './closing.ts';
import type { Day } from './dashboard-figure.ts';
import type { Range } from './dashboard-period.ts';
import { shortName } from './dashboard-place.ts';
import type { Published } from './dashboard-replay-store.ts';
import type { AppDay, Below, Reporter } from './dashboard-store.ts';
import { type Figures, isMetric, type MetricCode, metrics } from './metric.ts';
import { nowhere } from './totals-store.ts';

/** A place below, with its name and how its own dashboard is asked for. */
export type NamedBelow = Below & { name: string; target: Readonly<Record<string, string>> };

/** Whether a report of this day is due: the application was there at its end, as the totals count it. */
const isDueOn = ({ isDue, createdAt, disabledAt }: Reporter, day: string): boolean =>
  isDue && dayOf(createdAt) <= day && (disabledAt === undefined || day < dayOf(disabledAt));

const dueDays = (reporter: Reporter, days: readonly string[]): number =>
  days.filter((day) => isDueOn(reporter, day)).length;

function sumOf(all: readonly Figures[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const figures of all)
    for (const [code, value] of Object.entries(figures)) sums[code] = (sums[code] ?? 0) + value;
  return sums;
}

/** The days of some applications together. */
export function addedUp(apps: readonly AppDay[], reporters: readonly Reporter[], { first, last }: Range): Day[] {
  const byDay = Map.groupBy(apps, ({ day }) => day);
  return daysBetween(first, last).map((day) => {
    const own = byDay.get(day) ?? [];
    const reported = own.filter(({ isReported }) => isReported);
    const [updatedAt] = reported
      .flatMap((each) => each.updatedAt ?? [])
      .toSorted((one, other) => other.getTime() - one.getTime());
    return {
      day,
      figures: sumOf(own.map(({ figures }) => figures)),
      reported: reported.length,
      due: Math.max(reported.length, reporters.filter((reporter) => isDueOn(reporter, day)).length),
      late: reported.filter(({ late }) => late).length,
      revised: reported.filter(({ revision }) => revision > 1).length,
      ...(updatedAt !== undefined && { updatedAt }),
    };
  });
}

/** An institution's applications over some days. */
export function belowOf(
  apps: readonly AppDay[],
  reporters: readonly Reporter[],
  metric: MetricCode,
  { first, last }: Range,
): NamedBelow[] {
  const days = daysBetween(first, last);
  return reporters.flatMap((reporter) => {
    const own = apps.filter(({ clientId, day }) => clientId === reporter.clientId && first <= day && day <= last);
    const reported = own.filter(({ isReported }) => isReported);
    const due = Math.max(reported.length, dueDays(reporter, days));
    if (due === 0) return [];
    const values = own.flatMap(({ figures }) => figures[metric] ?? []);
    return {
      key: reporter.clientId,
      name: reporter.name,
      target: { application: reporter.clientId },
      sum: values.reduce((sum, value) => sum + value, 0),
      days: values.length,
      reported: reported.length,
      due,
      late: reported.filter(({ late }) => late).length,
      revised: reported.filter(({ revision }) => revision > 1).length,
    };
  });
}

/** The institutions of a county, those included that have reported nothing. */
export function withDue(
  found: readonly Below[],
  reporters: readonly Reporter[],
  { first, last }: Range,
  names: ReadonlyMap<string, string>,
): NamedBelow[] {
  const days = daysBetween(first, last);
  const known = new Map(found.map((each) => [each.key, each]));
  const byInstitution = Map.groupBy(reporters, ({ institutionId }) => institutionId);
  return [...new Set([...known.keys(), ...byInstitution.keys()])].flatMap((key) => {
    const own = known.get(key) ?? { key, sum: 0, days: 0, reported: 0, due: 0, late: 0, revised: 0 };
    const due = (byInstitution.get(key) ?? []).reduce((sum, reporter) => sum + dueDays(reporter, days), 0);
    if (Math.max(due, own.reported) === 0) return [];
    return { ...own, due: Math.max(due, own.reported), name: names.get(key) ?? key, target: { institution: key } };
  });
}

/** Counties by the institutions of one kind, those included in which nobody has reported. */
export function countiesWithDue(found: readonly Below[], reporters: readonly Reporter[], range: Range): NamedBelow[] {
  const days = daysBetween(range.first, range.last);
  const known = new Map(found.map((each) => [each.key, each]));
  const byCounty = Map.groupBy(reporters, ({ region = nowhere }) => regionOn(region, range.last));
  return [...new Set([...known.keys(), ...byCounty.keys()])].toSorted().flatMap((key) => {
    const own = known.get(key) ?? { key, sum: 0, days: 0, reported: 0, due: 0, late: 0, revised: 0 };
    const due = (byCounty.get(key) ?? []).reduce((sum, reporter) => sum + dueDays(reporter, days), 0);
    if (Math.max(due, own.reported) === 0) return [];
    return { ...own, due: Math.max(due, own.reported), name: shortName(key), target: { region: key } };
  });
}

/** Only what the Cloud counts itself. */
const cloudOnly = (figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).filter(([code]) => isMetric(code) && metrics[code].source === 'cloud'));
/** What platforms had reported, with what the Cloud counts itself. */
const asPublished = (reported: Figures, now: Figures): Figures => ({ ...reported, ...cloudOnly(now) });

/** What applications had published, with what the Cloud counted of them. */
export function inPublished(rows: readonly Published[], now: readonly AppDay[]): AppDay[] {
  const then = new Map(rows.map((row) => [`${row.key} ${row.day}`, row]));
  return now.map(({ clientId, day, figures }) => {
    const row = then.get(`${clientId} ${day}`);
    return {
      ...{ clientId, day, figures: asPublished(row?.figures ?? {}, figures) },
      ...{ terminals: undefined, updatedAt: undefined, isReported: row !== undefined },
      ...{ late: (row?.late ?? 0) > 0, revision: (row?.revised ?? 0) > 0 ? 2 : 1 },
    };
  });
}

const added = (own: readonly Published[], of: 'reported' | 'late' | 'revised') =>
  own.reduce((sum, row) => sum + row[of], 0);

/** The days of a region as they were published, with what is due as it is known today. */
export function dueOn(rows: readonly Published[], now: readonly Day[], { first, last }: Range): Day[] {
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const known = new Map(now.map((each) => [each.day, each]));
  return daysBetween(first, last).map((day) => {
    const own = byDay.get(day) ?? [];
    const reported = added(own, 'reported');
    return {
      day,
      figures: asPublished(sumOf(own.map(({ figures }) => figures)), known.get(day)?.figures ?? {}),
      ...{ reported, late: added(own, 'late'), revised: added(own, 'revised') },
      due: Math.max(reported, known.get(day)?.due ?? 0),
    };
  });
}

/** The places below as they were published. */
export function belowThen(now: readonly NamedBelow[], rows: readonly Published[], metric: MetricCode): NamedBelow[] {
  const byKey = Map.groupBy(rows, ({ key }) => key);
  return now.map((place) => {
    const own = byKey.get(place.key) ?? [];
    const values = own.flatMap(({ figures }) => figures[metric] ?? []);
    const counts = { reported: added(own, 'reported'), late: added(own, 'late'), revised: added(own, 'revised') };
    if (metrics[metric].source === 'cloud') return { ...place, ...counts };
    return { ...place, ...counts, sum: values.reduce((sum, value) => sum + value, 0), days: values.length };
  });
}
