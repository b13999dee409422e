import ICAL from 'ical.js';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { inBeijing, lineOf, type Session, type SourceItem, type SourceReading } from './item.ts';
import { plainText } from './markup.ts';

/** Sessions of one entry, as the channel takes them. */
const mostSessions = 50;
/** How far ahead a series without an end is read. */
const ahead = 92 * 86_400_000;
/** Steps from the beginning of a series; a daily one of forty years has fewer. */
const mostSteps = 20_000;
const mostItems = 10_000;

/**
 * A calendar (RFC 5545): a series is one item with its sessions, without those that are left out (EXDATE) or cancelled, and with those that
 * were moved (RECURRENCE-ID). A long series is read from the first day of this month on, so that it is the same until the next.
 */
export function readCalendar(text: string, now: Date): SourceReading {
  if ((text.match(/^BEGIN:VEVENT/gim)?.length ?? 0) > mostItems)
    throw new Unreadable(fact('sources.many_items', { most: mostItems }));
  const calendar = componentOf(text);
  const zone = zoneNamed(textIn(calendar, 'x-wr-timezone')) ?? 'Asia/Shanghai';
  const series = new Map<string, { master?: ICAL.Component; others: ICAL.Component[] }>();
  for (const event of calendar.getAllSubcomponents('vevent')) {
    const uid = textIn(event, 'uid') || `${textIn(event, 'summary')}\n${event.getFirstPropertyValue('dtstart')}`;
    const one = series.get(uid) ?? { others: [] };
    if (event.hasProperty('recurrence-id')) one.others.push(event);
    else if (one.master === undefined || sequenceOf(event) >= sequenceOf(one.master)) one.master = event;
    series.set(uid, one);
  }
  const items = [...series].flatMap(([key, { master, others }]): SourceItem[] => {
    const item = master === undefined ? undefined : itemOf(key, master, others, { zone, now });
    if (item !== undefined) return [item];
    return others.flatMap(
      (event) => itemOf(`${key}\n${event.getFirstPropertyValue('recurrence-id')}`, event, [], { zone, now }) ?? [],
    );
  });
  return {
    form: 'calendar',
    items,
    isWhole: true,
    removed: [],
    name: lineOf(textIn(calendar, 'x-wr-calname'), 50) || undefined,
  };
}

function componentOf(text: string): ICAL.Component {
  try {
    const parsed: unknown = ICAL.parse(text);
    const first = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed[0] : parsed;
    if (Array.isArray(first)) return new ICAL.Component(first);
  } catch (error) {
    throw new Unreadable(fact('sources.calendar_broken'), { cause: error });
  }
  throw new Unreadable(fact('sources.calendar_broken'));
}

const textIn = (component: ICAL.Component, name: string): string => {
  const value: unknown = component.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
};
const numberIn = (component: ICAL.Component, name: string): number | undefined => {
  const value = Number(textIn(component, name) || Number.NaN);
  return Number.isInteger(value) && value >= 0 ? value : undefined;
};
const sequenceOf = (component: ICAL.Component): number => {
  const value: unknown = component.getFirstPropertyValue('sequence');
  return typeof value === 'number' ? value : 0;
};

type About = { zone: string; now: Date };

function itemOf(
  key: string,
  event: ICAL.Component,
  others: readonly ICAL.Component[],
  about: About,
): SourceItem | undefined {
  const title = lineOf(plainText(textIn(event, 'summary')), 200);
  const start = timeIn(event, 'dtstart');
  if (title === '' || start === undefined) return undefined;
  const all = sessionsOf(event, others, about);
  const [first] = all;
  if (first === undefined) return undefined; // each of its days is left out
  const place = lineOf(textIn(event, 'location'), 100);
  const url = textIn(event, 'url');
  const changed = timeIn(event, 'last-modified') ?? timeIn(event, 'dtstamp');
  const attached: unknown = event.getFirstPropertyValue('attach') ?? event.getFirstPropertyValue('image');
  return {
    key,
    title,
    startsAt: first.startsAt,
    endsAt:
      all
        .map(({ endsAt }) => endsAt ?? '')
        .toSorted()
        .at(-1) || undefined,
    sessions: all.length > 1 ? all : undefined,
    place: [...place].length <= 50 ? place || undefined : undefined,
    address: [...place].length > 50 ? place : undefined,
    url: /^https?:/i.test(url) ? URL.parse(url)?.href : undefined,
    text: plainText(textIn(event, 'description')) || undefined,
    picture: typeof attached === 'string' && /^https:.*\.(jpe?g|png|webp)(\?|$)/i.test(attached) ? attached : undefined,
    categories: [...new Set(event.getAllProperties('categories').flatMap((each) => each.getValues().map(String)))]
      .map((each) => lineOf(each, 30))
      .filter((each) => each !== '')
      .slice(0, 10),
    isCancelled: /^cancelled$/i.test(textIn(event, 'status')),
    remaining: numberIn(event, 'x-remaining'),
    changedAt: changed === undefined ? undefined : inBeijing(changed.getTime(about.zone)),
  };
}

type Time = { getTime(zone: string): number; isDay: boolean; time: ICAL.Time };

