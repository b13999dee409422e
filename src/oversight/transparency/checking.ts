import { dayOf } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { regionOn } from '../../fields/regions/region-table.ts';
import { nowhere } from '../../statistics/reports/duty.ts';
import * as days from '../../statistics/totals/day-store.ts';
import { type DerivedReport, derive, deriveAttested, type FiguresText } from '../../statistics/totals/derived.ts';
import type { Totals } from '../../statistics/totals/totals.ts';
import type { Contents, FigureName } from './entry.ts';
import { countFits, followsRevisions, hasUnsealed, isReported, leafedCounts, vouching } from './sound.ts';

type Needs = { db: Database; key: Buffer; totals: Pick<Totals, 'settle'> };

/** A figure as it is called; of all but reports without a revision, which is 0. */
export type Unproved = FigureName;
export type DayStanding = {
  /** Figures that do not follow from sealed reports and counts. */
  unproved: readonly Unproved[];
  /** All reports and counts are as the service wrote them. */
  isWhole: boolean;
  /** The contents of the leaves of those that do, by `KIND KEY`. */
  proved: ReadonlyMap<string, Contents>;
};

/** A report as it was judged, of those versions of its rows. */
type Judged = { mark: string; report: DerivedReport; revision: number; isProved: boolean; isAsReported: boolean };
/** A day as it was looked at last; `rest` undefined: the result depends on more than its rows. */
type Known = { reports: ReadonlyMap<string, Judged>; rest: string | undefined; standing: DayStanding };

const attempts = 6;
/** The number of days whose results this process remembers. */
const remembered = 3;
const isConflict = (error: unknown) => error instanceof Error && 'code' in error && error.code === '40001';

/**
 * A day of every table that a dashboard reads, derived again: reports and counts by the service's own seals, totals from those reports. The
 * queues of the roll-up and of leaves are not believed: the totals that wait are made first, in the same snapshot. Of the last few days only
 * rows with a new version are read, compared with those that this process judged; `whole`: all of them.
 */
