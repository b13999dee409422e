import ICAL from 'ical.js';
import { dayOf, timeOfDay } from '../../../clock.ts';
import { Unreadable } from '../../../fields/workbooks/unreadable.ts';
import { fact } from '../facts.ts';
import { bounds, createLines, type FileText } from './text.ts';

/** Dates of an event that repeats; a course of a year has fewer. */
const occurrences = 60;
/** Steps of a rule that finds no date, as on each 30 February. */
const steps = 2_000;

/** A calendar (.ics): 标题, 时间, 地点 and 说明 of each event, an empty line between them. */
export function readCalendar(text: string): FileText {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text));
    for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
    const events = calendar.getAllSubcomponents('vevent');
    if (events.length > bounds.events)
      throw new Unreadable(fact('pasting.calendar_events', { most: bounds.events, now: events.length }));
    const lines = createLines();
    for (const component of events) {
      const event = new ICAL.Event(component);
      const status = String(component.getFirstPropertyValue('status') ?? '');
      lines.add(`${status.toUpperCase() === 'CANCELLED' ? '【取消】' : ''}标题：${flat(event.summary)}`);
      for (const time of timesOf(event)) lines.add(`时间：${time}`);
      if (flat(event.location) !== '') lines.add(`地点：${flat(event.location)}`);
      const about = String(event.description ?? '').trim();
      if (about !== '') lines.add(about);
      lines.add('');
    }
    return { text: lines.text(), attachments: [] };
  } catch (cause) {
    throw cause instanceof Unreadable ? cause : new Unreadable(fact('pasting.calendar_broken'), { cause });
  }
}

const flat = (text: unknown) =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();

/** 2026年12月5日14:00—16:00, each date of one that repeats; whole days without a time. */
function timesOf(event: ICAL.Event): string[] {
  const of = (start: ICAL.Time, end: ICAL.Time) => written(start, end);
  if (!event.isRecurring()) return [of(event.startDate, event.endDate)];
  const dates = event.iterator();
  const found: string[] = [];
  for (let step = 0; step < steps && found.length < occurrences; step += 1) {
    const next = dates.next();
    if (next === null || next === undefined) break;
    const { startDate, endDate } = event.getOccurrenceDetails(next);
    found.push(of(startDate, endDate));
  }
  return found;
}

function written(start: ICAL.Time, end: ICAL.Time): string {
  const day = (text: string) => `${text.slice(0, 4)}年${Number(text.slice(5, 7))}月${Number(text.slice(8, 10))}日`;
  if (start.isDate) {
    const last = end.clone();
    last.adjust(-1, 0, 0, 0); // DTEND of whole days is the day after
    const [from, until] = [day(start.toString()), day(last.toString())];
    return last.compareDateOnlyTz(start, ICAL.Timezone.utcTimezone) > 0 ? `${from}至${until}` : from;
  }
  const [from, until] = [atOf(start), atOf(end)];
  const at = (date: Date) => timeOfDay(date).slice(0, 5);
  const isOneDay = dayOf(from) === dayOf(until);
  return until <= from
    ? `${day(dayOf(from))}${at(from)}`
    : `${day(dayOf(from))}${at(from)}—${isOneDay ? '' : day(dayOf(until))}${at(until)}`;
}

/** A time without a zone is that of Beijing. */
const atOf = (time: ICAL.Time): Date =>
  time.zone?.tzid === 'floating' ? new Date(`${time.toString().slice(0, 19)}+08:00`) : time.toJSDate();
