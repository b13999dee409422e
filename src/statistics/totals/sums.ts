import { attestedParts } from '../reports/attested.ts';
import { daysBetween } from '../reports/closing.ts';
import { isOwedOn, type Owed } from '../reports/duty.ts';
import { type Figures, isMetric, type MetricCode, metrics } from '../reports/metric.ts';
import type { Range } from '../reports/period.ts';
import type { Day } from './figure.ts';
import type { AppDay, Below, Reporter } from './figures-store.ts';
import type { Published } from './replay-store.ts';

/** The sum of figures that no ranking counts, and how the question about each of its reports stands. */
export type HeldSum = {
  sum: number;
  standings: readonly string[];
  /** The total that contains them is older than they are, so that nothing may be taken off it. */
  isNewer: boolean;
};

export type LeftOut = { sum: number; reported: number; isNewer: boolean };
/** The part that a comparison leaves out of its period and of its base: of how many applications, and how the questions about them stand. */
export type LeftOutOfBoth = { now: LeftOut; base: LeftOut; applications: number; standings: readonly string[] };

/** A place below, with its name and how its own dashboard is asked for. */
export type NamedBelow = Omit<Below, 'extra' | 'extraDays'> & {
  /** Owed, or there without being owed. */
  due: number;
  /** On how many days anything was due. */
  dueDays: number;
  name: string;
  target: Readonly<Record<string, string>>;
  /** The part of its sum that is in question, which no ranking counts. */
  held?: HeldSum;
  /** The part that its comparison with the period before leaves out of both. */
  leftOut?: LeftOutOfBoth;
};

const isDueOn = ({ duties }: Reporter, day: string): boolean => duties.some((duty) => isOwedOn(duty, day));

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
      attested: sumOf(own.map(({ figures }) => attestedParts(figures))),
      reported: reported.length,
      due: new Set([
        ...reporters.flatMap((reporter) => (isDueOn(reporter, day) ? reporter.clientId : [])),
        ...own.flatMap(({ clientId, isKnown }) => (isKnown ? clientId : [])),
      ]).size,
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
    const known = new Set(own.flatMap(({ day, isKnown }) => (isKnown ? day : [])));
    const due = days.filter((day) => known.has(day) || isDueOn(reporter, day)).length;
    if (due === 0) return [];
    const values = own.flatMap(({ figures }) => figures[metric] ?? []);
    const seen = own.flatMap(({ figures }) => attestedParts(figures)[metric] ?? []);
    return {
      key: reporter.clientId,
      name: reporter.name,
      target: { application: reporter.clientId },
      sum: values.reduce((sum, value) => sum + value, 0),
      days: values.length,
      ...(seen.length > 0 && { seen: { sum: seen.reduce((sum, value) => sum + value, 0), days: seen.length } }),
      reported: reported.length,
      ...{ due, dueDays: due },
      late: reported.filter(({ late }) => late).length,
      revised: reported.filter(({ revision }) => revision > 1).length,
    };
  });
}

/** Areas below with their due reports, including those without any report. */
export function withDue(
  found: readonly Below[],
  owed: ReadonlyMap<string, Owed>,
  named: (key: string) => Pick<NamedBelow, 'name' | 'target'>,
): NamedBelow[] {
  const known = new Map(found.map((each) => [each.key, each]));
  return [...new Set([...known.keys(), ...owed.keys()])].toSorted().flatMap((key) => {
    const { extra = 0, extraDays = 0, ...own } = known.get(key) ?? nothingOf(key);
    const { reports, days } = owed.get(key) ?? { reports: 0, days: 0 };
    if (own.days === 0 && reports + extra === 0) return [];
    return { ...own, due: reports + extra, dueDays: Math.max(days, extraDays), ...named(key) };
  });
}

const nothingOf = (key: string): Below => ({
  ...{ key, sum: 0, days: 0, reported: 0, extra: 0, extraDays: 0, late: 0, revised: 0 },
});

/** Only the Cloud's own counts. */
const cloudOnly = (figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).filter(([code]) => isMetric(code) && metrics[code].source === 'cloud'));
/** Platforms' published figures, with the Cloud's own counts. */
const asPublished = (reported: Figures, now: Figures): Figures => ({ ...reported, ...cloudOnly(now) });

/** Applications' published figures, with the Cloud's counts for them. */
export function inPublished(rows: readonly Published[], now: readonly AppDay[]): AppDay[] {
  const then = new Map(rows.map((row) => [`${row.key} ${row.day}`, row]));
  return now.map(({ clientId, day, figures, isKnown }) => {
    const row = then.get(`${clientId} ${day}`);
    return {
      ...{ clientId, day, figures: asPublished(row?.figures ?? {}, figures) },
      ...{ terminals: undefined, updatedAt: undefined, isReported: row !== undefined, isKnown },
      ...{ late: (row?.late ?? 0) > 0, revision: (row?.revised ?? 0) > 0 ? 2 : 1 },
    };
  });
}

const added = (own: readonly Published[], of: 'reported' | 'late' | 'revised') =>
  own.reduce((sum, row) => sum + row[of], 0);

/** The days of a region as published, with the due reports as known today. */
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