export function createChecking({ db, key, totals }: Needs) {
  const known = new Map<string, Known>();

  async function standing(day: string, { whole = false } = {}): Promise<DayStanding> {
    for (let left = attempts; ; left -= 1) {
      try {
        const found = await db.transaction((trx) => look(trx, day, whole ? undefined : known.get(day)));
        known.delete(day);
        known.set(day, found);
        for (const oldest of [...known.keys()].slice(0, -remembered)) known.delete(oldest);
        return found.standing;
      } catch (error) {
        // Another node made the same totals meanwhile.
        if (left === 1 || !isConflict(error)) throw error;
      }
    }
  }

  async function look(trx: Connection, day: string, before: Known | undefined): Promise<Known> {
    await trx.run(`set transaction isolation level repeatable read`);
    if (await days.isWaiting(trx, day)) await totals.settle(trx, day);
    const [marks, rest] = [await days.reportMarksOf(trx, day), await days.restMarkOf(trx, day)];
    const reports = await judged(trx, day, marks, before?.reports);
    const isSame = reports === before?.reports && rest === before.rest;
    if (isSame) return before;
    const counts = await days.countsOf(trx, day);
    const isSealed = counts.every(({ seal }) => seal !== null);
    const standing = await follow(trx, day, reports, counts);
    return { reports, rest: isSealed ? rest : undefined, standing };
  }

  /** The reports of a day. Those without a new version stay as they were judged; where that is all of them, it is the same map. */
  async function judged(
    trx: Connection,
    day: string,
    marks: ReadonlyMap<string, string>,
    before: ReadonlyMap<string, Judged> | undefined,
  ): Promise<ReadonlyMap<string, Judged>> {
    const written = [...marks].flatMap(([id, mark]) => (before?.get(id)?.mark === mark ? [] : id));
    if (written.length === 0 && before?.size === marks.size) return before;
    const read = await days.reportsOf(trx, day, before === undefined ? undefined : written);
    const vouchedOf = await vouching(trx, key, read);
    const judgedNow = new Map(
      read.map((one) => {
        const { report, revisions } = one;
        const vouched = vouchedOf(one);
        const reported = revisions.filter((revision) => isReported(key, one, revision, vouched));
        const isAsReported = reported.length === revisions.length && revisions.length > 0;
        const versions = reported.map(({ at, figures, revision }) => ({ on: dayOf(new Date(at)), figures, revision }));
        const { region_code: regionCode, kind, late } = report;
        const entry: Judged = {
          // One that others vouch for is judged each time.
          mark: hasUnsealed(one) ? '' : (marks.get(report.client_id) ?? ''),
          report: { regionCode, kind, late, extra: one.extra, versions },
          revision: Math.max(1, report.revision),
          isProved: isAsReported && followsRevisions(key, one, vouched) && liesInDuty(one),
          isAsReported,
        };
        return [report.client_id, entry];
      }),
    );
    return new Map(
      [...marks.keys()].flatMap((id) => {
        const entry = judgedNow.get(id) ?? before?.get(id);
        return entry === undefined ? [] : [[id, entry]];
      }),
    );
  }

  /** The figures that follow from reports and counts, beside the kept ones. */
  async function follow(
    trx: Connection,
    day: string,
    reports: ReadonlyMap<string, Judged>,
    counts: readonly days.CountRow[],
  ): Promise<DayStanding> {
    const unproved: Unproved[] = [];
    let isWhole = true;
    for (const [id, { isProved, isAsReported, revision }] of reports) {
      if (!isProved) unproved.push({ kind: 'report', key: id, day, revision });
      isWhole &&= isAsReported;
    }
    const leafed = await leafedCounts(trx, key, day, counts);
    for (const count of counts) {
      if (countFits(key, day, count) ?? leafed.has(count.clientId)) continue;
      unproved.push({ kind: 'count', key: count.clientId, day, revision: 0 });
      isWhole = false;
    }
    const kept = await days.keptOf(trx, day);
    const proved = new Map<string, Contents>(counts.map(({ clientId, text }) => [`count ${clientId}`, [text]]));
    for (const { kind, key: of } of unproved) proved.delete(`${kind} ${of}`);
    // Above a report that was changed itself nothing is said of totals: their leaves tell.
    if (!isWhole) return { unproved, isWhole, proved };
    const sound = [...reports.values()].map(({ report }) => report);
    const derived = derive(day, sound, counts);
    for (const name of new Set([...kept.keys(), ...derived.keys()])) {
      const [own, again] = [kept.get(name), derived.get(name)];
      if (own !== undefined && areAlike(own.rows, again ?? [])) proved.set(name, own.full.flat());
      else if (again !== undefined || !name.startsWith('total ') || !own?.rows.every(isEmpty)) {
        const [kind, of = ''] = name.split(' ');
        if (kind === 'total' || kind === 'kinds' || kind === 'past') unproved.push({ kind, key: of, day, revision: 0 });
      }
    }
    const attested = deriveAttested(new Map([...reports].map(([id, { report }]) => [id, report])), counts);
    for (const { kind, region, of, attested: own, isSaid } of await days.attestedOf(trx, day)) {
      const again = attested.get(of === null ? `${kind} ${region}` : `${kind} ${region} ${of}`) ?? [];
      const isSame = isSaid && [...own, ...again].every((_, place) => (own[place] ?? null) === (again[place] ?? null));
      const isNamed = unproved.some((one) => one.kind === kind && one.key === region);
      if (!isSame && !isNamed) unproved.push({ kind, key: region, day, revision: 0 });
    }
    return { unproved, isWhole, proved };
  }

  return { standing };
}

/** A report is of the region and kind of the duty that covers its day (docs/adr/0020). */
function liesInDuty({ report, revisions, duty, owed }: days.DayReport): boolean {
  if (duty === null || revisions[0]?.seal === null) return true;
  if (duty.is_early) return false; // none is owed from before the application was there
  const region = duty.region_code === null ? nowhere : regionOn(duty.region_code, report.day);
  if (region !== (report.region_code ?? nowhere) || duty.kind !== report.kind) return false;
  // An application that moved since owes for another institution, and did for this one.
  return duty.institution_id === report.institution_id || owed;
}

/** Rows of before a metric came have no place for it. */
const withoutLast = (text: string) => text.replaceAll(/(,NULL)+(?=\})/g, '');
function areAlike(kept: readonly FiguresText[], again: readonly FiguresText[]): boolean {
  const [one, other] = [JSON.stringify(kept), JSON.stringify(again)];
  return one === other || withoutLast(one) === withoutLast(other);
}
/** The total of a county whose reports lie elsewhere by now. */
const isEmpty = (row: FiguresText): boolean => row.every((text) => text === '0' || (text !== null && !/\d/.test(text)));
