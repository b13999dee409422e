import { type Fact, factsOf, type None } from '../../fact.ts';

export type PrivacyFacts = {
  'privacy.export_today': None;
  'privacy.no_export': None;
  'privacy.no_version': None;
  'privacy.card': None;
  'privacy.terms': None;
  'privacy.policy': None;
  'privacy.menu_privacy': None;
  'privacy.percent_done': { percent: number };
  'privacy.card_note': None;
  'privacy.owner_left': { count: number };
  'privacy.role_left': { count: number };
  'privacy.children_left': { count: number };
  'privacy.password_missing': None;
  'privacy.not_understood': None;
  'privacy.closing_already': None;
  'privacy.not_closing': None;
  'privacy.because_own': None;
  'privacy.platforms_now': None;
  'privacy.platforms_listed': { listed: number; all: number };
};

/** Phrases of back-office pages, which are in Chinese. */
export type PrivacyPageFacts = {
  'privacy.ask_withdraw_terms': None;
  'privacy.report_no_birthdays': None;
  'privacy.report_in_audit': None;
  'privacy.menu_privacy_staff': None;
  'privacy.menu_terms': None;
  'privacy.do_terms': None;
};

export const fact = factsOf<PrivacyFacts & PrivacyPageFacts>();

/** Texts of letters to people. */
export type PrivacyLetters = {
  'privacy.export_letter': { until: string };
  'privacy.closing_letter': { due: string };
  'privacy.kept_letter': { at: string };
  'privacy.not_closed_letter': { at: string; obstacles: readonly Fact[] };
  'privacy.erased_letter': { at: string };
};

export const letter = factsOf<PrivacyLetters>();
