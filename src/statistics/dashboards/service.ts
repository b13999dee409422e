import { type Actor, beginningOf, type Member } from '../../actor.ts';
import { type Clock, dayOf, startOf } from '../../clock.ts';
import type { Reader } from '../../database/open.ts';
import { notFound, Problem } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';
import {
  allLeftOut,
  applicationsReadTwice,
  type HeldApplication,
  type HeldReport,
  heldOf,
  leftOutOf,
  readTwice,
} from '../questions/held.ts';
import { heldApplications, heldReports } from '../questions/held-store.ts';
import { inQuestionWith } from '../questions/question.ts';
import { notesOf } from '../questions/store.ts';
import { dayAfter, daysBetween, yesterdayOf } from '../reports/closing.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import { lastDays, type Period, periodOf, previousOf, type Range, settledOn, yearAgoOf } from '../reports/period.ts';
import { type Area, codesBelow, isNamedRegion, lengthBelow, placeName } from '../totals/area.ts';
import { type Day, isEnough, sightOf } from '../totals/figure.ts';
import type { AppDay } from '../totals/figures-store.ts';
import * as store from '../totals/figures-store.ts';
import { createRegions, kindName, type Ranges } from '../totals/regions.ts';
import * as replay from '../totals/replay-store.ts';
import { addedUp, belowOf, belowThen, dueOn, inPublished, type NamedBelow } from '../totals/sums.ts';
import type { Totals } from '../totals/totals.ts';
import * as past from '../totals/totals-past-store.ts';
import { createPlaces, seesOpen } from './access.ts';
import { keyOf } from './keeping.ts';
import { maySee } from './kpis.ts';
import type { DashboardQuery, Look, Rank } from './look.ts';
import * as newest from './newest-store.ts';
import { type Passport, passportOf } from './passport.ts';
import * as rankStore from './rank-store.ts';

export type { DashboardQuery, Look, Rank } from './look.ts';

/** Reports that came before it were published by the end of the day. */
const endOf = (day: string): Date => startOf(dayAfter(day));

const noKinds = { kinds: [], kindsBefore: [] };
/** Of a county its institutions are listed. */
const mayChooseKind = (place: Area) => place.kind === 'region' && lengthBelow(place.code) !== undefined;

const chosenKind = (place: Area, { asOf, institutionKind }: DashboardQuery): string | undefined =>
  asOf === undefined && mayChooseKind(place) ? institutionKind : undefined;
const ofKindOnly = (place: Area, kind: string | undefined): Area =>
  kind === undefined ? place : { ...place, name: `${place.name}（${kindName(kind)}）` };

/** How many days a look into the past may span. */
export const replayLimit = 31;

/** R53: how the country, a region, an institution and an application are served. Reads only totals, and reports by their keys. */
export interface Dashboards {
  /** Everything that is shown. Throws `not_found` for an area that the actor may not look at (R03). */
  look(actor: Actor, asked: DashboardQuery): Promise<Look>;
  /** The area of the actor (R03), and how to look at it. Dashboards with one `key` are the same; undefined: it may not be cached. Throws as `look`. */
  open(
    actor: Actor,
    asked: DashboardQuery,
  ): Promise<{ place: Area; now: Date; key: string | undefined; look: () => Promise<Look> }>;
  /** R54: how the figure of a dashboard came, and the leaves that prove it. Throws as `look`. */
  passport(actor: Actor, asked: DashboardQuery, say: Speech['say']): Promise<Passport>;
  /** The regions that the actor is limited to, in the order of the account; none where there is no limit. */
  regionsOf(actor: Actor): { code: string; name: string }[];
  /** The applications of an institution that one of its members may look at. */
  reporters(member: Member): Promise<store.Reporter[]>;
}

type Needs = { db: Reader; clock: Clock; totals: Pick<Totals, 'days'> };

