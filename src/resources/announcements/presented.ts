import { dayOf, startOf, timeOfDay, yearOf } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import { type Fact, type Speech, written } from '../../fact.ts';
import { displayValue, type Field } from '../../fields/form.ts';
import { momentIn } from '../../fields/moment.ts';
import { shownInput } from '../../http/form-text.ts';
import { shortDay } from '../../http/pages/text.ts';
import type { Channel } from '../channels/channel.ts';
import { dayNamed, spanOf } from '../invitations/days.ts';
import type { Span } from './announcement.ts';
import { fact } from './facts.ts';
import {
  type CurrentValue,
  changesOf,
  fieldsByName,
  type Item,
  isRevision,
  linesAround,
  type OpenQuestion,
  openQuestions,
  type Pasted,
} from './pasted.ts';
import type { StoredAnnouncement } from './store.ts';

type About = {
  channelOf: (code: string) => Channel;
  channels: readonly { code: string; name: string }[];
  now: Date;
  say: Speech['say'];
  /** The row that a person opened: 0.title. */
  edit: string | undefined;
  /** Problems by row: 0.title. */
  problems: Readonly<Record<string, string>>;
};

/** The control of an open row. */
export type Control = {
  kind: 'input' | 'textarea' | 'select' | 'checks' | 'file';
  name: string;
  /** Says that boxes stand in the form, of which none may be ticked. */
  set: string;
  type: string;
  value: string;
  hint: string | undefined;
  accept: string;
  options: readonly { value: string; words: string; isChosen: boolean }[];
};

type Row = {
  id: string;
  label: string;
  /** A number of the notice, 馆 of the institution's own data, 无 for nothing; none where a person said it, or the whole text. */
  mark: { kind: 'n' | 'q' | 'h' | 'none' | 'own'; number: number | undefined };
  /** An uploaded picture, to be looked at. */
  picture: string | undefined;
  words: string;
  sub: string | undefined;
  /** The words of the notice. */
  said: string | undefined;
  isMain: boolean;
  /** Of a change: as published. */
  before: string | undefined;
  edit: string;
  /** It is open: a question, or a person opened it. */
  open:
    | {
        question: string;
        problem: string | undefined;
        isDoubt: boolean;
        choices: readonly { name: string; value: string; words: string; isChosen: boolean }[];
        controls: readonly { label: string; control: Control }[];
        see: string;
      }
    | undefined;
};

/** Times of a form that end one another. */
const ends: Readonly<Record<string, string>> = { start_at: 'end_at' };
/** Values that say themselves where they stand. */
const main = new Set(['title', 'start_at']);
/** The order in which a person asks; other fields follow in that of the form, those of the picture last. */
const firstFields = [
  ...['title', 'start_at', 'end_at', 'sessions', 'place_name', 'venue_external_id', 'address', 'audience', 'age_min'],
  ...['age_max', 'capacity', 'fee_type', 'price_min', 'price_max', 'booking', 'booking_start', 'booking_end'],
  ...['booking_url', 'contact_phone', 'organizer', 'co_organizer'],
];
const lastFields = ['summary', 'licence', 'cover', 'cover_alt'];
const orderOf = (name: string): number =>
  name === ''
    ? -1
    : firstFields.includes(name)
      ? firstFields.indexOf(name)
      : firstFields.length + 1 + lastFields.indexOf(name);
/** Filled in without being asked; they stand behind the others. */
const beside = new Set([
  ...['source_name', 'copyright_owner', 'language', 'region_code', 'pc_url', 'h5_url', 'licence', 'cover', 'cover_alt'],
  ...['cover_crop', 'copyright_note', 'datum', 'lng', 'lat', 'summary', 'tags'],
]);

/** A draft that an older version kept may ask by a code for which there are no words any more. */
const questionIn = (says: Fact, say: Speech['say']): string => {
  const words = say(says);
  return words === written(says) ? say(fact('pasting.is_right')) : words;
};

const isWithin = (spans: readonly Span[], others: readonly Span[]) =>
  spans.every(([from, to]) => others.some(([start, end]) => start <= from && to <= end));

/** Numbers of words in the notice, in the order of the rows; words that serve two values keep their number. */
function createNumbers() {
  const numbers = new Map<string, { number: number; spans: readonly Span[]; isDoubt: boolean; row: string }>();
  return {
    of(spans: readonly Span[], isDoubt: boolean, row: string): number | undefined {
      if (spans.length === 0) return undefined;
      const key = spans.map((span) => span.join('-')).join(' ');
      const around = isDoubt ? undefined : [...numbers.values()].find((each) => isWithin(spans, each.spans));
      if (around !== undefined) return around.number; // 体验课 in 银龄剪纸体验课
      const known = numbers.get(key);
      if (known === undefined) numbers.set(key, { number: numbers.size + 1, spans, isDoubt, row });
      else if (isDoubt) numbers.set(key, { ...known, isDoubt, row });
      return numbers.get(key)?.number;
    },
    all: () => [...numbers.values()],
  };
}
type Numbers = ReturnType<typeof createNumbers>;

