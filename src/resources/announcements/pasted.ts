import { days } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import { type Data, type Field, fieldsOf } from '../../fields/form.ts';
import { canonical, formOf } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import type { Change, Habit, NoEntry, ReadValue, Span } from './announcement.ts';
import { fact } from './facts.ts';

// An announcement while a person looks at it. Pure: nothing here reads or writes.

/** How long one is kept after the last touch, where it is not sent. */
export const keptFor = days(7);

/** A value as it stands at the moment. */
export type CurrentValue = Omit<ReadValue, 'source'> & {
  /** `entry`: of the last entry of the channel; `person`: typed or chosen here. */
  source: ReadValue['source'] | 'entry' | 'person';
  /** A person has looked at its doubt. */
  isSeen?: boolean | undefined;
};

/** An entry that is there already and that the announcement changes. */
export type Target = {
  entryId: string;
  externalId: string;
  title: string;
  /** As published. */
  data: Data;
  /** It was found by its number, or a person said that it is this one. */
  isSeen: boolean;
};

export type Item = {
  /** AnnouncementInput at the first reading: sent twice, it is one entry. */
  externalId: string;
  channel: string;
  values: Readonly<Record<string, CurrentValue>>;
  isChosen: boolean;
  change?: Change | undefined;
  target?: Target | undefined;
  /** Of sending, by field, until the field changes. */
  problems?: Readonly<Record<string, Fact>> | undefined;
  /** The entry, once it was sent. */
  entryId?: string | undefined;
};

type Closure = { from: string; to: string; spans: readonly Span[]; isChosen: boolean };

/** All that is kept of an announcement, sealed, as long as it is being worked on. */
export type Pasted = {
  /** Without the numbers that were left out. */
  text: string;
  writtenOn?: string | undefined;
  /** The file that it came in, and files that came with it. */
  file?: string | undefined;
  attachments: readonly string[];
  items: readonly Item[];
  none?: { kind: NoEntry; spans: readonly Span[] } | undefined;
  closures: readonly Closure[];
  unused: readonly Span[];
  leftOut: readonly Span[];
  /** The entries that were made of it; then nothing else is left. */
  sent?: readonly { entryId: string; title: string }[] | undefined;
};

/** A question that has no answer yet. `target`: whether it is about that entry; `missing`: the channel asks for it, and it is absent. */
export type OpenQuestion = { field: string; kind: 'doubt' | 'missing' | 'target'; says: Fact | undefined };

/** The data that would be sent. */
export function dataOf(item: Item): Data {
  const own = Object.fromEntries(Object.entries(item.values).map(([name, { value }]) => [name, value]));
  return item.target === undefined ? own : { ...item.target.data, ...changesOf(item) };
}

/** Values that differ from the published entry. The title is how it was found. */
export function changesOf({ values, target, change }: Item): Record<string, string> {
  if (target === undefined || change?.kind === 'cancelled') return {};
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, { value, source }]) =>
      (name === 'title' && source !== 'person') || source === 'institution' || value === (target.data[name] ?? '')
        ? []
        : [[name, value]],
    ),
  );
}

/** Whether sending changes its reviewed fields; calling it off, or putting it off without a new day, needs no review. */
export const isRevision = (item: Item): boolean => Object.keys(changesOf(item)).length > 0;

const isOpen = ({ doubt, isSeen }: CurrentValue) => doubt !== undefined && isSeen !== true;

/** Questions to look at and fields to fill in before it can be sent, in the order of the form. The one rule about this: sending asks it too. */
export function openQuestions(item: Item, channel: Channel): OpenQuestion[] {
  const { target, change, values, problems = {} } = item;
  const isThisOne: OpenQuestion[] = target?.isSeen === false ? [{ field: '', kind: 'target', says: undefined }] : [];
  if (target !== undefined && (change?.kind === 'cancelled' || !isRevision(item))) return isThisOne;
  const changed = target === undefined ? undefined : changesOf(item);
  const read = canonical(channel, { ...dataOf(item), external_id: item.externalId });
  const wrong: Readonly<Record<string, Fact>> = { ...problems, ...('problems' in read && read.problems) };
  const asked = fieldsOf(formOf(channel)).flatMap(({ name }): OpenQuestion[] => {
    const held = values[name];
    if (changed !== undefined && changed[name] === undefined) return [];
    if (held !== undefined && isOpen(held)) return [{ field: name, kind: 'doubt', says: held.doubt }];
    const says = wrong[name];
    return says === undefined ? [] : [{ field: name, kind: 'missing', says }];
  });
  // An end that is looked at may be wrong only because its beginning is not sure yet: it is asked once that is.
  return [...isThisOne, ...asked];
}

