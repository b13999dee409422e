import { factsOf, type None } from '../../fact.ts';

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
};

export const fact = factsOf<PastingFacts>();
