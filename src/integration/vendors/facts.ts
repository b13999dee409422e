import { type Fact, factsOf, type None } from '../../fact.ts';

export type VendorFacts = {
  'vendors.no_vendor': None;
  'vendors.not_authorised': None;
  'vendors.menu_vendor': None;
  'vendors.menu_vendors': None;
  'vendors.do_authorise': None;
  'vendors.check_again': { day: string };
  'vendors.four': { layers: readonly string[] };
  'vendors.may_not': { what: string };
  'vendors.owner_grants': None;
  'vendors.vendor_missing': None;
  'vendors.vendor_unknown': None;
  'vendors.day_passed': None;
  'vendors.longest': { days: number };
  'vendors.granted': None;
  'vendors.no_authorisation': None;
  'vendors.nothing_to_renew': None;
  'vendors.change_under_way': None;
  'vendors.papers_incomplete': None;
  'vendors.addresses_missing': None;
  'vendors.found_kind': None;
  'vendors.do_renew': None;
  // The days of the first page.
  'vendors.ends': { left: number };
  'vendors.ends_note': { left: number };
  'vendors.verify_again': None;
  'vendors.seal_failed': None;
  'vendors.seal_broken': None;
  'vendors.seal_lapsed': None;
  'vendors.seal_due': { until: string };
  'vendors.authorised_until': None;
  'vendors.authorised_note': None;
  'vendors.failed': { calls: number };
  'vendors.failed_note': { cause: Fact; more: number };
  'vendors.agenda_day': { day: string; from: number };
  'vendors.agenda_head': { institutions: number; ends: number; due: number; failed: number };
};

/** Asked before an act, in Chinese as its pages: the question, its consequence and the button, a line each. */
export type VendorQuestions = {
  'vendors.ask_end': None;
};

export const fact = factsOf<VendorFacts & VendorQuestions>();

/** Texts of letters to both sides of an authorisation. */
export type VendorLetters = {
  'vendors.granted_letter': { institution: string; endsOn: string };
  'vendors.ended_letter': { institution: string };
  /** To the developer about the institution, or to the institution about the developer. */
  'vendors.ending_letter': { toVendor: boolean; other: string; endsOn: string };
  'vendors.redirects_letter': { vendor: string; application: string };
};

export const letter = factsOf<VendorLetters>();
