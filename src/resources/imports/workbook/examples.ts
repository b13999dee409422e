import type { Data, Field } from '../../../fields/form.ts';
import { canonical, dataIn } from '../../channels/canonical.ts';
import type { Channel } from '../../channels/channel.ts';
import { columnsOf } from './columns.ts';

/** 本地编号 of example rows; no real number looks like this. */
export const exampleNumber = /^示例\d*$/;

/** A value as people type it: words for codes, the time without its zone. */
function typedAs(field: Field, value: string): string {
  const words = (code: string) => field.options?.[code] ?? code;
  if (value === '') return '';
  if (field.control === 'check') return value === '1' ? '是' : '否';
  if (field.control === 'select') return words(value);
  if (field.control === 'checks') return value.split('\n').map(words).join('、');
  return value.replace(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\+08:00/g, '$1 $2');
}

/** The required fields only. */
function least(channel: Channel, data: Data): Data {
  let rest: Record<string, string> = { ...data };
  for (const name of Object.keys(data)) {
    const { [name]: _without, ...less } = rest;
    if (name !== 'external_id' && 'values' in canonical(channel, less)) rest = less;
  }
  return rest;
}

type Examples = readonly Readonly<Record<string, string>>[];
const made = new WeakMap<Channel, Examples>();

/** Three rows of a template: everything, the least, and codes as programs write them. */
export function examplesOf(channel: Channel): Examples {
  const known = made.get(channel) ?? makeExamples(channel); // some thirty readings of a form: once for each channel
  made.set(channel, known);
  return known;
}

function makeExamples(channel: Channel): Examples {
  const read = canonical(channel, channel.example);
  const data = 'values' in read ? dataIn(channel, read.values) : channel.example;
  const typed = (from: Data) =>
    Object.fromEntries(columnsOf(channel).map((field) => [field.name, typedAs(field, from[field.name] ?? '')]));
  const short = least(channel, data);
  return [
    { ...typed(data), external_id: '示例1' },
    { ...typed(short), external_id: '示例2', title: `${data.title ?? ''}（只填必填项）` },
    { ...short, external_id: '示例3', title: `${data.title ?? ''}（用代码填写）` },
  ];
}