export function createDashboards({ db, clock, totals }: Needs): Dashboards {
  const { placeFor, crumbsOf } = createPlaces(db);
  const { ofRegion, ofKind } = createRegions({ db, totals });

  const reportersOf = async (place: Extract<Area, { kind: 'institution' | 'application' }>) => {
    if (place.kind === 'application')
      return [await store.reporter(db, place.clientId)].filter((each) => each !== undefined);
    const all = await store.reportersOf(db, place.id);
    return place.only === undefined ? all : all.filter(({ clientId }) => place.only?.includes(clientId));
  };

  async function ofApplications(
    place: Extract<Area, { kind: 'institution' | 'application' }>,
    metric: MetricCode,
    ranges: Ranges,
  ) {
    const reporters = await reportersOf(place);
    const ids = reporters.map(({ clientId }) => clientId);
    const [apps, yearAgo] = await Promise.all([
      store.daysOf(db, ids, ranges.all),
      ranges.yearAgo ? store.daysOf(db, ids, ranges.yearAgo) : [],
    ]);
    const below = (range: Range) => (place.kind === 'application' ? [] : belowOf(apps, reporters, metric, range));
    return {
      ...noKinds,
      days: addedUp(apps, reporters, ranges.all),
      yearAgo: ranges.yearAgo ? addedUp(yearAgo, reporters, ranges.yearAgo) : [],
      below: below(ranges.period),
      belowBefore: ranges.before ? below(ranges.before) : [],
      apps,
    };
  }

  /**
   * The period as published by the end of a day. The number of due reports is today's; the Cloud's own counts are made once, in the following
   * night.
   */
  async function replayed(place: Area, { metric }: DashboardQuery, { period }: Ranges, asOf: string) {
    const before = endOf(asOf);
    const nothing = { ...noKinds, yearAgo: [], belowBefore: [], apps: [] };
    if (place.kind !== 'region') {
      const reporters = await reportersOf(place);
      const ids = reporters.map(({ clientId }) => clientId);
      const [rows, now] = await Promise.all([
        replay.publishedBy(db, ids, period, before),
        store.daysOf(db, ids, period),
      ]);
      const apps = inPublished(rows, now);
      const below = place.kind === 'application' ? [] : belowOf(apps, reporters, metric, period);
      return { ...nothing, days: addedUp(apps, reporters, period), below };
    }
    const { code } = place;
    const [rows, now] = await Promise.all([
      lengthBelow(code) === undefined
        ? replay.publishedInCounty(db, code, period, before)
        : past.stoodOn(db, codesBelow(code), period, asOf),
      ofRegion(code, metric, { all: period, period, before: undefined, yearAgo: undefined }),
    ]);
    return { ...nothing, days: dueOn(rows, now.days, period), below: belowThen(now.below, rows, metric) };
  }

  /** Where an institution stands in its province; over a year there would be too much to read for it. */
  async function rankOf(place: Area, metric: MetricCode, period: Period): Promise<Rank | undefined> {
    if (place.kind !== 'institution' || place.region === undefined || place.only !== undefined) return undefined;
    const { source } = metrics[metric];
    if (source === 'cloud' || period.kind === 'year') return undefined;
    const province = place.region.slice(0, 2);
    const found = await rankStore.rankOf(
      db,
      place.id,
      province,
      { ...metrics[metric], inQuestion: inQuestionWith(metric) },
      period,
    );
    return found && { ...found, province: placeName(province) };
  }

  /** The reports in question of a place and of all days that its dashboard reads, now or before a moment. */
  async function heldIn(
    place: Area,
    { all, yearAgo }: Pick<Ranges, 'all' | 'yearAgo'>,
    before?: Date,
  ): Promise<HeldReport[]> {
    const within =
      place.kind === 'application'
        ? { application: place.clientId }
        : place.kind === 'institution'
          ? { institution: place.id }
          : { region: place.code };
    const found = await Promise.all(
      [all, ...(yearAgo ? [yearAgo] : [])].map((range) => heldReports(db, { within, ...range, before })),
    );
    return [...new Map(found.flat().map((each) => [`${each.clientId} ${each.day}`, each])).values()];
  }

  /** Of a region: the parts of these reports in its sums that comparisons leave out; nothing is read where nothing is compared, or in question. */
  async function applicationsOf(place: Area, { period, before, yearAgo }: Ranges, reports: readonly HeldReport[]) {
    const bases = [before, yearAgo].filter((each) => each !== undefined);
    const days =
      place.kind === 'region'
        ? allLeftOut(
            reports,
            bases.map((base) => [period, base] as const),
          )
        : [];
    return place.kind !== 'region' || days.length === 0 ? [] : heldApplications(db, place.code, days);
  }

  /** The questions about the reports of an institution or application. */
  async function notesIn(actor: Actor, apps: readonly AppDay[], metric: MetricCode, { first, last }: Range) {
    if (metrics[metric].source === 'cloud') return [];
    const own = apps.filter(({ day, isReported }) => isReported && first <= day && day <= last);
    const found = own.length === 0 ? [] : await notesOf(db, own, metrics[metric].place);
    const inQuestion = inQuestionWith(metric);
    return found.filter(({ metric: of, standing }) => inQuestion.includes(of) && maySee([standing], seesOpen(actor)));
  }

  /**
   * Where one begins who asks for no day: the newest one of two weeks that may be compared, which is complete enough; else the newest one that has
   * data, and the last that was due where there is none at all. `newer`: the newest day that has data, where that is a later one.
   */
  async function newestOf(place: Area, settled: string): Promise<{ day: string; newer?: Day }> {
    const range = lastDays(settled, 14);
    const reporters = place.kind === 'region' ? [] : await reportersOf(place);
    const ids = reporters.map(({ clientId }) => clientId);
    const days =
      place.kind === 'region'
        ? await totals.days(place.code, range.first, range.last)
        : addedUp(await store.daysOf(db, ids, range), reporters, range);
    const [whole, last] = [days.findLast(isEnough), days.findLast(({ reported }) => reported > 0)];
    if (whole !== undefined)
      return { day: whole.day, ...(last !== undefined && last.day > whole.day && { newer: last }) };
    const found =
      place.kind === 'region' ? newest.newestIn(db, place.code, settled) : newest.newestOf(db, ids, settled);
    return { day: (await found) ?? settled };
  }

  async function lookAt(actor: Actor, asked: DashboardQuery, place: Area, now: Date): Promise<Look> {
    const { asOf, metric } = asked;
    const kind = chosenKind(place, asked);
    const latest = asOf === undefined || asOf > dayOf(now) ? yesterdayOf(now) : dayAfter(asOf, -1);
    const end = asked.day === undefined && asOf === undefined ? settledOn(now) : latest;
    const begun = asked.day === undefined && asOf === undefined ? await newestOf(place, end) : undefined;
    const day = asked.day ?? begun?.day ?? end;
    const period = periodOf(asked.kind === 'year' && asOf !== undefined ? 'month' : asked.kind, day, end);
    const before = previousOf(period);
    const firsts = [lastDays(period.last, Math.max(30, asked.trend)).first, before.first, period.first].toSorted();
    const ranges: Ranges = {
      all: { first: firsts[0] ?? period.first, last: period.last },
      period,
      before,
      yearAgo: yearAgoOf(period),
    };
    const heldFirst = asOf === undefined && place.kind === 'region' ? await heldIn(place, ranges) : undefined;
    const applicationsFirst = heldFirst === undefined ? [] : await applicationsOf(place, ranges, heldFirst);
    const found =
      asOf !== undefined
        ? await replayed(place, asked, ranges, asOf)
        : place.kind === 'region'
          ? await (kind === undefined ? ofRegion(place.code, metric, ranges) : ofKind(place.code, kind, metric, ranges))
          : await ofApplications(place, metric, ranges);
    const range = asOf === undefined ? ranges.all : period;
    const held =
      asOf === undefined
        ? await heldIn(place, ranges)
        : await heldIn(place, { all: period, yearAgo: undefined }, endOf(asOf));
    const reports = heldFirst === undefined ? held : readTwice(heldFirst, held);
    const applications = applicationsReadTwice(
      applicationsFirst,
      heldFirst === undefined ? [] : await applicationsOf(place, ranges, reports),
    );
    const isChosen = (each: { kind: string }) => kind === undefined || each.kind === kind;
    const own = reports.filter(isChosen);
    const ownApplications = applications.filter(isChosen);
    const ofBelow = { metric, reportKey: (report: HeldReport) => keyOfHeld(place, report), key: keyOfRegion(place) };
    const ofKinds = { metric, reportKey: kindOf, key: kindOf };
    return {
      ...found,
      below: withLeftOut(withHeld(found.below, own, ofBelow, period), own, ownApplications, ofBelow, [period, before]),
      belowBefore: withHeld(found.belowBefore, own, ofBelow, before),
      kinds: withLeftOut(withHeld(found.kinds, reports, ofKinds, period), reports, applications, ofKinds, [
        period,
        before,
      ]),
      kindsBefore: withHeld(found.kindsBefore, reports, ofKinds, before),
      inQuestion: own,
      heldApplications: ownApplications,
      held: (heldOf(own, metric, period)?.standings ?? []).filter((each) => maySee([each], seesOpen(actor))),
      notes: await notesIn(actor, found.apps, metric, period),
      seesOpen: seesOpen(actor),
      ...{ place: ofKindOnly(place, kind), kind },
      ...{
        rank: asOf === undefined ? await rankOf(place, metric, period) : undefined,
        crumbs: crumbsOf(actor, place),
        period,
        latest,
        newer: period.kind === 'day' ? begun?.newer : undefined,
        metric,
        trend: asked.trend,
        asOf,
      },
      days: filled(found.days, range),
      sight: sightOf(actor),
    };
  }

  async function open(actor: Actor, asked: DashboardQuery) {
    const place = await placeFor(actor, asked);
    const now = clock.now();
    return {
      ...{ place: ofKindOnly(place, chosenKind(place, asked)), now },
      key: keyOf(actor, asked, place, now),
      look: () => lookAt(actor, asked, place, now),
    };
  }

  return {
    open,
    look: async (actor, asked) => (await open(actor, asked)).look(),
    passport: async (actor, asked, say) => {
      mustBeThere(actor, asked, clock.now());
      const look = await (await open(actor, { ...asked, trend: 30 })).look();
      const { place, days } = look;
      const isEmpty = days.every(({ reported, due }) => reported + due === 0);
      if (place.kind === 'region' && !isNamedRegion(place.code) && isEmpty) throw notFound(fact('statistics.no_place'));
      return passportOf(db, actor, look, say);
    },

    regionsOf: (actor) =>
      actor.kind === 'staff' && actor.regions !== undefined
        ? actor.regions.map((code) => ({ code: beginningOf(code), name: placeName(beginningOf(code)) }))
        : [],

    reporters: async ({ institutionId, applications: only }) =>
      (await store.reportersOf(db, institutionId)).filter(({ clientId }) => only?.includes(clientId) ?? true),
  };
}

