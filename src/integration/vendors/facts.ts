import { factsOf, type None } from '../../fact.ts';

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
};

export const fact = factsOf<VendorFacts>();

/** Texts of letters to both sides of an authorisation. */
export type VendorLetters = {
  'vendors.granted_letter': { institution: string; endsOn: string };
  'vendors.ended_letter': { institution: string };
  /** To the developer about the institution, or to the institution about the developer. */
  'vendors.ending_letter': { toVendor: boolean; other: string; endsOn: string };
  'vendors.redirects_letter': { vendor: string; application: string };
};

export const letter = factsOf<VendorLetters>();
