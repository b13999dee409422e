import type { Database } from '../database/open.ts';
import { institutionKinds, isInstitutionKind } from '../institutions/institution.ts';
import * as ofKinds from './dashboard-kind-store.ts';
import type { Range } from './dashboard-period.ts';
import { codesBelow, lengthBelow, shortName } from './dashboard-place.ts';
import * as store from './dashboard-store.ts';
import { countiesWithDue, type NamedBelow, withDue } from './dashboard-sums.ts';
import { type MetricCode, metrics } from './metric.ts';
import type { Totals } from './totals.ts';

export type Ranges = { all: Range; period: Range; before: Range | undefined; yearAgo: Range | undefined };

/** 机构类型 as an address names it; of institutions whose kind is not known `none`. */
export const unknownKind = 'none';
export const kindName = (kind: string): string => (isInstitutionKind(kind) ? institutionKinds[kind] : '未登记类型');
const keyOf = (kind: string) => (kind === unknownKind ? '' : kind);

const namedRegion = (each: store.Below): NamedBelow => ({
  ...each,
  name: shortName(each.key),
  target: { region: each.key },
});
const nothing: NamedBelow[] = [];

/** What is known of a region: its days, and what lies below it. */
export function createRegions({ db, totals }: { db: Database; totals: Pick<Totals, 'days'> }) {
  async function institutions(county: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    const { place, source } = metrics[metric];
    const found = await store.institutionsOf(db, county, { place, isCloud: source === 'cloud' }, range);
    const due = await store.reportersIn(db, county);
    const ids = new Set([...found.map(({ key }) => key), ...due.map((each) => each.institutionId)]);
    return withDue(found, due, range, await store.institutionNames(db, [...ids]));
  }

  async function below(code: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    if (lengthBelow(code) === undefined) return institutions(code, metric, range);
    return (await store.regions(db, codesBelow(code), metrics[metric].place, range)).map(namedRegion);
  }

  async function belowOfKind(code: string, kind: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    const { place, source } = metrics[metric];
    const codes = codesBelow(code);
    if (lengthBelow(code) !== 6) return (await ofKinds.regions(db, codes, kind, place, range)).map(namedRegion);
    const [found, due] = [
      await ofKinds.counties(db, codes, kind, { place, isCloud: source === 'cloud' }, range),
      await store.reportersOfKind(db, codes, kind),
    ];
    return countiesWithDue(found, due, range);
  }

  /** The kinds side by side; of a county its institutions are. */
  async function kindsOf(code: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    if (lengthBelow(code) === undefined) return nothing;
    const region: { region?: string } = code === '' ? {} : { region: code };
    return (await ofKinds.kinds(db, code, metrics[metric].place, range)).map((each) => {
      const kind = each.key === '' ? unknownKind : each.key;
      return { ...each, key: kind, name: kindName(kind), target: { ...region, kind } };
    });
  }

  return {
    async ofRegion(code: string, metric: MetricCode, { all, period, before, yearAgo }: Ranges) {
      const [days, daysBefore, own, ownBefore, kinds, kindsBefore] = await Promise.all([
        totals.days(code, all.first, all.last),
        yearAgo ? totals.days(code, yearAgo.first, yearAgo.last) : [],
        below(code, metric, period),
        before ? below(code, metric, before) : nothing,
        kindsOf(code, metric, period),
        before ? kindsOf(code, metric, before) : nothing,
      ]);
      return { days, yearAgo: daysBefore, below: own, belowBefore: ownBefore, kinds, kindsBefore, apps: [] };
    },

    /** The same of the institutions of one kind. */
    async ofKind(code: string, asked: string, metric: MetricCode, { all, period, before, yearAgo }: Ranges) {
      const kind = keyOf(asked);
      const [days, daysBefore, own, ownBefore, kinds, kindsBefore] = await Promise.all([
        ofKinds.days(db, code, kind, all),
        yearAgo ? ofKinds.days(db, code, kind, yearAgo) : [],
        belowOfKind(code, kind, metric, period),
        before ? belowOfKind(code, kind, metric, before) : nothing,
        kindsOf(code, metric, period),
        before ? kindsOf(code, metric, before) : nothing,
      ]);
      return { days, yearAgo: daysBefore, below: own, belowBefore: ownBefore, kinds, kindsBefore, apps: [] };
    },
  };
}
