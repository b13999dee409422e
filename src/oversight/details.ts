import type { AuditWords } from '../audit/audit-words.ts';
import { dateTime } from '../http/pages/text.ts';

/** A recorded detail of an event: a value, or the one before and the present one. */
export type Line = { name: string; from?: string; to: string };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An audit row's details as people compare them: name by name, before and after, the unchanged left out. */
export function readableDetails(details: object, words: AuditWords): Line[] {
  const say = (value: unknown, about?: string) => inWords(value, words, about);
  const { from, to, ...rest }: Record<string, unknown> = { ...details };
  const others = Object.entries(rest).map(([name, value]) => ({ name: words.name(name), to: say(value, name) }));
  if (from === undefined && to === undefined) return others;
  if (!isObject(from) && !isObject(to)) return [{ name: '', from: say(from, ''), to: say(to, '') }, ...others];
  const [before, after] = [isObject(from) ? from : {}, isObject(to) ? to : {}];
  const changes = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [was, is] = [say(before[name], name), say(after[name], name)];
    if (was === is) return [];
    return from === undefined || from === null
      ? [{ name: words.name(name), to: is }]
      : [{ name: words.name(name), from: was, to: is }];
  });
  return [...changes, ...others];
}

function inWords(value: unknown, words: AuditWords, about?: string): string {
  if (value === undefined || value === null || value === '') return '（空）';
  if (value === true) return '是';
  if (value === false) return '否';
  if (typeof value === 'string')
    return isTime(value) ? dateTime(new Date(value)) : about === undefined ? value : words.value(about, value);
  if (Array.isArray(value)) return value.length === 0 ? '（空）' : value.map((each) => inWords(each, words)).join('、');
  if (isObject(value))
    return Object.entries(value)
      .map(([name, each]) => `${words.name(name)} ${inWords(each, words, name)}`)
      .join('，');
  return String(value);
}

const isTime = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text);