/** The reason why an item cannot be sent yet, by field. */
export function refusals(item: Item, channel: Channel): Record<string, Fact> {
  const titles = new Map(fieldsOf(formOf(channel)).map(({ name, title }) => [name, title]));
  return Object.fromEntries(
    openQuestions(item, channel).map(({ field, kind, says }) => [
      field,
      kind === 'missing' && says !== undefined
        ? says
        : fact('pasting.unseen', { label: field === '' ? (item.target?.title ?? '') : (titles.get(field) ?? field) }),
    ]),
  );
}

/** A value that a person gave: the words of the notice stay with it. */
export function withValue(item: Item, field: string, value: string): Item {
  const { [field]: before, ...others } = item.values;
  const { [field]: _problem, ...problems } = item.problems ?? {};
  const isSame = before?.value === value;
  if (value === '' && before === undefined) return { ...item, problems };
  const held: CurrentValue =
    isSame && before !== undefined
      ? { ...before, isSeen: true }
      : { value, spans: before?.spans ?? [], source: 'person', isSeen: true };
  return { ...item, problems, values: value === '' ? others : { ...others, [field]: held } };
}

/** Fields whose words mean the same in the next announcement: a room, a telephone, a phrase for who may come. Never days, prices and numbers of people. */
const habitual = new Set([
  ...['place_name', 'address', 'venue_external_id', 'contact_phone', 'organizer', 'co_organizer', 'host_unit'],
  ...['category', 'mode', 'booking', 'booking_url', 'fee_type', 'audience', 'art_category', 'level', 'form', 'teacher'],
]);
const longestWords = 60;

/** The corrections of a clerk in an item, as habits of the institution. */
export const habitsIn = (item: Item, text: string): Habit[] =>
  Object.entries(item.values).flatMap(([field, { value, source, spans }]) => {
    const words = spans
      .map(([from, to]) => text.slice(from, to))
      .join(' ')
      .trim();
    const isKept = source === 'person' && habitual.has(field) && words !== '' && words.length <= longestWords;
    return isKept && !words.includes('\n') ? [{ words, field, value }] : [];
  });

/** The text without the numbers that are kept nowhere; every other place stays where it was. */
export function withoutNumbers(text: string, leftOut: readonly Span[]): string {
  let masked = text;
  for (const [from, to] of leftOut)
    masked = masked.slice(0, from) + masked.slice(from, to).replace(/[^\n]/g, '*') + masked.slice(to);
  return masked;
}

/** The lines in which some words stand, as the hall wrote them. */
export const linesAround = (text: string, spans: readonly Span[]): string =>
  [
    ...new Set(
      spans.map(([from, to]) => {
        const start = text.lastIndexOf('\n', from - 1) + 1;
        const end = text.indexOf('\n', to);
        return text
          .slice(start, end === -1 ? text.length : end)
          .replaceAll('\t', ' ')
          .trim();
      }),
    ),
  ].join('，');

/** Fields by name, as the form of the channel has them. */
export const fieldsByName = (channel: Channel): ReadonlyMap<string, Field> =>
  new Map(fieldsOf(formOf(channel)).map((field) => [field.name, field]));

/** Whether the day of a time stands in the text: 12月5日, and not 2月5日 in it. */
export function namesDay(text: string, at: string | undefined): boolean {
  if (at === undefined) return false;
  const day = `${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}`;
  const isDigit = (sign: string | undefined) => sign !== undefined && /\d/.test(sign);
  for (let from = text.indexOf(day); from !== -1; from = text.indexOf(day, from + 1))
    if (!isDigit(text[from - 1]) && !isDigit(text[from + day.length])) return true;
  return false;
}
