import type { Actor } from '../../actor.ts';
import type { Reader } from '../../database/open.ts';
import type { Speech } from '../../fact.ts';
import { fact } from '../facts.ts';
import { inQuestionWith } from '../questions/question.ts';
import { type FigureNote, notesOf } from '../questions/store.ts';
import { attestingOf, seenCode, seenIn } from '../reports/attested.ts';
import { isByCounter, type MetricCode, metrics } from '../reports/metric.ts';
import { dayName, lengthOf, periodName, previousOf, weekday } from '../reports/period.ts';
import { type KeptRevision, revisions } from '../reports/report-store.ts';
import { type Area, above, areaParams, belowName, lengthBelow, placeName } from '../totals/area.ts';
import {
  attestedOn,
  completeness,
  type Day,
  exact,
  figureOf,
  figureText,
  formatShare,
  isFew,
} from '../totals/figure.ts';
import * as store from '../totals/figures-store.ts';
import { unknownKind } from '../totals/regions.ts';
import { belowRows } from './below.ts';
import { compared, fullLabel, heldParams, maySee, within } from './kpis.ts';
import type { Look } from './look.ts';
import { type AttestedShare, overOf, seenFigure, seenOf } from './seen.ts';

/** A leaf of the public log that has a number: of which figure, and at which place in it. */
type LeafOfNumber = {
  kind: 'report' | 'count' | 'total' | 'kinds';
  key: string;
  day: string;
  place: number;
  ofKind?: string;
};
/** A number that makes another, and its leaf. */
type Addend = { name: string; day: string; value: number; leaf: LeafOfNumber };

/** A part of a figure, which has a passport of its own. */
type PassportPart = {
  name: string;
  text: string;
  part: string;
  seen: string | undefined;
  target: Readonly<Record<string, string | undefined>>;
};

/** R54: how a figure of a dashboard came. */
export type Passport = {
  place: Area;
  /** The dashboards above it that the actor may see, the largest first. */
  crumbs: readonly { code: string; name: string }[];
  metric: MetricCode;
  label: string;
  unit: string;
  definition: string;
  period: Look['period'];
  /** 2026年11月23日（周一） */
  when: string;
  asOf: string | undefined;
  /** Undefined: nothing is known, or it may not be shown. */
  value: number | undefined;
  text: string;
  isCloud: boolean;
  /** The report of this day confirmed the count of 自助计数. */
  isCounted: boolean;
  seen: AttestedShare | undefined;
  seenText: { seen: string; rest: string } | undefined;
  /** That the Cloud saw more than was reported. */
  over: string | undefined;
  reported: string;
  due: string;
  share: string;
  late: string;
  revised: string;
  updatedAt: Date | undefined;
  /** Of the day of an application: every version of its report, the newest first. */
  revisions: readonly { text: string; before: string | undefined; kept: KeptRevision; isLate: boolean }[];
  /** Questions about the reports that make it, and their outcome; only decided ones for a department. */
  notes: readonly NoteOfFigure[];
  /** That reports in question are in it, where no note names them. */
  held: string | undefined;
  /** One of them was corrected, and the total is still to be made of its correction. */
  isOutdated: boolean;
  /** The parts, and how they make it: 各天, 各省份, 各机构. */
  parts: readonly PassportPart[];
  partsName: string;
  rule: 'sum' | 'mean' | 'none';
  days: number;
  /** The sums of the same days of which it is a part. */
  sums: readonly { name: string; text: string; target: Readonly<Record<string, string | undefined>> }[];
  /** Its own leaf and that of the part seen, and the numbers that make it with theirs. */
  own: LeafOfNumber | undefined;
  ownSeen: LeafOfNumber | undefined;
  addends: readonly Addend[];
  /** Whether all numbers that make it are among `addends`. */
  isWhole: boolean;
  sight: Look['sight'];
};

/** A question about a report: the reports of a sum are named as its parts are. */
type NoteOfFigure = Pick<FigureNote, 'id' | 'day' | 'standing' | 'verdict' | 'reason' | 'at'> & {
  /** The figure that it was decided about, where that was revised since. */
  before: string | undefined;
  name: string;
  leaf: LeafOfNumber;
};

/** More leaves than this are proved by the passports of the parts. */
const maxLeaves = 400;

const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const long = (day: string) => `${day.slice(0, 4)}年${dayName(day)}（${weekdays[weekday(day)]}）`;

const valuesOf = (days: readonly Day[], code: MetricCode) =>
  days.flatMap(({ day, figures }) => {
    const value = figures[code];
    return value === undefined ? [] : [{ day, value }];
  });

/** The leaf of a number of a region, an application or, where it has none of its own, undefined. */
function leafOf(look: Look, place: Area, day: string, code: MetricCode): LeafOfNumber | undefined {
  const at = { day, place: metrics[code].place };
  if (place.kind === 'application')
    return { ...at, kind: metrics[code].source === 'cloud' ? 'count' : 'report', key: place.clientId };
  if (place.kind === 'institution') return undefined;
  if (look.kind === undefined) return { ...at, kind: 'total', key: place.code };
  return { ...at, kind: 'kinds', key: place.code, ofKind: look.kind === unknownKind ? '' : look.kind };
}

