import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { Data, Field } from '../../src/fields/form.ts';
import { typed } from '../../src/fields/form.ts';
import type { Cell } from '../../src/fields/workbooks/table.ts';
import { createWorkbooks } from '../../src/fields/workbooks/workbooks.ts';
import {
  apart,
  canonical,
  canonicalLive,
  dataIn,
  dataOf,
  formOf,
  stored,
} from '../../src/resources/channels/canonical.ts';
import { type ChannelCode, channels, isChannelCode } from '../../src/resources/channels/channels.ts';
import { columnsOf } from '../../src/resources/imports/workbook/columns.ts';
import { readEntries } from '../../src/resources/imports/workbook/reading.ts';
import { workbookOf } from '../support/imports.ts';

type Values = Readonly<Record<string, unknown>>;

const chars = '青溪剪纸课，老人 abc-12（三）“福”·é𠮷';
const words = (most: number) =>
  fc
    .string({ unit: fc.constantFrom(...chars), minLength: 2, maxLength: Math.min(most, 40) })
    .map((text) => `文${text}化`.slice(0, most).trim());
const time = fc
  .date({ min: new Date('2030-01-01T00:00:00Z'), max: new Date('2039-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 16)}:00+08:00`);

/** Possible values of a field in place of the example's, as in a record. */
function valueFor(field: Field, example: unknown): fc.Arbitrary<unknown> {
  const { control, as, options, max = 100 } = field;
  if (control === 'select' && options) return fc.constantFrom(...Object.keys(options));
  if (control === 'checks' && options) return fc.subarray(Object.keys(options));
  if (control === 'check') return fc.boolean();
  if (as?.type === 'integer')
    return fc.integer({ min: Math.ceil(as.min ?? 0), max: Math.min(as.max ?? 1_000, 1_000_000) });
  if (control === 'textarea' || (control === 'text' && field.name !== 'external_id' && field.max !== undefined))
    return field.name === 'postcode' || field.name === 'body' ? fc.constant(example) : words(max);
  if (control === 'datetime' && ['publish_at', 'produced_on'].includes(field.name)) return time;
  return fc.constant(example);
}

/** An entry of a channel that will do: the example with some fields left out and some saying something else. */
function entries(code: ChannelCode): fc.Arbitrary<Values> {
  const channel = channels[code];
  const read = canonical(channel, channel.example);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const fields = columnsOf(channel).filter(({ name }) => !Object.hasOwn(channel.live ?? {}, name));
  const parts = fields.map((field) => {
    const example = read.values[field.name];
    const said = fc.oneof(
      { weight: 3, arbitrary: fc.constant(example) },
      { weight: 1, arbitrary: valueFor(field, example) },
    );
    return field.optional && field.name !== 'external_id' ? fc.option(said, { nil: undefined, freq: 4 }) : said;
  });
  return fc
    .tuple(...parts)
    .map((values) => Object.fromEntries(fields.map(({ name }, place) => [name, values[place]])))
    .filter((values) => 'values' in canonical(channel, dataIn(channel, values)));
}

/** How a person fills in a form: boxes ticked one by one, everything else as text. */
function asForm(code: ChannelCode, values: Values): Data {
  const channel = channels[code];
  const data = dataIn(channel, values);
  const posted: Record<string, string> = {};
  for (const { name, control } of columnsOf(channel)) {
    const text = data[name] ?? '';
    if (control === 'checks') for (const option of text.split('\n').filter(Boolean)) posted[`${name}.${option}`] = '1';
    else if (control !== 'check') posted[name] = text.replaceAll('\n', '\r\n');
    else if (text === '1') posted[name] = '1';
  }
  const files = columnsOf(channel).filter(({ control }) => control === 'files');
  return {
    ...typed(formOf(channel).groups, posted),
    ...Object.fromEntries(files.map(({ name }) => [name, data[name] ?? ''])),
  };
}

const serial = (at: string) => new Date(`${at.slice(0, 19)}Z`);

/** How it is typed into cells: words for codes, dates as dates or in one of the ways of writing them, numbers as numbers. */
function cellOf({ control, as, options = {} }: Field, value: unknown, text: string, way: number): Cell {
  if (text === '') return control === 'check' && value === false ? '否' : null;
  if (control === 'check') return value === true ? (['是', true, '√', 1][way % 4] ?? true) : '否';
  if (control === 'select') return way % 2 === 0 ? (options[text] ?? text) : text;
  if (control === 'checks')
    return text
      .split('\n')
      .map((code) => (way % 2 === 0 ? (options[code] ?? code) : code))
      .join(['、', ',', '；', '\n'][way % 4]);
  if (control === 'date')
    return (
      [
        serial(`${text}T00:00:00`),
        text,
        text.replaceAll('-', '/'),
        `${text.slice(0, 4)}年${Number(text.slice(5, 7))}月${Number(text.slice(8))}日`,
      ][way % 4] ?? text
    );
  if (control === 'datetime')
    return (
      [
        serial(text),
        text,
        text.slice(0, 16).replace('T', ' '),
        `${text.slice(0, 10).replaceAll('-', '/')} ${text.slice(11, 16)}`,
      ][way % 4] ?? text
    );
  if (as?.type === 'integer' || as?.type === 'number')
    return way % 2 === 0
      ? Number(text)
      : text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
  return text;
}

const storedOf = (code: ChannelCode, data: Data): string => {
  const read = canonical(channels[code], apart(channels[code], data).data);
  return 'values' in read ? stored(read.values) : JSON.stringify(read.problems);
};

describe('R43 the same input by form, workbook and program', () => {
  const workbooks = createWorkbooks();
  const runs = Number(process.env.RUNS ?? 40);
  let made: Map<ChannelCode, { values: Values; way: number }[]>;
  before(() => {
    const codes = Object.keys(channels).filter(isChannelCode);
    made = new Map(
      codes.map((code) => [
        code,
        fc.sample(fc.record({ values: entries(code), way: fc.nat(15) }), { numRuns: runs, seed: 20_261_124 }),
      ]),
    );
  });
  after(() => made.clear());

  for (const code of Object.keys(channels).filter(isChannelCode))
    it(`gives byte-identical records of ${channels[code].name}`, async () => {
      const channel = channels[code];
      const fields = columnsOf(channel);
      const all = made.get(code) ?? [];
      const rows = all.map(({ values, way }, place) => {
        const data = dataIn(channel, values);
        return fields.map((field) =>
          field.name === 'external_id' ? `w-${place}` : cellOf(field, values[field.name], data[field.name] ?? '', way),
        );
      });
      const bytes = await workbookOf([fields.map(({ title }) => title), ...rows]);
      const read: Data[] = [];
      for await (const told of readEntries(workbooks, channel, channels, { bytes, kind: 'xlsx' }))
        if ('rows' in told) read.push(...told.rows.map(({ data }) => data));
      expect(read.length).to.equal(all.length);
      for (const [place, { values }] of all.entries()) {
        const named = { ...values, external_id: `w-${place}` };
        const byForm = storedOf(code, asForm(code, named));
        const json: Record<string, unknown> = JSON.parse(JSON.stringify(named));
        const byProgram = storedOf(code, dataOf(channel, json).data);
        expect(JSON.parse(byForm)).to.have.property('external_id', `w-${place}`);
        expect(byProgram, `program, ${place}`).to.equal(byForm);
        expect(storedOf(code, read[place] ?? {}), `workbook, ${place}`).to.equal(byForm);
      }
    });

  it('gives one live state as well', () => {
    const { activity } = channels;
    const ways = [{ remaining: '12' }, { remaining: '１２' }, dataOf(activity, { remaining: 12 }).data];
    const read = ways.map((data) => canonicalLive(activity, data));
    expect(new Set(read.map(({ values }) => stored(values)))).to.deep.equal(new Set(['{"remaining":12}']));
  });
});
