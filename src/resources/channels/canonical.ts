import { createHash } from 'node:crypto';
import type { Problems } from '../../errors.ts';
import {
  type Data,
  type Field,
  type Fields,
  type Form,
  fieldsIn,
  readEach,
  readForm,
  type Values,
} from '../../fields/form.ts';
import { tooMany } from '../../fields/list.ts';
import { inBoth, isDatum } from '../../fields/regions/coordinates.ts';
import { isTyped, textIn } from '../../fields/spelling.ts';
import { fact } from '../facts.ts';
import { type Channel, numberOf } from './channel.ts';
import { checkProvince, checkShared, tidyPlace } from './shared.ts';
import { tidySpans } from './spans.ts';

const forms = new WeakMap<Channel, Form>();

/** The form of a channel, as review, workbook and API read it. */
export function formOf(channel: Channel): Form {
  const known = forms.get(channel);
  if (known !== undefined) return known;
  const names = new Set(channel.groups.flatMap(({ fields }) => Object.keys(fields)));
  const form: Form = {
    groups: channel.groups,
    paged: true,
    minutes: 5,
    tidy: (data) => tidySpans(tidyPlace(plainLines(data)), names),
    checksInPart: true,
    check: (values, unreadable) => checkInPart(channel, values, unreadable),
  };
  forms.set(channel, form);
  return form;
}

const checkWhole = (channel: Channel, values: Values): Problems => ({
  ...checkShared(values, channel.addresses),
  ...checkProvince(values),
  ...channel.check?.(values),
});

/** A problem between fields counts beside unreadable ones where none of their possible values would end it. */
function checkInPart(channel: Channel, values: Values, unreadable: Readonly<Problems>): Problems {
  let problems = checkWhole(channel, values);
  for (const field of everyField(channel).filter(({ name }) => Object.hasOwn(unreadable, name)))
    for (const value of possibleOf(field)) {
      if (Object.keys(problems).length === 0) return problems;
      const then = checkWhole(channel, { ...values, [field.name]: value });
      problems = Object.fromEntries(Object.entries(problems).filter(([name]) => Object.hasOwn(then, name)));
    }
  return problems;
}

/** Any choice of a field, or something. */
const possibleOf = ({ as, options }: Field): readonly unknown[] =>
  as?.type === 'boolean' ? [true, false] : options === undefined ? ['?'] : Object.keys(options);

const plainLines = (data: Data): Data =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value.replace(/\r\n?/g, '\n')]));

/** All that a channel asks for, the live state with it. */
export const everyField = (channel: Channel): Field[] => [
  ...channel.groups.flatMap(({ fields }) => fieldsIn(fields)),
  ...fieldsIn(channel.live ?? {}),
];

/** R43: typed, pushed or uploaded data as one record, or the problems by field. */
export function canonical(channel: Channel, data: Data): { values: Values } | { problems: Problems } {
  const read = readForm(formOf(channel), data);
  return 'problems' in read ? read : { values: recordOf(read.values) };
}

/** The same of values that the form has read already. */
export const recordOf = (values: Values): Values => ({ ...given(values), ...positionOf(values) });

const liveForms = new WeakMap<Channel, Form>();

function liveFormOf(channel: Channel): Form {
  const fields: Fields = channel.live ?? {};
  const form = liveForms.get(channel) ?? { groups: [{ name: 'live', title: '', fields }] };
  liveForms.set(channel, form);
  return form;
}

/** The parsed live state, and the problems of its unreadable parts. */
export function canonicalLive(channel: Channel, data: Data): { values: Values; problems: Problems } {
  const [form, plain] = [liveFormOf(channel), plainLines(data)];
  const read = readForm(form, plain);
  return 'problems' in read
    ? { values: given(readEach(form, plain)), problems: read.problems }
    : { values: given(read.values), problems: {} };
}

/** The values that can be read already, of data with problems. */
export const readable = (channel: Channel, data: Data): Values => readEach(formOf(channel), data);

const given = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );

function positionOf({ lng, lat, datum }: Values): Values {
  const [east, north] = [numberOf(lng), numberOf(lat)];
  return east === undefined || north === undefined || !isDatum(datum) ? {} : { position: inBoth([east, north], datum) };
}

/** The record as it is kept: the same bytes for the same content, whichever way it came. */
export const stored = (values: Values): string => JSON.stringify(sorted(values));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}

export const hashOf = (values: Values): string => createHash('sha256').update(stored(values)).digest('base64url');

/** The record as typed data of the form: the beginning of a revision. */
export const dataIn = (channel: Channel, values: Values): Record<string, string> =>
  Object.fromEntries(
    everyField(channel).flatMap((field) => {
      const text = textIn(field, values[field.name]);
      return text === undefined || text === '' ? [] : [[field.name, text]];
    }),
  );

/** Members of objects in a list that it has no columns for: sessions.seats. */
const membersUnknown = ({ name, as }: Field, value: unknown): string[] => {
  if (as?.type !== 'rows' || !Array.isArray(value)) return [];
  const known = new Set(as.columns.map((column) => column.name));
  const members = value.slice(0, as.most).flatMap((row: unknown) => (isObject(row) ? Object.keys(row) : []));
  return [...new Set(members)].filter((member) => !known.has(member)).map((member) => `${name}.${member}`);
};
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A program's input as typed data. Names unknown to the channel are told apart. */
export function dataOf(channel: Channel, json: Readonly<Record<string, unknown>>) {
  const data: Record<string, string> = {};
  const problems: Problems = {};
  const fields = new Map(everyField(channel).map((field) => [field.name, field]));
  const unknown = Object.keys(json).filter((name) => !fields.has(name) && name !== 'position');
  for (const [name, field] of fields) {
    if (!Object.hasOwn(json, name)) continue;
    const value = json[name];
    unknown.push(...membersUnknown(field, value));
    const most = mostIn(field);
    if (Array.isArray(value) && value.length > most) {
      problems[name] = tooMany(field.title, most, value.length); // before one of them is parsed
      continue;
    }
    const text = textIn(field, value);
    if (text === undefined || !isTyped(field, value))
      problems[name] = fact('resources.shape', { label: field.title, shape: field.as?.type ?? 'text' });
    if (text !== undefined) data[name] = text; // rules between fields see that it is there
  }
  return { data, problems, unknown };
}

/** How many a field takes; one that takes a text is not given thousands. */
const mostIn = ({ as, accept }: Field): number =>
  (as?.type === 'list' || as?.type === 'rows' ? as.most : accept?.most) ?? 1_000;

/** The two parts of an entry's data: the reviewed one, and the live one. */
export function apart(channel: Channel, data: Data): { data: Data; live: Data } {
  const names = new Set(Object.keys(channel.live ?? {}));
  const split = (isLive: boolean) =>
    Object.fromEntries(Object.entries(data).filter(([name]) => names.has(name) === isLive));
  return { data: split(false), live: split(true) };
}

/** Which kinds of files the forms of these channels take together. */
export const uploadTypes = (channels: readonly Channel[]): string[] => [
  ...new Set(channels.flatMap((channel) => everyField(channel).flatMap(({ accept }) => accept?.types ?? []))),
];