export function presentPasted({ id, pasted, revision, createdAt }: StoredAnnouncement, about: About) {
  const { say, now, channelOf } = about;
  const numbers = createNumbers();
  const questions = pasted.items.map((item) =>
    openQuestions(item, channelOf(item.channel)).toSorted((one, other) => orderOf(one.field) - orderOf(other.field)),
  );
  const items = pasted.items.map((item, place) =>
    presentItem(item, place, questions[place] ?? [], numbers, pasted, about),
  );
  const chosen = items.filter(({ isChosen, isSent }) => isChosen && !isSent);
  const open = chosen.flatMap((item) => item.questions);
  const isCompact = items.length > 4;
  const names = new Set(items.map(({ channel }) => channel.name));
  const changes = items.filter(({ target }) => target !== undefined).length;
  const anySeen = pasted.items.some((item) => Object.values(item.values).some(({ isSeen }) => isSeen === true));
  const dayWords = (day: string) => say(dayNamed(startOf(day), now));
  return {
    ...{ id, revision, items, isCompact },
    heading: say(
      fact('pasting.heading', {
        ...{ count: items.length, changes, isNone: items.length === 0 },
        channel: names.size === 1 ? [...names][0] : undefined,
      }),
    ),
    lead:
      items.length === 0
        ? undefined
        : say(
            fact('pasting.to_look', {
              ...{ open: open.length, entries: items.length },
              toLook: chosen.filter((item) => item.questions.length > 0).length,
            }),
          ),
    none: pasted.none && {
      words: say(fact('pasting.none', { kind: pasted.none.kind })),
      kind: pasted.none.kind,
      said: saidIn(pasted.text, pasted.none.spans),
    },
    closures: pasted.closures.map(({ from, to, spans, isChosen }, place) => ({
      ...{ name: `close.${place}`, isChosen, said: linesAround(pasted.text, spans).slice(0, 120) },
      words: say(
        fact('pasting.closed', {
          from: dayNamed(startOf(from), now),
          to: from === to ? undefined : dayNamed(startOf(to), now),
        }),
      ),
    })),
    leftOut: pasted.leftOut.length,
    attachments: pasted.attachments,
    note: noteOf(pasted, numbers),
    signs: say(
      fact('pasting.signs', { count: pasted.text.replace(/\s/g, '').length, at: timeOfDay(createdAt).slice(0, 5) }),
    ),
    writtenOn: pasted.writtenOn === undefined ? undefined : dayWords(pasted.writtenOn),
    bar: {
      left: open.length === 0 ? undefined : say(fact('pasting.left', { open: open.length })),
      labels: open
        .map(({ label }) => label)
        .slice(0, 4)
        .join('、'),
      next: open[0]?.id,
      isFirst: !anySeen,
      button: say(
        fact('pasting.button', {
          entries: chosen.length,
          changes: chosen.filter(({ target }) => target !== undefined).length,
        }),
      ),
      maySend: chosen.length > 0 || pasted.closures.length > 0,
    },
  };
}