/** The numbers of leaves that make the figure. */
async function addendsOf(db: Reader, look: Look): Promise<{ addends: Addend[]; isWhole: boolean }> {
  const { place, period, metric, days } = look;
  const isDay = period.first === period.last;
  const ofApplication = (clientId: string, day: string): LeafOfNumber => ({
    ...{ kind: metrics[metric].source === 'cloud' ? 'count' : 'report', key: clientId },
    ...{ day, place: metrics[metric].place },
  });
  const cut = (all: Addend[]) => ({ addends: all.slice(0, maxLeaves), isWhole: all.length <= maxLeaves });

  if (place.kind === 'institution') {
    const names = new Map(look.below.map(({ key, name }) => [key, name]));
    return cut(
      look.apps
        .filter(({ day }) => period.first <= day && day <= period.last)
        .toSorted((one, other) => (one.day < other.day ? -1 : 1))
        .flatMap(({ clientId, day, figures }) => {
          const value = figures[metric];
          const name = names.get(clientId) ?? place.name;
          return value === undefined ? [] : [{ name, day, value, leaf: ofApplication(clientId, day) }];
        }),
    );
  }
  if (!isDay || place.kind === 'application')
    return cut(
      valuesOf(within(days, period), metric).flatMap(({ day, value }) => {
        const leaf = leafOf(look, place, day, metric);
        return leaf === undefined ? [] : [{ name: dayName(day), day, value, leaf }];
      }),
    );
  const day = period.last;
  const length = lengthBelow(place.code);
  if (length !== undefined && !(look.kind !== undefined && length === 6)) {
    const shown = look.below.filter(({ days: known }) => known > 0);
    return cut(
      shown.flatMap(({ key, name, sum }) => {
        const leaf = leafOf(look, { kind: 'region', code: key, name }, day, metric);
        return leaf === undefined ? [] : [{ name, day, value: sum, leaf }];
      }),
    );
  }
  const kind = look.kind === undefined ? undefined : look.kind === unknownKind ? '' : look.kind;
  const rows = await store.numbersIn(db, { region: place.code, kind, day, metric: metrics[metric] });
  return cut(rows.map(({ clientId, name, value }) => ({ name, day, value, leaf: ofApplication(clientId, day) })));
}

/** The sums of which it is a part, that the actor may look at. */
async function sumsOf(db: Reader, { place, period, metric, crumbs, kind, sight }: Look, actor: Actor) {
  const ofInstitution =
    place.kind === 'application'
      ? [
          {
            name: place.institution,
            text: '',
            target: actor.kind === 'member' ? {} : { institution: place.institutionId },
          },
        ]
      : [];
  const codes = place.kind === 'region' ? above(place.code) : crumbs.map(({ code }) => code);
  const visible = crumbs.map(({ code }) => code).filter((code) => codes.includes(code));
  const found = await store.regions(db, visible, { place: metrics[metric].place, seenPlaces: [] }, period);
  const known = new Map(found.map((each) => [each.key, figureOf(metrics[metric], each)]));
  const whole =
    kind !== undefined && place.kind === 'region'
      ? [{ name: `${placeName(place.code)}（全部类型）`, text: '', target: areaParams(place) }]
      : [];
  return [
    ...ofInstitution,
    ...whole,
    ...visible.toReversed().map((code) => ({
      name: placeName(code),
      text: figureText(metric, known.get(code), sight),
      target: code === '' ? {} : { region: code },
    })),
  ];
}

/** The questions about the reports among the numbers that make the figure, one line for each report and question. */
async function notesIn(db: Reader, look: Look, addends: readonly Addend[]): Promise<NoteOfFigure[]> {
  const { place, period, metric, sight } = look;
  const own = leafOf(look, place, period.last, metric);
  const reports = new Map(
    [
      ...addends.map(({ name, leaf }) => ({ name, leaf })),
      ...(own === undefined || addends.length > 0 ? [] : [{ name: place.name, leaf: own }]),
    ].flatMap(({ name, leaf }) =>
      leaf.kind === 'report' ? [[`${leaf.key} ${leaf.day}`, { name, leaf }] as const] : [],
    ),
  );
  if (reports.size === 0) return [];
  const inQuestion = inQuestionWith(metric);
  const found = await notesOf(
    db,
    [...reports.values()].map(({ leaf }) => ({ clientId: leaf.key, day: leaf.day })),
    metrics[metric].place,
  );
  const shown = new Map<string, NoteOfFigure>();
  for (const { id, clientId, day, metric: of, standing, verdict, reason, at, ...one } of found) {
    const report = reports.get(`${clientId} ${day}`);
    if (report === undefined || !inQuestion.includes(of) || !maySee([standing], look.seesOpen)) continue;
    const before = one.before === undefined ? undefined : figureText(metric, one.before, sight);
    shown.set(`${id} ${clientId} ${day}`, { id, day, standing, verdict, reason, at, before, ...report });
  }
  return [...shown.values()];
}

