import type { Reader } from '../../database/open.ts';
import { institutionKinds, isInstitutionKind } from '../../institutions/institution/institution.ts';
import { attestingOf } from '../reports/attested.ts';
import { type Duties, owedBy, owedByDay } from '../reports/duty.ts';
import { duties } from '../reports/duty-store.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import type { Range } from '../reports/period.ts';
import { codesBelow, lengthBelow, shortName } from './area.ts';
import * as ofKinds from './figures-kind-store.ts';
import * as store from './figures-store.ts';
import { type NamedBelow, withDue } from './sums.ts';
import { daysWithDue, type Totals } from './totals.ts';

export type Ranges = { all: Range; period: Range; before: Range | undefined; yearAgo: Range | undefined };

/** 机构类型 in an address; `none` for institutions of unknown kind. */
export const unknownKind = 'none';
export const kindName = (kind: string): string => (isInstitutionKind(kind) ? institutionKinds[kind] : '未登记类型');
const keyOf = (kind: string) => (kind === unknownKind ? '' : kind);

/** The places of a metric and of the counts that attest it. */
function placesOf(metric: MetricCode) {
  const { by, before } = attestingOf(metric) ?? {};
  return {
    place: metrics[metric].place,
    seenPlaces: [by, before].flatMap((code) => (code === undefined ? [] : [metrics[code].place])),
  };
}

const namedRegion = (key: string) => ({ name: shortName(key), target: { region: key } });
const nothing: NamedBelow[] = [];
const regionOfDuty = ({ region }: Duties) => region;
const keyOfDuty = ({ key }: Duties) => key;

/** The regions right below one; below a county there are none. */
export async function regionsBelow(db: Reader, code: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
  const length = lengthBelow(code);
  if (length === undefined) return nothing;
  const [found, own] = await Promise.all([
    store.regions(db, codesBelow(code), placesOf(metric), range),
    duties(db, { place: code, length }, range),
  ]);
  return withDue(found, owedBy(regionOfDuty, own, range), namedRegion);
}

/** The data of a region: its days, and the areas below it. */
export function createRegions({ db, totals }: { db: Reader; totals: Pick<Totals, 'days'> }) {
  async function institutions(county: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    const isCloud = metrics[metric].source === 'cloud';
    const [found, own] = await Promise.all([
      store.institutionsOf(db, county, { ...placesOf(metric), isCloud }, range),
      duties(db, { place: county, length: 6, by: 'institution' }, range),
    ]);
    const owed = owedBy(keyOfDuty, own, range);
    const names = await store.institutionNames(db, [...new Set([...found.map(({ key }) => key), ...owed.keys()])]);
    return withDue(found, owed, (key) => ({ name: names.get(key) ?? key, target: { institution: key } }));
  }

  async function below(code: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    if (lengthBelow(code) === undefined) return institutions(code, metric, range);
    return regionsBelow(db, code, metric, range);
  }

  async function belowOfKind(code: string, kind: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    const isCloud = metrics[metric].source === 'cloud';
    const length = lengthBelow(code) ?? 6;
    const [found, own] = await Promise.all([
      length === 6
        ? ofKinds.counties(db, code, kind, { ...placesOf(metric), isCloud }, range)
        : ofKinds.regions(db, codesBelow(code), kind, placesOf(metric), range),
      duties(db, { place: code, length, kind }, range),
    ]);
    return withDue(found, owedBy(regionOfDuty, own, range), namedRegion);
  }

  /** The kinds side by side; of a county its institutions are. */
  async function kindsOf(code: string, metric: MetricCode, range: Range): Promise<NamedBelow[]> {
    if (lengthBelow(code) === undefined) return nothing;
    const region: { region?: string } = code === '' ? {} : { region: code };
    const [found, own] = await Promise.all([
      ofKinds.kinds(db, code, placesOf(metric), range),
      duties(db, { place: code, length: code.length, by: 'kind' }, range),
    ]);
    const named = (key: string) => ({
      name: kindName(key),
      target: { ...region, kind: key === '' ? unknownKind : key },
    });
    return withDue(found, owedBy(keyOfDuty, own, range), named).map((each) => ({
      ...each,
      key: each.target.kind ?? '',
    }));
  }

  async function daysOfKind(code: string, kind: string, range: Range) {
    const [known, own] = await Promise.all([
      ofKinds.days(db, code, kind, range),
      duties(db, { place: code, length: code.length, kind }, range),
    ]);
    return daysWithDue(known, owedByDay(own, range));
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
        daysOfKind(code, kind, all),
        yearAgo ? daysOfKind(code, kind, yearAgo) : [],
        belowOfKind(code, kind, metric, period),
        before ? belowOfKind(code, kind, metric, before) : nothing,
        kindsOf(code, metric, period),
        before ? kindsOf(code, metric, before) : nothing,
      ]);
      return { days, yearAgo: daysBefore, below: own, belowBefore: ownBefore, kinds, kindsBefore, apps: [] };
    },
  };
}
