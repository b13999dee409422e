import { after, type Clock, dayOf, days, startOf } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import type { SourceAnswers } from './answers.ts';
import { categoriesOf, type Preview, placesOf } from './looking.ts';
import type { SourceItem } from './reading/item.ts';
import { type Line, type LineKind, type Run, type Source, targets } from './source.ts';
import type { StoredItem } from './store.ts';

type Say = Speech['say'];

const hostOf = (address: string): string => {
  const url = new URL(address);
  return `${url.host}${url.pathname === '/' ? '' : decodeURI(url.pathname)}${url.search}`.slice(0, 80);
};

/** How a source stands, for its light. */
function lightOf({ state, failures, readAt }: Source): 'on' | 'run' | 'off' | 'paused' | 'held' {
  if (state === 'paused' || state === 'held') return state;
  if (failures > 0) return 'off';
  return readAt === undefined ? 'run' : 'on';
}

export const presentSource = (source: Source, say: Say) => ({
  id: source.id,
  title: source.title,
  host: hostOf(source.address),
  path: `/console/sources/${source.id}`,
  institution: source.institution,
  light: lightOf(source),
  readAt: source.readAt,
  createdAt: source.createdAt,
  fault: source.fault === undefined ? undefined : say(source.fault),
  asks: source.shrunk !== undefined,
});

const daysShown = 30;
const height = 104;
const base = 84;
const width = 12;

/** A picture of thirty days: new and changed upwards, refused downwards, days without an answer as a column. */
function presentDays(runs: readonly Run[], clock: Clock) {
  const now = clock.now();
  const all = Array.from({ length: daysShown }, (_each, n) => dayOf(after(now, -days(daysShown - 1 - n))));
  const figures = all.map((day) => {
    const of = runs.filter(({ at }) => dayOf(at) === day);
    const failing = runs.filter(
      ({ fault, at, lastAt }) => fault !== undefined && dayOf(at) <= day && dayOf(lastAt) >= day,
    );
    const sum = (name: 'created' | 'changed' | 'gone') => of.reduce((total, run) => total + run[name], 0);
    const isOut = failing.length > 0 && of.every(({ fault }) => fault !== undefined);
    const refused = Math.max(0, ...of.map((run) => run.refused));
    return { day, at: startOf(day), created: sum('created'), changed: sum('changed') + sum('gone'), refused, isOut };
  });
  const most = Math.max(4, ...figures.map(({ created, changed }) => created + changed));
  const scaled = (count: number) => Math.round((count / most) * (base - 12));
  const bars = figures.flatMap(({ created, changed, refused, isOut }, n) => {
    const x = n * width + 1;
    const [up, top] = [scaled(created), scaled(changed)];
    return [
      ...(isOut ? [{ look: 's-out', x: n * width, y: 0, w: width, h: base }] : []),
      ...(up > 0 ? [{ look: 's-new', x, y: base - up, w: width - 2, h: up }] : []),
      ...(top > 0 ? [{ look: 's-chg', x, y: base - up - top, w: width - 2, h: top }] : []),
      ...(refused > 0
        ? [{ look: 's-ref', x, y: base + 3, w: width - 2, h: Math.min(height - base - 4, 4 + refused * 2) }]
        : []),
    ];
  });
  const total = (name: 'created' | 'changed' | 'refused') => figures.reduce((sum, each) => sum + each[name], 0);
  return {
    bars,
    days: figures.toReversed(),
    reads: runs.reduce((sum, { times }) => sum + times, 0),
    different: runs.filter(({ created, changed, gone }) => created + changed + gone > 0).length,
    ...{
      created: total('created'),
      changed: total('changed'),
      refused: Math.max(0, ...figures.map((each) => each.refused)),
    },
    out: figures.filter(({ isOut }) => isOut).length,
    ...{ from: startOf(all[0] ?? ''), middle: startOf(all[15] ?? '') },
  };
}

const dateIn = (written: string | undefined): Date | undefined =>
  written === undefined ? undefined : new Date(written);

const tagOf = ({ reviewState, publicationState }: Pick<StoredItem, 'reviewState' | 'publicationState'>) =>
  reviewState === 'submitted' || reviewState === 'claimed' || reviewState === 'checked'
    ? ({ tone: 'wait', standing: 'review' } as const)
    : publicationState === 'published' || publicationState === 'scheduled'
      ? ({ tone: 'ok', standing: 'published' } as const)
      : ({ tone: '', standing: 'draft' } as const);

