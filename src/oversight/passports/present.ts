import { addressOf } from '../../statistics/dashboards/query.ts';
import type { DashboardQuery } from '../../statistics/dashboards/service.ts';
import type { Side } from '../../statistics/dashboards/view.ts';
import { noteBesideReason, reporterOf } from '../../statistics/reports/report.ts';
import { exact } from '../../statistics/totals/figure.ts';
import type { Credential, Fault, Proofs, Spot, Version } from './credential-check.ts';
import type { ProvedPassport } from './service.ts';

/** Parts on one page. */
const perPage = 50;

type Changes = Readonly<Record<string, string | undefined>>;
const unasked = { region: undefined, institution: undefined, application: undefined, kind: undefined };

/** Every version of the report, the newest first. */
const versionsOf = ({ revisions }: ProvedPassport['figure']): Version[] =>
  revisions.map(({ kept, text, before, isLate }) => ({
    ...{ number: kept.revision, at: kept.at.toISOString(), by: reporterOf(kept.actorKind), text, isLate },
    ...{ before: before ?? null, reason: kept.reason ?? null, note: noteBesideReason(kept) ?? null },
  }));

export const shownVersion = ({ at, ...version }: Version) => ({ ...version, at: new Date(at) });

/** A fault in words that name the number: as it is shown, and as its leaf says. */
function faultsOf({ verdict, figure, notes }: ProvedPassport) {
  const found = (fault: Fault) =>
    'found' in fault && typeof fault.found === 'number' ? exact(fault.found) : undefined;
  const ofNotes = notes.flatMap(({ name, words, isAltered }) =>
    isAltered ? [{ code: 'note' as const, name, shown: words, found: undefined }] : [],
  );
  const ofNumbers = (verdict?.faults ?? []).map((fault) => {
    const row = fault.code === 'row' ? figure.addends[fault.row] : undefined;
    return {
      code: fault.code,
      name: row === undefined ? figure.place.name : `${row.name}，${row.day}`,
      shown: row === undefined ? figure.text : exact(row.value),
      found: found(fault),
    };
  });
  return [...ofNumbers, ...ofNotes];
}

const witnessesOf = ({ verdict }: ProvedPassport) =>
  (verdict?.witnesses ?? []).map(({ name, seconds }) => ({ name, at: new Date(seconds * 1000) }));

/** The proofs of its file; undefined: there are none yet, or none for this reader. */
export const provenIn = ({ proofs, standing }: ProvedPassport): Proofs | undefined =>
  standing === 'sound' || standing === 'partly' || standing === 'changed' ? proofs : undefined;