/** Throws where there is no such figure: a dashboard shows the nearest one, evidence is of no other. */
function mustBeThere(actor: Actor, { day, asOf, region, institution }: DashboardQuery, now: Date): void {
  const latest = yesterdayOf(now);
  const asked = [
    { name: 'date', value: day, latest },
    { name: 'as-of', value: asOf, latest: dayOf(now) },
  ];
  for (const { name, value, latest: last } of asked)
    if (value !== undefined && value > last)
      throw new Problem('validation_failed', fact('statistics.asked_over', { name, value, latest: last }));
  const isOthers = region !== undefined || (institution !== undefined && institution !== institutionOf(actor));
  if (actor.kind === 'member' && isOthers) throw notFound(fact('statistics.no_place'));
}
const institutionOf = (actor: Actor) => (actor.kind === 'member' ? actor.institutionId : undefined);

/** The place right below one in which a report lies. */
function keyOfHeld(place: Area, { clientId, institutionId, region }: HeldReport): string {
  if (place.kind !== 'region') return clientId;
  const length = lengthBelow(place.code);
  return length === undefined ? institutionId : region.slice(0, length);
}

/** The region right below one in which an application reported; of a county institutions are, which have no rest. */
const keyOfRegion =
  (place: Area) =>
  ({ region }: HeldApplication): string => {
    const length = place.kind === 'region' ? lengthBelow(place.code) : undefined;
    return length === undefined ? '' : region.slice(0, length);
  };