/** The last run first: refused ones with their reason, then the new and changed ones. */
export function presentView(
  { source, items, runs }: { source: Source; items: readonly StoredItem[]; runs: readonly Run[] },
  say: Say,
  clock: Clock,
) {
  const now = clock.now();
  const here = items.filter(({ state, startsAt, endsAt }) => state === 'here' && (endsAt ?? startsAt ?? now) >= now);
  const left = here.filter(({ missing }) => missing === 'left').length;
  const refused = items.filter(({ state }) => state === 'refused');
  const byKey = new Map(items.map((item) => [item.key, item]));
  const different = runs.find(({ created, changed, gone }) => created + changed + gone > 0);
  const lines = (different?.lines ?? []).filter(({ kind }) => kind !== 'refused');
  const [last] = runs;
  const published = items.filter(
    ({ publicationState }) => publicationState === 'published' || publicationState === 'scheduled',
  );
  return {
    source: presentSource(source, say),
    sums: {
      there: here.length - left + refused.length,
      here: here.length,
      left,
      refused: refused.length,
      published: published.length,
    },
    refused: refused.slice(0, 50).map(({ key, title, reason, entryId, startsAt, category }) => ({
      ...{ key, title, startsAt, href: entryId === undefined ? undefined : `/console/resources/${entryId}` },
      reason: reason === undefined ? '' : say(reason),
      category: reason?.code === 'sources.category_unset' ? category : undefined,
    })),
    moreRefused: Math.max(0, refused.length - 50),
    changes: {
      at: different?.at,
      isLast: last !== undefined && last === different,
      lines: lines.slice(0, 20).map((line) => presentLine(line, byKey.get(line.key), say)),
      more:
        different === undefined
          ? 0
          : Math.max(0, different.created + different.changed + different.gone - Math.min(20, lines.length)),
    },
    same: Math.max(0, here.length - (last === different ? lines.length : 0)),
    shrunk: source.shrunk,
    month: presentDays(runs, clock),
    outages: runs
      .filter(({ fault, times }) => fault !== undefined && times >= 3)
      .slice(0, 5)
      .map(({ at, lastAt, fault }) => ({ at, until: lastAt, why: fault === undefined ? '' : say(fault) })),
    mapping: [
      ...Object.entries(source.settings.categories).map(([name, target]) => ({ name, target: targets[target] })),
      ...[
        ...new Set(
          refused.filter(({ reason }) => reason?.code === 'sources.category_unset').map(({ category }) => category),
        ),
      ].map((name) => ({
        name,
        target: undefined,
      })),
    ],
    otherwise: targets[source.settings.otherwise],
  };
}

/** Readings in a row that found the same are one line. */
export function presentRuns(
  { source, runs, next }: { source: Source; runs: readonly Run[]; next: string | undefined },
  say: Say,
) {
  const shown = presentSource(source, say);
  return {
    source: shown,
    runs: runs.map(({ at, lastAt, times, read, created, changed, gone, refused, fault }) => ({
      ...{ at, until: times > 1 ? lastAt : undefined, times, read, created, changed, gone, refused },
      fault: fault === undefined ? undefined : say(fault),
    })),
    next: next === undefined ? undefined : `${shown.path}/runs?before=${next}`,
  };
}

const kindNames: Readonly<Record<LineKind, string>> = { new: '新', changed: '改', gone: '叫停', refused: '没收下' };

const presentLine = (line: Line, item: StoredItem | undefined, say: Say) => ({
  kind: kindNames[line.kind],
  title: line.title,
  href: line.entryId === undefined || item?.entryId === undefined ? undefined : `/console/resources/${line.entryId}`,
  startsAt: dateIn(line.startsAt),
  place: line.place,
  reason: line.reason === undefined ? undefined : say(line.reason),
  tag:
    line.kind === 'gone'
      ? ({ tone: '', standing: 'gone' } as const)
      : tagOf(item ?? { reviewState: undefined, publicationState: undefined }),
});

const mostBeads = 40;

/** A bead for each submission that a source needs until it is reviewed by sample. */
export const presentTrust = (now: number, after: number) => ({
  now,
  after,
  beads: after > mostBeads ? [] : Array.from({ length: after }, (_each, n) => n < now),
});

/** An item as it would be here, with its leaf: the text and the source of it together. */
export function presentPreview({ item, state, reason, target, data }: Preview, say: Say) {
  const {
    startsAt = '',
    endsAt,
    place = '',
  } = {
    ...item,
    ...(data?.start_at && { startsAt: data.start_at }),
    ...(data?.end_at && { endsAt: data.end_at }),
    ...(data?.place_name && { place: data.place_name }),
  };
  const at = startsAt === '' ? undefined : new Date(startsAt);
  return {
    title: item.title,
    at,
    month: at === undefined ? '' : `${Number(startsAt.slice(5, 7))}月`,
    date: at === undefined ? '' : Number(startsAt.slice(8, 10)),
    weekday: at === undefined ? '' : (weekdays[new Date(`${startsAt.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? ''),
    hours: [startsAt.slice(11, 16), endsAt?.slice(0, 10) === startsAt.slice(0, 10) ? endsAt.slice(11, 16) : '']
      .filter((each) => each !== '')
      .join('—'),
    place,
    sessions: item.sessions?.length ?? 0,
    channel: target === undefined ? (item.categories[0] ?? '') : targets[target],
    state,
    reason: reason === undefined ? '' : say(reason),
    isUnset: reason?.code === 'sources.category_unset',
  };
}
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

/** The fields of the mapping, as they were typed or guessed. */
export function presentSettings(items: readonly SourceItem[], answers: SourceAnswers, coverName: string | undefined) {
  return {
    categories: categoriesOf(items).map(({ name, count }, n) => ({
      n,
      name,
      count,
      target: answers.categories[name] ?? '',
    })),
    places: placesOf(items).map(({ name, count }, n) => ({ n, name, count, as: answers.places[name] ?? name })),
    hasNoCategory: items.some(({ categories }) => categories.length === 0),
    isWithoutEnd: items.some(({ startsAt, endsAt }) => startsAt !== undefined && endsAt === undefined),
    otherwise: answers.otherwise,
    fixed: answers.fixed,
    cover: coverName,
    targets: Object.entries(targets).map(([code, name]) => ({ code, name })),
  };
}