function presentItem(
  item: Item,
  place: number,
  questions: readonly OpenQuestion[],
  numbers: Numbers,
  { text }: Pasted,
  about: About,
) {
  const { say, now, channelOf, channels, edit, problems } = about;
  const channel = channelOf(item.channel);
  const { target, change } = item;
  const fields = fieldsByName(channel);
  const changed = changesOf(item);
  const byField = new Map(questions.map((question) => [question.field, question]));
  const start = item.values.start_at?.value ?? item.values.published_on?.value;
  const at = start === undefined ? undefined : momentIn(start.length === 10 ? `${start}T00:00:00+08:00` : start);
  const rowOf = (field: Field): Row =>
    presentRow(field, item, place, byField.get(field.name), { fields, numbers, text, about });
  const ordered = [...fields.keys()].toSorted((one, other) => orderOf(one) - orderOf(other));
  const names = ordered.filter((name) => {
    if (target !== undefined) return changed[name] !== undefined || byField.has(name);
    return item.values[name] !== undefined || byField.has(name) || edit === `${place}.${name}`;
  });
  const isMerged = (name: string) =>
    Object.entries(ends).some(([first, last]) => last === name && isOneRow(item, first, byField, `${place}.`, edit));
  const shown = names.filter((name) => !isMerged(name)).flatMap((name) => fields.get(name) ?? []);
  const isMain = ({ name }: Field) =>
    target !== undefined || !beside.has(name) || byField.has(name) || edit === `${place}.${name}`;
  const none = fields.get('end_at');
  const rows = shown.filter(isMain).map(rowOf);
  const saysNoEnd =
    target === undefined && none?.optional === true && item.values.end_at === undefined && !names.includes('end_at');
  return {
    ...{ place, isChosen: item.isChosen, isSent: item.entryId !== undefined },
    channel: { code: channel.code, name: channel.name },
    channels: edit === `${place}.channel` ? channels : undefined,
    heading: say(
      fact('pasting.item', {
        channel: channel.name,
        day: at === undefined ? undefined : dayNamed(new Date(at), now),
      }),
    ),
    title: item.values.title?.value ?? target?.title ?? '',
    day: at === undefined ? '' : shortDay(dayOf(new Date(at))),
    target: target && {
      ...{ title: target.title, externalId: target.externalId, href: `/console/resources/${target.entryId}` },
      kind: change === undefined ? '' : say(fact('pasting.change', { kind: change.kind })),
      isAsked: !target.isSeen,
      isAtOnce: !isRevision(item),
      said: saidIn(text, change?.spans ?? []),
      number: numbers.of(change?.spans ?? [], !target.isSeen, `q-${place}-`),
      problem: problems[`${place}.`],
    },
    rows,
    noEnd: saysNoEnd && none !== undefined ? { label: none.title, edit: `${place}.end_at` } : undefined,
    rest: shown.filter((field) => !isMain(field)).map(rowOf),
    questions: questions.map(({ field }) => ({
      id: `q-${place}-${field}`,
      label: field === '' ? (target?.title ?? '') : (fields.get(field)?.title ?? field),
    })),
  };
}

const isOneRow = (
  item: Item,
  first: string,
  open: ReadonlyMap<string, unknown>,
  prefix: string,
  edit: string | undefined,
): boolean => {
  const last = ends[first] ?? '';
  const there = [first, last].every((name) => item.values[name] !== undefined && !open.has(name));
  return there && item.target === undefined && edit !== `${prefix}${first}` && edit !== `${prefix}${last}`;
};

type Around = { fields: ReadonlyMap<string, Field>; numbers: Numbers; text: string; about: About };

function presentRow(
  field: Field,
  item: Item,
  place: number,
  question: OpenQuestion | undefined,
  { numbers, text, about }: Around,
): Row {
  const { say, edit, problems } = about;
  const { name } = field;
  const held = item.values[name];
  const id = `q-${place}-${name}`;
  const key = `${place}.${name}`;
  const isOpen = question !== undefined || edit === key;
  const end = ends[name];
  const until =
    end !== undefined && isOneRow(item, name, new Map(question ? [[name, 1]] : []), `${place}.`, edit)
      ? item.values[end]
      : undefined;
  const spans = [
    ...(held?.spans ?? []),
    ...(until?.spans ?? []).filter((span) => !held?.spans.some((one) => one.join() === span.join())),
  ];
  const isDoubt = question?.kind === 'doubt';
  const number = numbers.of(spans, isDoubt, id);
  const values = held === undefined ? [] : [held.value, ...(held.others ?? [])];
  const source = held?.source;
  const published = item.target?.data[name];
  return {
    id,
    label: until === undefined ? field.title : '时间',
    mark: {
      number,
      kind: markOf(question, number, held),
    },
    picture:
      field.control === 'files' && held !== undefined && isId(held.value) ? `/console/files/${held.value}` : undefined,
    words: held === undefined ? '' : worded(field, held.value, until?.value, about),
    sub:
      [
        source === 'institution' || source === 'habit' || source === 'entry'
          ? say(fact('pasting.source', { source }))
          : undefined,
        held === undefined ? undefined : yearOfValue(field, held.value, about),
      ]
        .filter((each) => each !== undefined)
        .join('，') || undefined,
    said: spans.length === 0 ? undefined : saidIn(text, spans),
    isMain: main.has(name),
    before:
      item.target === undefined || published === undefined ? undefined : worded(field, published, undefined, about),
    edit: key,
    open: !isOpen
      ? undefined
      : {
          question: question?.says === undefined ? say(fact('pasting.change_to')) : questionIn(question.says, say),
          problem: problems[key],
          isDoubt,
          choices: isDoubt
            ? values.map((value, choice) => ({
                name: `d.${key}`,
                value: String(choice),
                words: worded(field, value, undefined, about),
                isChosen: choice === 0,
              }))
            : [],
          controls: [{ label: field.title, control: controlFor(field, key, isDoubt ? '' : (held?.value ?? '')) }],
          see: key,
        },
  };

  function worded(of: Field, value: string, end: string | undefined, { now: at }: About): string {
    if (of.control === 'files') return say(fact('pasting.picture_kept'));
    if (of.control === 'datetime') {
      const from = momentIn(value);
      const to = end === undefined ? undefined : momentIn(end);
      if (from !== undefined) return say(spanOf(new Date(from), to === undefined ? undefined : new Date(to), at));
    }
    return displayValue(of, value);
  }
  function yearOfValue(of: Field, value: string, { now: at }: About): string | undefined {
    const from = of.control === 'datetime' ? momentIn(value) : undefined;
    if (from === undefined || !main.has(of.name)) return undefined;
    const year = yearOf(new Date(from));
    return year === yearOf(at) ? say(fact('pasting.year', { year })) : undefined;
  }
}