/** How a figure came, from all that its dashboard is drawn from. */
export async function passportOf(db: Reader, actor: Actor, look: Look, say: Speech['say']): Promise<Passport> {
  const { place, period, metric, days, sight, asOf } = look;
  const { unit, definition, additive, source } = metrics[metric];
  const isSummed = place.kind !== 'application';
  const own = within(days, period);
  const { whole, value, held, counted } = compared(metric, {
    ...{ period, days, yearAgo: [], inQuestion: look.inQuestion, isRegion: place.kind === 'region' },
  });
  const isHidden = isFew(metric, value, sight);
  const isDay = period.first === period.last;
  const seen = seenOf({ code: metric, value, seen: seenFigure(metric, own), sight }, say);
  const attesting = attestingOf(metric);
  const by = attesting && seenCode(attesting, own[0]?.figures ?? {});
  // The leaf has all that was counted, and that more than reports contain.
  const isAllCounted = seen !== undefined && seen.value === seenIn(attesting, own[0]?.figures ?? {});
  const known = valuesOf(own, metric);
  const made = asOf === undefined ? await addendsOf(db, look) : { addends: [], isWhole: false };
  const addends = made.addends.filter((one) => !isFew(metric, one.value, sight));
  const isWhole = made.isWhole && addends.length === made.addends.length;
  const kept =
    isDay && place.kind === 'application' && source === 'partner'
      ? await revisions(db, place.clientId, period.last)
      : [];
  const late = look.apps.some(({ day, late: isLate }) => day === period.last && isLate);
  const shown = (number: number | undefined) => figureText(metric, number, sight);
  const rows = belowRows(
    metric,
    look.below,
    [],
    sight,
    { now: lengthOf(period), before: lengthOf(previousOf(period)) },
    say,
  );
  const ofDays = own.map((day): PassportPart => {
    const number = day.figures[metric];
    const part = seenOf({ code: metric, value: number, seen: attestedOn(day)[metric], sight }, say);
    return {
      name: dayName(day.day),
      text: shown(number),
      part: formatShare(completeness(day)),
      seen: part?.share,
      target: { period: undefined, date: day.day },
    };
  });
  const ofAreas = rows.map(
    ({ name, text, part, seen: share, target }): PassportPart => ({
      ...{ name, text, part, seen: share?.share },
      target: {
        region: undefined,
        institution: undefined,
        application: undefined,
        ...keptKind(look, target),
        ...target,
      },
    }),
  );
  const notes = asOf === undefined && source === 'partner' ? await notesIn(db, look, made.addends) : [];
  const isOwn = isDay && asOf === undefined && value !== undefined;
  return {
    ...{
      place,
      crumbs: look.crumbs,
      metric,
      label: fullLabel(metric, isSummed),
      unit,
      definition,
      period,
      asOf,
      sight,
    },
    when: isDay ? long(period.last) : periodName(period, ''),
    value: isHidden ? undefined : value,
    text: shown(value),
    isCloud: source === 'cloud',
    isCounted: isDay && !isSummed && own.some(({ figures }) => isByCounter(metric, figures)),
    seen: isHidden ? undefined : seen,
    seenText:
      seen === undefined || isHidden || value === undefined
        ? undefined
        : { seen: exact(seen.value), rest: exact(Math.max(0, value - seen.value)) },
    over: overOf({ code: metric, days: own, sight, isOne: isDay && !isSummed }, say),
    ...{ reported: exact(whole.reported), due: exact(whole.due), share: formatShare(completeness(whole)) },
    ...{ late: exact(whole.late), revised: exact(whole.revised) },
    updatedAt: own.flatMap((day) => day.updatedAt ?? []).toSorted((one, other) => other.getTime() - one.getTime())[0],
    revisions: kept
      .map((each, at) => ({
        kept: each,
        text: shown(each.figures[metric]),
        before: at === 0 ? undefined : shown(kept[at - 1]?.figures[metric]),
        isLate: at === 0 && late,
      }))
      .toReversed(),
    notes,
    held:
      notes.length > 0 || held === undefined
        ? undefined
        : say(fact('statistics.held_in', heldParams(held, look, { code: metric, rest: counted }))),
    isOutdated: held?.isNewer === true,
    parts: isDay ? ofAreas : ofDays,
    partsName: isDay ? `各${belowName(place)}` : '各天',
    rule: value === undefined || isHidden || !isWhole ? 'none' : additive || known.length < 2 ? 'sum' : 'mean',
    days: known.length,
    sums: asOf === undefined ? await sumsOf(db, look, actor) : [],
    own: isOwn && !isHidden ? leafOf(look, place, period.last, metric) : undefined,
    ownSeen: isOwn && !isHidden && isAllCounted && by !== undefined ? leafOf(look, place, period.last, by) : undefined,
    // A figure with its own leaf that nothing makes.
    addends: isDay && place.kind === 'application' ? [] : addends,
    isWhole: isDay && place.kind === 'application' ? value !== undefined : isWhole,
  };
}

/** A kind goes on down to cities; of a county all institutions are listed. */
const keptKind = ({ kind }: Look, { region = '' }: Readonly<Record<string, string>>) =>
  kind !== undefined && region !== '' && region.length < 6 ? { kind } : { kind: undefined };
