import type { ParsedUrlQuery } from 'node:querystring';
import { dayOf, dayStart } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { regionsBelow } from '../../fields/regions/region-table.ts';
import type { Channel } from '../channels/channel.ts';
import { weekdayNumber } from '../invitations/days.ts';
import { fact } from '../invitations/facts.ts';
import { facet, fieldsOn, type ListedChannel } from '../listing/listing.ts';

// The filter in an address of the public pages. Every address leads to a page: unreadable parts count as absent.

const one = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

export interface Choice {
  name: string;
  title: string;
  options: Readonly<Record<string, string>>;
  value: string;
}

/** The filters of a channel, with the chosen options. */
const choicesOf = ({ groups, filters }: ListedChannel, query: ParsedUrlQuery, say: Speech['say']): Choice[] =>
  fieldsOn(groups).flatMap((field) => {
    const { name, title } = field;
    const options = field.control === 'check' ? { 1: say(fact('invitations.yes')) } : field.options;
    if (!filters.includes(name) || options === undefined) return [];
    const value = one(query[name]);
    return [
      {
        name,
        title: nameIn(title, say),
        options: inShort(options, say),
        value: Object.hasOwn(options, value) ? value : '',
      },
    ];
  });

/** 儿童：0 至 6 岁 → 儿童 */
const inShort = (options: Readonly<Record<string, string>>, say: Speech['say']) =>
  Object.fromEntries(Object.entries(options).map(([code, words]) => [code, nameIn(words.replace(/：.*$/s, ''), say)]));
const nameIn = (text: string, say: Speech['say']) => say(fact('invitations.name', { text }));

const facetsOf = (choices: readonly Choice[]): string[] =>
  choices.filter(({ value }) => value !== '').map(({ name, value }) => facet(name, value));

/** The provinces, as a choice of two digits. */
export function provinceChoice(query: ParsedUrlQuery, say: Speech['say']): Choice {
  const options = Object.fromEntries(regionsBelow().map(({ code, name }) => [`p${code.slice(0, 2)}`, name]));
  const value = one(query.region);
  return {
    name: 'region',
    title: say(fact('invitations.region')),
    options,
    value: Object.hasOwn(options, value) ? value : '',
  };
}

/** When something is: key → words. The first goes without saying. */
const times = { '': '正在和即将', today: '今天', weekend: '周末', week: '七天内', past: '已结束' } as const;
export type When = keyof typeof times;

export function whenOf(query: ParsedUrlQuery): When {
  const when = one(query.when);
  return when === 'today' || when === 'weekend' || when === 'week' || when === 'past' ? when : '';
}

/** The days of a filter, for upcoming ones: this weekend is the next one, or the present one. */
export function daysOf(when: When, now: Date): { from?: Date; until?: Date } {
  if (when === 'today') return { until: dayStart(now, 1) };
  if (when === 'week') return { until: dayStart(now, 7) };
  if (when !== 'weekend') return {};
  const day = weekdayNumber(now);
  const saturday = day === 0 ? -1 : 6 - day;
  return { from: dayStart(now, saturday), until: dayStart(now, saturday + 2) };
}

/** Free of charge, with a ticket or without. */
export const freeOfCharge = [facet('fee_type', 'free'), facet('fee_type', 'free_booking')];

export const isOn = (query: ParsedUrlQuery, name: string): boolean => one(query[name]) === '1';

/** A channel's chosen options in an address, without the days and the cookie: the choices, the address in one order, and the filter. */
export function chosenOf(channel: Channel, query: ParsedUrlQuery, say: Speech['say'], when: When = '') {
  const [province, own] = [provinceChoice(query, say), choicesOf(channel, query, say)];
  const isFree = channel.filters.includes('fee_type') && isOn(query, 'free');
  const chosen: Record<string, string | undefined> = {
    ...Object.fromEntries([province, ...own].map(({ name, value }) => [name, value])),
    ...{ when, free: isFree ? '1' : '' },
  };
  const filter = {
    ...{ channel: channel.code, facets: facetsOf(own) },
    ...(province.value !== '' && { region: province.value.slice(1) }),
    ...(isFree && { anyOf: freeOfCharge }),
  };
  return { choices: [province, ...own], chosen, filter, isFree };
}

/** The number of a page, for its readers: the list itself is ordered by its cursor. */
export function pageNumber({ page, after, before }: ParsedUrlQuery): number | undefined {
  const number = Number(one(page));
  if (after === undefined && before === undefined) return 1;
  return Number.isInteger(number) && number >= 2 && number <= 99_999 ? number : undefined;
}

/** 2026-12, or the month of today. */
export function monthOf(query: ParsedUrlQuery, now: Date): string {
  const [month] = /^20\d\d-(0[1-9]|1[0-2])$/.exec(one(query.month)) ?? [];
  return month ?? dayOf(now).slice(0, 7);
}

/** An address with the chosen options, in one order, without empty ones. */
export function withQuery(path: string, chosen: Readonly<Record<string, string | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(chosen)) if (value) parameters.set(name, value);
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}