function markOf(
  question: OpenQuestion | undefined,
  number: number | undefined,
  held: CurrentValue | undefined,
): Row['mark']['kind'] {
  if (question !== undefined) return 'q';
  if (number !== undefined) return 'n';
  if (held === undefined) return 'none';
  return held.source === 'text' || held.source === 'person' ? 'own' : 'h';
}

function controlFor(field: Field, key: string, value: string): Control {
  const { control, options = {} } = field;
  const chosen = new Set(value.split('\n'));
  const shown = shownInput(field, value);
  return {
    name: `v.${key}`,
    set: `set.${key}`,
    type: shown.type,
    value: shown.value,
    hint: field.hint,
    accept: field.accept?.types.join(',') ?? '',
    kind:
      control === 'files'
        ? 'file'
        : control === 'select' || control === 'checks'
          ? control
          : control === 'textarea' || control === 'lines' || field.as?.type === 'rows'
            ? 'textarea'
            : 'input',
    options: Object.entries(options).map(([option, words]) => ({ value: option, words, isChosen: chosen.has(option) })),
  };
}

const saidIn = (text: string, spans: readonly Span[]): string =>
  spans
    .map(([from, to]) => text.slice(from, to).replace(/\s+/g, ' ').trim())
    .filter((words) => words !== '')
    .join('……')
    .slice(0, 160);

type Piece = {
  text: string;
  isMarked: boolean;
  isDoubt: boolean;
  /** Numbers that begin here. */
  marks: readonly { number: number; isDoubt: boolean; href: string; id: string }[];
};

/** The notice, line by line: pieces with the numbers of their values. Lines of which nothing was taken are `off`. */
function noteOf({ text, unused, leftOut }: Pasted, numbers: Numbers) {
  const all = numbers.all();
  const begun = new Set<number>();
  const lines: { pieces: Piece[]; isOff: boolean; isLeftOut: boolean; isTitle: boolean }[] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    const until = from + line.length;
    const inLine = all.flatMap((one) =>
      one.spans.filter(([start, end]) => start < until && end > from).map(([start, end]) => ({ ...one, start, end })),
    );
    const cuts = [...new Set([from, until, ...inLine.flatMap(({ start, end }) => [start, end])])]
      .filter((cut) => cut >= from && cut <= until)
      .toSorted((one, other) => one - other);
    const pieces = cuts.slice(0, -1).map((cut, index): Piece => {
      const next = cuts[index + 1] ?? until;
      const here = inLine.filter(({ start, end }) => start < next && end > cut);
      const fresh = here.filter(({ number }) => !begun.has(number)).toSorted((one, other) => one.number - other.number);
      for (const { number } of fresh) begun.add(number);
      return {
        text: text.slice(cut, next),
        isMarked: here.length > 0,
        isDoubt: here.some(({ isDoubt }) => isDoubt),
        marks: fresh.map(({ number, isDoubt, row }) => ({ number, isDoubt, href: `#${row}`, id: `m${number}` })),
      };
    });
    const touches = (spans: readonly Span[]) => spans.some(([start, end]) => start < until && end > from);
    if (line.trim() !== '')
      lines.push({
        pieces,
        isOff: inLine.length === 0 && touches(unused),
        isLeftOut: touches(leftOut),
        isTitle: lines.length === 0 && line.length <= 40,
      });
    from = until + 1;
  }
  return lines;
}

export type ShownPasted = ReturnType<typeof presentPasted>;
export type ShownItem = ShownPasted['items'][number];
export type ShownRow = Row;
