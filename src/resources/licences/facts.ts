import { type Fact, factsOf, type None } from '../../fact.ts';

export type LicenceFacts = {
  'licences.not_found': None;
  'licences.period_over': None;
  'licences.until_late': None;
  'licences.until_early': None;
  'licences.no_resource': None;
  'licences.role_may_not_apply': None;
  'licences.resources_most': None;
  'licences.resources_form': None;
  'licences.resources_missing': None;
  'licences.purposes_form': None;
  'licences.usage_missing': None;
  'licences.platform_missing': None;
  'licences.from_missing': None;
  'licences.until_missing': None;
  'licences.promise_form': None;
  'licences.basket_full': { most: number };
  'licences.line_not_open': { line: number };
  'licences.line_differs': { line: number; text: string };
  'licences.no_application': None;
  'licences.sandbox_application': None;
  'licences.own_resources': None;
  'licences.certified_first': None;
  'licences.from_past': None;
  'licences.choose_resources': None;
  'licences.most_resources': { most: number; now: number };
  'licences.media_line': { line: number };
  'licences.no_draft': None;
  'licences.no_entry': None;
  'licences.role_may_not_download': None;
  'licences.not_yet': { day: string };
  'licences.nth_not_open': { nth: number };
  'licences.members_apply': None;
  'licences.basket_empty': None;
  'licences.already_sent': None;
  'licences.reason_missing': None;
  'licences.reason_long': None;
  'licences.already_over': None;
  'licences.cloud_only': None;
  'licences.publish_first': None;
  'licences.province_form': None;
  'licences.purposes_missing': None;
  'licences.months_missing': None;
  'licences.province_only': None;
  'licences.purposes_not_given': { refused: string; offered: string };
  'licences.period_long': { months: number; until: string };
  'licences.ends_before_start': None;
  'licences.terms_break': { problem: Fact };
  'licences.promise_missing': None;
  'licences.revoked': { state: string };
  'licences.expired': { day: string; state: string };
  'licences.terms_are': {
    title: string;
    purposes: readonly string[];
    months: number;
    region: string | undefined;
    commercial: boolean;
  };
  'licences.of_resource': { title: string; problem: Fact };
};

/** Phrases of back-office pages, which are in Chinese. */
export type LicencePageFacts = {
  'licences.menu_catalogue': None;
  'licences.menu_licences': None;
  'licences.menu_own_resources': None;
  'licences.do_apply': None;
  'licences.do_write_own': None;
  'licences.do_revoke': None;
};

export const fact = factsOf<LicenceFacts & LicencePageFacts>();

type OfLicence = { number: string; platform: string; count: number };

/** Texts of letters to institutions. */
export type LicenceLetters = {
  'licences.expiring_letter': OfLicence & { lastDay: string };
  'licences.revoked_letter': OfLicence & { at: string; reason: string };
};

export const letter = factsOf<LicenceLetters>();