const kindOf = ({ kind }: { kind: string }) => kind;

type Rows = {
  metric: MetricCode;
  reportKey: (report: HeldReport) => string;
  key: (application: HeldApplication) => string;
};

/** Places with the part of their sum that is in question. */
function withHeld(
  rows: readonly NamedBelow[],
  reports: readonly HeldReport[],
  { metric, reportKey }: Rows,
  range: Range,
): NamedBelow[] {
  const known = Map.groupBy(reports, reportKey);
  return rows.map((row) => {
    const held = heldOf(known.get(row.key) ?? [], metric, range);
    return held === undefined ? row : { ...row, held };
  });
}

/** Places with the part that their comparison leaves out. */
function withLeftOut(
  rows: readonly NamedBelow[],
  reports: readonly HeldReport[],
  applications: readonly HeldApplication[],
  { metric, reportKey, key }: Rows,
  ranges: readonly [Range, Range],
): NamedBelow[] {
  const known = Map.groupBy(reports, reportKey);
  const figures = Map.groupBy(applications, key);
  return rows.map((row) => {
    const leftOut = leftOutOf(metric, known.get(row.key) ?? [], figures.get(row.key) ?? [], ranges);
    return leftOut === undefined ? row : { ...row, leftOut };
  });
}

/** Days without a report are included. */
function filled(days: readonly Day[], { first, last }: Range): Day[] {
  const known = new Map(days.map((each) => [each.day, each]));
  return daysBetween(first, last).map(
    (day) => known.get(day) ?? { day, figures: {}, reported: 0, due: 0, late: 0, revised: 0 },
  );
}
