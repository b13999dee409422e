import { dayOf } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { regionOn } from '../../fields/regions/region-table.ts';
import { nowhere } from '../../statistics/reports/duty.ts';
import * as days from '../../statistics/totals/day-store.ts';
import { derive, type FiguresText } from '../../statistics/totals/derived.ts';
import type { Totals } from '../../statistics/totals/totals.ts';
import type { Contents, FigureName } from './entry.ts';
import { countFits, followsRevisions, isReported, leafedCounts, vouching } from './sound.ts';

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

const attempts = 6;
const isConflict = (error: unknown) => error instanceof Error && 'code' in error && error.code === '40001';

/**
 * A day of every table that a dashboard reads, derived again: reports and counts by the service's own seals, totals from those reports. The
 * queues of the roll-up and of leaves are not believed: the totals that wait are made first, in the same snapshot.
 */
export function createChecking({ db, key, totals }: Needs) {
  async function standing(day: string): Promise<DayStanding> {
    for (let left = attempts; ; left -= 1) {
      try {
        return await db.transaction((trx) => look(trx, day));
      } catch (error) {
        // Another node made the same totals meanwhile.
        if (left === 1 || !isConflict(error)) throw error;
      }
    }
  }

  async function look(trx: Connection, day: string): Promise<DayStanding> {
    await trx.run(`set transaction isolation level repeatable read`);
    if (await days.isWaiting(trx, day)) await totals.settle(trx, day);
    const [reports, counts] = [await days.reportsOf(trx, day), await days.countsOf(trx, day)];
    const unproved: Unproved[] = [];
    const vouchedOf = await vouching(trx, key, reports);
    const leafed = await leafedCounts(trx, key, day, counts);
    let isWhole = true;
    const sound = reports.flatMap((one) => {
      const { report, revisions } = one;
      const vouched = vouchedOf(one);
      const reported = revisions.filter((revision) => isReported(key, one, revision, vouched));
      const isAsReported = reported.length === revisions.length && revisions.length > 0;
      if (!isAsReported || !followsRevisions(key, one, vouched) || !liesInDuty(one))
        unproved.push({ kind: 'report', key: report.client_id, day, revision: Math.max(1, report.revision) });
      isWhole &&= isAsReported;
      const versions = reported.map(({ at, figures: own, revision }) => ({
        on: dayOf(new Date(at)),
        figures: own,
        revision,
      }));
      return { ...report, regionCode: report.region_code, extra: one.extra, versions };
    });
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
    const derived = derive(day, sound, counts);
    for (const name of new Set([...kept.keys(), ...derived.keys()])) {
      const [own, again] = [kept.get(name), derived.get(name)];
      if (own !== undefined && textOf(own.rows) === textOf(again ?? [])) proved.set(name, own.full.flat());
      else if (again !== undefined || !name.startsWith('total ') || !own?.rows.every(isEmpty)) {
        const [kind, of = ''] = name.split(' ');
        if (kind === 'total' || kind === 'kinds' || kind === 'past') unproved.push({ kind, key: of, day, revision: 0 });
      }
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

const textOf = (rows: readonly FiguresText[]) => JSON.stringify(rows);
/** The total of a county whose reports lie elsewhere by now. */
const isEmpty = (row: FiguresText): boolean => row.every((text) => text === '0' || (text !== null && !/\d/.test(text)));
