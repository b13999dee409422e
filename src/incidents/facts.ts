import type { Role } from '../actor.ts';
import { days } from '../clock.ts';
import { factsOf, type None } from '../fact.ts';

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
  // On the first page of the account centre of whoever was locked.
  'incidents.card': None;
  'incidents.card_locked': { at: string };
};
export const fact = factsOf<IncidentFacts>();

/** What is written to people in full. */
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

/** So long the account centre says that somebody was locked: as far back as the login history goes. */
export const lockShown = days(180);

/** Who deals with what happened to the whole service. What each may stop is the rule of the room that stops it. */
export const workers = ['operator', 'security', 'administrator'] as const satisfies readonly Role[];
