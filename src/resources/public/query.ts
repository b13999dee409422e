import type { ParsedUrlQuery } from 'node:querystring';
import { dayStart } from '../../clock.ts';
import { regionsBelow } from '../../fields/regions/region-table.ts';
import { facet, fieldsOn, type ListedChannel } from '../listing/listing.ts';
import type { Order } from '../listing/public-store.ts';

// What an address of the public pages asks for. Whatever it is, it leads to a page: what cannot be read counts as not said.

const one = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

export interface Choice {
  name: string;
  title: string;
  options: Readonly<Record<string, string>>;
  value: string;
}

/** What a channel can be filtered by, with what is chosen. */
export const choicesOf = ({ groups, filters }: ListedChannel, query: ParsedUrlQuery): Choice[] =>
  fieldsOn(groups).flatMap((field) => {
    const { name, title } = field;
    const options = field.control === 'check' ? { 1: '是' } : field.options;
    if (!filters.includes(name) || options === undefined) return [];
    const value = one(query[name]);
    return [{ name, title, options: inShort(options), value: Object.hasOwn(options, value) ? value : '' }];
  });

/** 儿童：0 至 6 岁 → 儿童 */
const inShort = (options: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(options).map(([code, words]) => [code, words.replace(/：.*$/s, '')]));

export const facetsOf = (choices: readonly Choice[]): string[] =>
  choices.filter(({ value }) => value !== '').map(({ name, value }) => facet(name, value));

/** The provinces, as a choice of two digits. */
export function provinceChoice(query: ParsedUrlQuery): Choice {
  const options = Object.fromEntries(regionsBelow().map(({ code, name }) => [`p${code.slice(0, 2)}`, name]));
  const value = one(query.region);
  return { name: 'region', title: '地区', options, value: Object.hasOwn(options, value) ? value : '' };
}

/** When something is: key → words. The first goes without saying. */
export const times = { '': '正在和即将', today: '今天', week: '七天内', past: '已结束' } as const;

/** Of what has a time: what is to come, or what was; `until` where only what begins before is meant. */
export function timesOf(
  channel: ListedChannel,
  query: ParsedUrlQuery,
  now: Date,
): { order: Order; when: keyof typeof times; until?: Date } {
  if (!fieldsOn(channel.groups).some(({ name }) => name === 'end_at')) return { order: 'newest', when: '' };
  const when = one(query.when);
  if (when === 'past') return { order: 'past', when };
  if (when === 'today') return { order: 'coming', when, until: dayStart(now, 1) };
  return when === 'week' ? { order: 'coming', when, until: dayStart(now, 7) } : { order: 'coming', when: '' };
}

/** An address with what was chosen, in one order, without what is empty. */
export function withQuery(path: string, chosen: Readonly<Record<string, string | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(chosen)) if (value) parameters.set(name, value);
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

/** 330000 → 33, 330800 → 3308, 330822. */
export const withinOf = (code: string) => code.replace(/(00){1,2}$/, '');