/** A time of an event; where it names a zone without describing it, that of the name, and where none, the calendar's. */
function timeIn(event: ICAL.Component, name: string): Time | undefined {
  const property = event.getFirstProperty(name);
  const value: unknown = property?.getFirstValue();
  return value instanceof ICAL.Time ? timeOf(value, property?.getFirstParameter('tzid')) : undefined;
}

const timeOf = (time: ICAL.Time, tzid: string | undefined): Time => ({
  time,
  isDay: time.isDate,
  getTime: (zone) =>
    time.isDate || time.zone === ICAL.Timezone.localTimezone || time.zone === undefined || time.zone === null
      ? wallTime(time, time.isDate ? 'Asia/Shanghai' : (zoneNamed(tzid) ?? zone))
      : time.toUnixTime() * 1000,
});

const windowsZones: Readonly<Record<string, string>> = {
  'china standard time': 'Asia/Shanghai',
  'taipei standard time': 'Asia/Taipei',
  'singapore standard time': 'Asia/Singapore',
  'tokyo standard time': 'Asia/Tokyo',
  utc: 'UTC',
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Looked up once each: a calendar of thousands names the same zone at every time, and a format takes milliseconds. */
const zones = new Map<string, string | undefined>();
const mostZones = 500;

function zoneNamed(name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '') return undefined;
  if (!zones.has(name) && zones.size < mostZones) zones.set(name, zoneOf(name));
  return zones.get(name);
}

function zoneOf(name: string): string | undefined {
  const zone = windowsZones[name.toLowerCase()] ?? name.replace(/^\/.*?\/(?=[A-Z])/, '');
  try {
    formats.set(zone, new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }));
    return zone;
  } catch {
    return undefined;
  }
}

/** The instant at which clocks of a zone show a time. */
function wallTime(time: ICAL.Time, zone: string): number {
  const wanted = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  if (zone === 'Asia/Shanghai') return wanted - 8 * 3_600_000;
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(zone, format);
  const shownAt = (at: number) => new Date(`${format.format(at).replace(' ', 'T')}Z`).getTime();
  const near = wanted - (shownAt(wanted) - wanted);
  return near - (shownAt(near) - wanted);
}

/** How long one lasts; undefined where the event does not say it. */
function lengthOf(event: ICAL.Component, start: Time, zone: string): number | undefined {
  const end = timeIn(event, 'dtend');
  // The end of a day is the day after it (RFC 5545, 3.6.1).
  if (end !== undefined) return Math.max(0, end.getTime(zone) - start.getTime(zone)) - (end.isDay ? 1_000 : 0);
  const duration: unknown = event.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return Math.max(0, duration.toSeconds() * 1_000) - (start.isDay ? 1_000 : 0);
  return start.isDay ? 86_399_000 : undefined;
}

function sessionsOf(event: ICAL.Component, others: readonly ICAL.Component[], { zone, now }: About): Session[] {
  const start = timeIn(event, 'dtstart');
  if (start === undefined) return [];
  const length = lengthOf(event, start, zone);
  const tzid = event.getFirstProperty('dtstart')?.getFirstParameter('tzid');
  const session = (begins: number, lasts: number | undefined): Session => ({
    startsAt: inBeijing(begins),
    endsAt: lasts === undefined || lasts <= 0 ? undefined : inBeijing(begins + lasts),
  });
  if (!event.hasProperty('rrule') && !event.hasProperty('rdate')) return [session(start.getTime(zone), length)];

  const moved = new Map<number, Session | undefined>();
  for (const other of others) {
    const instead = timeIn(other, 'recurrence-id');
    const begins = timeIn(other, 'dtstart') ?? instead;
    if (instead === undefined || begins === undefined) continue;
    const isOff = /^cancelled$/i.test(textIn(other, 'status'));
    moved.set(
      instead.getTime(zone),
      isOff ? undefined : session(begins.getTime(zone), lengthOf(other, begins, zone) ?? length),
    );
  }
  const month = new Date(`${inBeijing(now.getTime()).slice(0, 7)}-01T00:00:00+08:00`).getTime();
  const found: { at: number; session: Session }[] = [];
  const expansion = new ICAL.RecurExpansion({ component: event, dtstart: start.time });
  let isCut = false;
  for (let steps = 0; ; steps += 1) {
    const next = steps < mostSteps ? expansion.next() : undefined;
    if (next === undefined || next === null) break;
    const at = timeOf(next, tzid).getTime(zone);
    if (at > month + ahead && found.length > 0 && (found.length >= mostSessions || isEndless(event))) break;
    const change = moved.has(at) ? moved.get(at) : session(at, length);
    if (change !== undefined) found.push({ at, session: change });
    if (found.length > mostSessions) {
      isCut = true;
      if ((found[0]?.at ?? 0) < month) found.shift();
      else break;
    }
  }
  const kept = isCut || isEndless(event) ? found.filter(({ at }) => at >= month) : found;
  return kept
    .slice(0, mostSessions)
    .map((each) => each.session)
    .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
}

function isEndless(event: ICAL.Component): boolean {
  return event.getAllProperties('rrule').some((each) => {
    const rule: unknown = each.getFirstValue();
    return rule instanceof ICAL.Recur && !rule.isFinite();
  });
}
