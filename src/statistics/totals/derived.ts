import type { Attesting } from '../reports/attested.ts';
import { dayAfter } from '../reports/closing.ts';
import { nowhere } from '../reports/duty.ts';
import { metrics } from '../reports/metric.ts';

// R54: the totals of a day once more, from reports alone and by other code than the roll-up's SQL.

export type FiguresText = (string | null)[];
type Row = readonly (number | null)[];

export type DerivedReport = {
  regionCode: string | null;
  kind: string | null;
  late: boolean;
  extra: boolean;
  /** Each with the day of Beijing on which it became known, the first one first. */
  versions: readonly { on: string; figures: Row; revision: number }[];
};
export type DerivedCount = { regionCode: string | null; kind: string | null; figures: Row };

const places = Math.max(...Object.values(metrics).map(({ place }) => place)) + 1;
const cloudPlaces = new Set<number>(
  Object.values(metrics).flatMap(({ source, place }) => (source === 'cloud' ? [place] : [])),
);

const empty = () => ({
  figures: new Array<number | null>(places).fill(null),
  ...{ reported: 0, extra: 0, late: 0, revised: 0 },
});
type Sum = ReturnType<typeof empty>;

function add(sum: Sum, figures: Row): void {
  for (let place = 0; place < places; place += 1) {
    const value = figures[place];
    if (value !== null && value !== undefined) sum.figures[place] = (sum.figures[place] ?? 0) + value;
  }
}

function addReport(sum: Sum, figures: Row, report: DerivedReport, revision: number): void {
  add(sum, figures);
  sum.reported += 1;
  if (report.extra) sum.extra += 1;
  if (report.late) sum.late += 1;
  if (revision > 1) sum.revised += 1;
}

const textOf = (figures: Row): string => `{${figures.map((value) => value ?? 'NULL').join()}}`;
const full = ({ figures, reported, extra, late, revised }: Sum): FiguresText => [
  textOf(figures),
  ...[reported, extra, late, revised].map(String),
];

/** The rows of each figure of a day, by `total REGION`, `kinds REGION` and `past REGION`. */
export function derive(
  day: string,
  reports: readonly DerivedReport[],
  counts: readonly DerivedCount[],
): Map<string, FiguresText[]> {
  const totals = new Map<string, Sum>();
  const kinds = new Map<string, Map<string, Sum>>();
  const at = <Key>(map: Map<Key, Sum>, key: Key): Sum => {
    const sum = map.get(key) ?? empty();
    map.set(key, sum);
    return sum;
  };
  function sumsOf({ regionCode, kind }: DerivedCount | DerivedReport): Sum[] {
    const county = regionCode ?? nowhere;
    return [6, 4, 2, 0].flatMap((length) => {
      const region = county.slice(0, length);
      if (length === 6) return [at(totals, region)];
      const own = kinds.get(region) ?? new Map<string, Sum>();
      kinds.set(region, own);
      return [at(totals, region), at(own, kind ?? '')];
    });
  }
  for (const report of reports) {
    const newest = report.versions.at(-1);
    if (newest !== undefined) for (const sum of sumsOf(report)) addReport(sum, newest.figures, report, newest.revision);
  }
  for (const count of counts) for (const sum of sumsOf(count)) add(sum, count.figures);

  const derived = new Map<string, FiguresText[]>();
  for (const [region, sum] of totals) derived.set(`total ${region}`, [full(sum)]);
  for (const [region, own] of kinds)
    derived.set(
      `kinds ${region}`,
      [...own].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([kind, sum]) => [kind, ...full(sum)]),
    );
  for (const [region, rows] of pastOf(day, reports)) if (rows.length > 0) derived.set(`past ${region}`, rows);
  return derived;
}

/** The attested parts of the reports of a day, by the same names and, of a kind, its name after them: of each report no more than it has. */
export function deriveAttested(
  reports: ReadonlyMap<string, DerivedReport>,
  counts: readonly (DerivedCount & { clientId: string })[],
): Map<string, Row> {
  const counted = new Map(counts.map((count) => [count.clientId, count.figures]));
  const sums = new Map<string, (number | null)[]>();
  for (const [id, { regionCode, kind, versions }] of reports) {
    const [own, seen] = [versions.at(-1)?.figures ?? [], counted.get(id) ?? []];
    const county = regionCode ?? nowhere;
    const names = [6, 4, 2, 0].flatMap((length) => {
      const region = county.slice(0, length);
      return length === 6 ? [`total ${region}`] : [`total ${region}`, `kinds ${region} ${kind ?? ''}`];
    });
    for (const { place, ...metric } of Object.values(metrics)) {
      if (!('attested' in metric)) continue;
      const { by, before }: Attesting = metric.attested;
      const value = seen[metrics[by].place] ?? (before === undefined ? null : seen[metrics[before].place]) ?? null;
      const reported = own[place] ?? null;
      if (value === null || reported === null) continue;
      for (const name of names) {
        const sum = sums.get(name) ?? new Array<number | null>(places).fill(null);
        sum[place] = (sum[place] ?? 0) + Math.min(value, reported);
        sums.set(name, sum);
      }
    }
  }
  return sums;
}

/** How totals stood up to each day on which something below them changed later (R53). */
function pastOf(day: string, reports: readonly DerivedReport[]): Map<string, FiguresText[]> {
  const byCounty = Map.groupBy(reports, ({ regionCode }) => regionCode ?? nowhere);
  const ends = new Map<string, Set<string>>();
  const below = new Map<string, DerivedReport[]>();
  for (const [county, own] of byCounty) {
    const first = dayAfter(day);
    const changes = own.flatMap(({ versions }) => versions.flatMap(({ on }) => (on > first ? [on] : [])));
    const turns = [...new Set([first, ...changes])].toSorted();
    for (const region of [county, county.slice(0, 4), county.slice(0, 2)]) {
      const known = ends.get(region) ?? new Set();
      for (const turn of turns.slice(1)) known.add(dayAfter(turn, -1));
      ends.set(region, known);
      const all = below.get(region) ?? [];
      all.push(...own);
      below.set(region, all);
    }
  }
  return new Map(
    [...ends].map(([region, own]) => [
      region,
      [...own].toSorted().map((on): FiguresText => {
        const sum = empty();
        for (const report of below.get(region) ?? []) {
          const version = report.versions.findLast((one) => one.on <= on);
          if (version !== undefined) addReport(sum, version.figures, report, version.revision);
        }
        const figures = sum.figures.map((value, place) => (cloudPlaces.has(place) ? null : value));
        return [on, textOf(figures), ...[sum.reported, sum.late, sum.revised].map(String)];
      }),
    ]),
  );
}