/** The data of the page. */
export function passportView(
  proved: ProvedPassport,
  asked: DashboardQuery,
  side: Side,
  { page, now }: { page: number; now: Date },
) {
  const { figure, own, standing, proofs } = proved;
  const { period, place } = figure;
  const query = { ...asked, kind: period.kind, day: period.last, trend: 90 };
  const href = (base: string, changes: Changes = {}) => addressOf(base, query, changes);
  const pages = Math.max(1, Math.ceil(figure.parts.length / perPage));
  const here = Math.min(Math.max(1, page), pages);
  const turned = (to: number) => href(side.passports, { page: to === 1 ? undefined : String(to) });
  return {
    place: { kind: kinds[place.kind] ?? '', name: place.name },
    crumbs: figure.crumbs.map(({ code, name }) => ({
      name,
      href: href(side.passports, { ...unasked, region: code === '' ? undefined : code }),
    })),
    dashboard: href(side.base),
    ...{ label: figure.label, shown: figure.text, unit: figure.text === '—' ? '' : figure.unit, when: figure.when },
    ...{ asOf: figure.asOf, now: href(side.passports, { 'as-of': undefined }), isCloud: figure.isCloud },
    isCounted: figure.isCounted,
    definition: figure.definition,
    seen: figure.seen && figure.seenText && { ...figure.seen, rest: figure.seenText.rest },
    over: figure.over,
    ...{ reported: figure.reported, due: figure.due, share: figure.share, late: figure.late, revised: figure.revised },
    updatedAt: figure.updatedAt,
    revisions: versionsOf(figure).map(shownVersion),
    notes: proved.notes.map(({ id, name, words, at, isAltered }) => ({
      ...{ name: figure.revisions.length > 0 ? undefined : name, words, at, isAltered },
      href: side.questions && `${side.questions}/${id}`,
    })),
    held: figure.held,
    corrections: Math.max(0, figure.revisions.length - 1),
    rule: figure.rule,
    days: figure.days,
    partsName: figure.partsName,
    parts: figure.parts
      .slice((here - 1) * perPage, here * perPage)
      .map(({ target, ...part }) => ({ ...part, href: href(side.passports, { page: undefined, ...target }) })),
    paging: {
      all: figure.parts.length,
      ...{
        here,
        pages,
        before: here > 1 ? turned(here - 1) : undefined,
        after: here < pages ? turned(here + 1) : undefined,
      },
    },
    sums: figure.sums.map(({ target, ...sum }) => ({ ...sum, href: href(side.passports, { ...unasked, ...target }) })),
    standing,
    faults: faultsOf(proved),
    leaf: own && { name: own.nameInLog, number: own.index + 1, revision: own.name.revision },
    leaves: proved.leaves,
    witnesses: witnessesOf(proved),
    size: Number(proofs?.checkpoint.split('\n')[1] ?? 0),
    checkedAt: now,
    download: provenIn(proved) === undefined ? undefined : href(`${side.passports}/file`),
  };
}

const scopeOf = ({ place }: ProvedPassport['figure']): string =>
  place.kind === 'region'
    ? `region ${place.code === '' ? '0' : place.code}`
    : `${place.kind} ${place.kind === 'application' ? place.clientId : place.id}`;

/** All that the file says, as its page shows it and the log's key signs it. */
export function credentialOf(
  { figure, numbers, notes, proofs }: ProvedPassport,
  { at, host }: { at: Date; host: string },
): Omit<Credential, 'page'> {
  return {
    ...{ ...numbers, form: 2, metric: figure.metric, label: figure.label, shown: figure.text, unit: figure.unit },
    ...{ scope: scopeOf(figure), place: figure.place.name, when: figure.when, definition: figure.definition },
    notes: notes.map(({ about, name, day, words }) => ({ about, name, day, words })),
    versions: versionsOf(figure),
    held: figure.held ?? null,
    listsReports: [figure.own, ...figure.addends.map(({ leaf }) => leaf)].some((leaf) => leaf?.kind === 'report'),
    leaves: proofs?.leaves.map(({ name }) => name) ?? [],
    ...{ at: at.toISOString(), host },
  };
}

/** 机构 and 应用 may have the same name: both say which they are. */
function ofScope(scope: string) {
  const [kind = '', key] = scope.split(' ');
  return { kind: kinds[kind] ?? '', ak: kind === 'application' ? key : undefined };
}
const kinds: Readonly<Record<string, string>> = { institution: '机构 ', application: '应用 ' };

/** The data of its page, where a number is named by its leaf. */
export function credentialPage(
  { own, ownSeen, seen, rows, leaves, at, versions = [], ...said }: Omit<Credential, 'page'>,
  key: string,
) {
  const leafOf = (spot: Spot | null) => (spot === null ? undefined : leaves[spot.leaf]);
  return {
    ...{
      ...said,
      of: ofScope(said.scope),
      at: new Date(at),
      key,
      leaf: leafOf(own),
      seen,
      isSeenInLog: ownSeen !== null,
      versions: versions.map(shownVersion),
    },
    rows: rows.map(({ spot, ...row }) => ({ ...row, leaf: leafOf(spot) })),
  };
}
