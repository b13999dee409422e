import { factsOf, type None } from '../../../fact.ts';

/** The questions that a person answers before an entry is sent. */
export type ReadingFacts = {
  'announcements.year_missing': { day: string };
  'announcements.day_over': { day: string };
  'announcements.written_when': { words: string };
  'announcements.weekday_differs': { day: string; words: string };
  'announcements.festival_day': { name: string; day: string };
  'announcements.first_of_weekly': { words: string };
  'announcements.from_now': None;
  'announcements.hour_missing': None;
  'announcements.last_hour_missing': None;
  'announcements.morning_or_evening': { words: string };
  'announcements.end_of_work': None;
  'announcements.several_days': { count: number };
  'announcements.several_hours': None;
  'announcements.changed_day': None;
  'announcements.loose_day': None;
  'announcements.several_prices': None;
  'announcements.reckoned_days': None;
  'announcements.place_unclear': None;
  'announcements.price_unclear': { words: string };
  'announcements.free_but': { words: string };
  'announcements.area_code_missing': { number: string };
  'announcements.groups_counted': { words: string };
  'announcements.organizer_unsaid': None;
  'announcements.kind_unclear': { name: string };
  'announcements.title_unclear': None;
};

export const fact = factsOf<ReadingFacts>();
