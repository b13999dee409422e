import type { AuditWords } from '../audit/audit-words.ts';
import { isId } from '../crypto/secrets.ts';
import { dateTime } from '../http/pages/text.ts';
import { type Called, type CalledOf, kindOfDetail, shortOf } from './names.ts';

/** A recorded detail of an event: a value, or the one before and the present one. */
export type Line = { name: string; from?: string; to: string };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An audit row's details as people compare them: name by name, before and after, the unchanged left out. */
export function readableDetails(details: object, words: AuditWords, calledOf: CalledOf = () => undefined): Line[] {
  const say = (value: unknown, about?: string) => inWords(value, { words, calledOf }, about);
  const { from, to, ...rest }: Record<string, unknown> = { ...details };
  const others = Object.entries(rest).map(([name, value]) => ({ name: words.name(name), to: say(value, name) }));
  if (from === undefined && to === undefined) return others;
  if (!isObject(from) && !isObject(to)) {
    const is = say(to, '');
    return [
      from === undefined || from === null ? { name: '', to: is } : { name: '', from: say(from, ''), to: is },
      ...others,
    ];
  }
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

/** A name with its number beside it, as far as there is one. */
function callName({ name, state }: Called, id: string): string {
  const words = { live: name, ended: '已注销的账号', gone: '已删除' }[state];
  return isId(id) ? `${words}（${shortOf(id)}）` : `${words}（${id}）`;
}

type Speaking = { words: AuditWords; calledOf: CalledOf };

function inWords(value: unknown, speaking: Speaking, about?: string): string {
  if (value === undefined || value === null || value === '') return '（空）';
  if (value === true) return '是';
  if (value === false) return '否';
  if (typeof value === 'string') return textInWords(value, speaking, about);
  if (Array.isArray(value))
    return value.length === 0 ? '（空）' : value.map((each) => inWords(each, speaking, about)).join('、');
  if (isObject(value))
    return Object.entries(value)
      .map(([name, each]) => `${speaking.words.name(name)} ${inWords(each, speaking, name)}`)
      .join('，');
  return String(value);
}

function textInWords(value: string, { words, calledOf }: Speaking, about?: string): string {
  if (isTime(value)) return dateTime(new Date(value));
  const kind = about === undefined ? undefined : kindOfDetail(about);
  const called = kind === undefined ? undefined : calledOf({ kind, id: value });
  const said = about === undefined ? value : words.value(about, value);
  if (said !== value) return said;
  if (called !== undefined) return callName(called, value);
  return shortOf(value);
}

const isTime = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text);
