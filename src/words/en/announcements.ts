import type { ReadingFacts } from '../../resources/announcements/reading/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'announcements.year_missing': ({ day }) => `no year is written: is it ${day}?`,
  'announcements.day_over': ({ day }) => `${day} is over: is the day right?`,
  'announcements.written_when': ({ words }) =>
    `“${words}” is counted from the day on which the announcement was written, which it does not say: is this right?`,
  'announcements.weekday_differs': ({ day, words }) =>
    `${day} is another weekday than the written one (${words}): which is right?`,
  'announcements.festival_day': ({ name, day }) => `no day is written; by the calendar ${name} is on ${day}: is it?`,
  'announcements.first_of_weekly': ({ words }) => `no first day is written: is it ${words}?`,
  'announcements.from_now': 'counted from the day on which the announcement was written: is this right?',
  'announcements.hour_missing': 'when does it begin? No hour is written',
  'announcements.last_hour_missing': 'when does it end? No hour is written',
  'announcements.morning_or_evening': ({ words }) => `is “${words}” in the morning or later?`,
  'announcements.end_of_work': 'when does work end? 17:00 is taken for now',
  'announcements.deadline_hour_missing': 'until which hour? None is written',
  'announcements.several_days': ({ count }) => `the announcement names ${count} other days: is it this one?`,
  'announcements.place_unclear': 'the announcement names more than one place: is it this one?',
  'announcements.price_unclear': ({ words }) => `the announcement says “${words}”, and also free: is this right?`,
  'announcements.free_but': ({ words }) => `the announcement says “${words}”: a price, or for materials only?`,
  'announcements.area_code_missing': ({ number }) =>
    `${number} has no area code, and another length than the institution's telephone`,
  'announcements.groups_counted': ({ words }) => `the announcement says “${words}”: is this the number of places?`,
  'announcements.organizer_unsaid': 'no organiser is written: is it this institution?',
  'announcements.kind_unclear': ({ name }) => `the title “${name}” names no kind of activity: is this right?`,
  'announcements.title_unclear': 'the title was taken from the text: is it right?',
} satisfies Catalogue<ReadingFacts>;
