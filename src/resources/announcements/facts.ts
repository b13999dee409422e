import { type Fact, factsOf, type None } from '../../fact.ts';
import type { Change, NoEntry } from './announcement.ts';

export type PastingFacts = {
  'pasting.nothing_given': None;
  'pasting.file_too_large': None;
  'pasting.text_too_long': { most: number; now: number };
  'pasting.pictures_only': { pages: number };
  'pasting.picture': None;
  'pasting.pdf_password': None;
  'pasting.pdf_pages': { most: number; now: number };
  'pasting.pdf_garbled': None;
  'pasting.pdf_broken': None;
  'pasting.word_broken': None;
  'pasting.word_old': None;
  'pasting.word_password': None;
  'pasting.word_outside': None;
  'pasting.file_inflated': None;
  'pasting.file_unknown': None;
  'pasting.file_binary': None;
  'pasting.calendar_broken': None;
  'pasting.calendar_events': { most: number; now: number };
  'pasting.mail_broken': None;
  'pasting.too_much': None;
  'pasting.no_announcement': None;
  'pasting.just_changed': None;
  'pasting.unseen': { label: string };
  'pasting.none_chosen': None;
  'pasting.most_open': { most: number };
  'pasting.most_entries': { most: number; now: number };
  'pasting.hours_full': None;
  'pasting.file_base64': None;
  'pasting.written_on_form': None;
  'pasting.ask_licence': None;
  'pasting.ask_cover': { title: string };
  'pasting.ask_unfound': None;
};

/** Phrases of back-office pages, which are in Chinese. */
export type PastingPageFacts = {
  'pasting.do_paste': None;
  'pasting.heading': { count: number; channel: string | undefined; changes: number; isNone: boolean };
  'pasting.to_look': { open: number; entries: number; toLook: number };
  'pasting.none': { kind: NoEntry };
  'pasting.change': { kind: Change['kind'] };
  'pasting.item': { channel: string; day: Fact | undefined };
  'pasting.closed': { from: Fact; to: Fact | undefined };
  'pasting.button': { entries: number; changes: number };
  'pasting.left': { open: number };
  'pasting.source': { source: 'institution' | 'habit' | 'entry' };
  'pasting.year': { year: number };
  'pasting.picture_kept': None;
  'pasting.change_to': None;
  'pasting.is_right': None;
  'pasting.signs': { count: number; at: string };
};

export const fact = factsOf<PastingFacts & PastingPageFacts>();
