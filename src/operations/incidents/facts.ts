import { type Fact, factsOf, type None } from '../../fact.ts';

export type IncidentFacts = {
  'incidents.no_incident': None;
  'incidents.closed': None;
  'incidents.reported': None;
  'incidents.no_application': { clientId: string };
  'incidents.too_many_applications': { most: number };
  'incidents.ends_before': None;
  'incidents.not_yet': None;
  'incidents.no_target': None;
  'incidents.own_account': None;
  'incidents.account_of_staff': None;
  'incidents.own_application': None;
  'incidents.stopped_already': None;
  'incidents.times_missing': None;
  'incidents.nobody': None;
  'incidents.counting': None;
  'incidents.cleared': None;
  'incidents.because_guardian': { child: string };
  'incidents.not_reported': None;
  'incidents.not_closed': None;
  'incidents.no_freeze': None;
  'incidents.not_to_undo': None;
  'incidents.because_affected': None;
  'incidents.because_own': None;
  // On the first page of a locked account's centre.
  'incidents.card': None;
  'incidents.card_locked': { at: string };
};

/** Parts of the report to the authorities, and the parts still missing. */
export type ReportPart =
  | 'unit'
  | 'when'
  | 'harm'
  | 'measures'
  | 'trend'
  | 'cause'
  | 'clues'
  | 'next'
  | 'scene'
  | 'other'
  | 'final_cause'
  | 'final_measures'
  | 'final_harm'
  | 'final_liability'
  | 'final_mending'
  | 'final_lessons';
export type ReportLack =
  | 'unit'
  | 'began'
  | 'place'
  | 'type'
  | 'level'
  | 'applications'
  | 'people'
  | 'damage'
  | 'measures'
  | 'contained'
  | 'effect'
  | 'ransom'
  | 'trend'
  | 'cause_so_far'
  | 'clues'
  | 'next'
  | 'help'
  | 'scene'
  | 'other'
  | 'cause'
  | 'liability'
  | 'mending'
  | 'lessons';
type ReportFacts = { [Code in `incidents.part_${ReportPart}` | `incidents.lacks_${ReportLack}`]: None };

/** Phrases of back-office pages, which are in Chinese. */
export type IncidentPageFacts = ReportFacts & {
  'incidents.ask_unfreeze': None;
  'incidents.ask_close': None;
  'incidents.missing': { what: Fact };
  'incidents.report_system': None;
  'incidents.report_about': { title: string; summary: string };
  'incidents.report_found': { at: string };
  'incidents.report_began': { at: string };
  'incidents.report_place': { place: string };
  'incidents.report_type': { type: string };
  'incidents.report_level': { level: string };
  'incidents.report_contained': { at: string };
  'incidents.report_ransom': { ransom: string };
  'incidents.report_help': { help: string };
  'incidents.report_closed': { at: string };
  'incidents.report_act': {
    at: string;
    kind: string;
    label: string;
    people: number | undefined;
    reason: string;
    isUndone: boolean;
  };
  'incidents.report_measured': {
    since: string;
    until: string;
    institutions: readonly string[];
    people: number;
    knownSince: string | undefined;
    ok: number;
    failed: number;
  };
  'incidents.report_head': { title: string; number: string; at: string };
  'incidents.status_title': None;
  'incidents.status_body': None;
  'incidents.step_report': { report: string; to: string };
  'incidents.step_freeze': { what: string; people: number | undefined };
  'incidents.step_unfreeze': { what: string; isLeft: boolean };
  'incidents.step_other': { kind: string; people: number | undefined };
  'incidents.menu_incidents': None;
  'incidents.do_incident': None;
};
export const fact = factsOf<IncidentFacts & IncidentPageFacts>();

/** Texts of letters to people. */
export type IncidentLetters = {
  'incidents.locked_letter': { at: string; phone: string };
  'incidents.unlocked_letter': None;
  // To the guardian of a child, which has no phone.
  'incidents.child_locked_letter': { nickname: string; at: string; phone: string };
  'incidents.child_unlocked_letter': { nickname: string };
  'incidents.child_people_letter': { nickname: string; body: string };
  // The operators wrote the text.
  'incidents.people_letter': { body: string };
  'incidents.institution_letter': { body: string };
};
export const letter = factsOf<IncidentLetters>();
