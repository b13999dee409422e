import { factsOf, type None } from '../../fact.ts';
import type { Consent } from './store.ts';

export type FamilyFacts = {
  'family.not_of_age': None;
  'family.phone_needed': None;
  'family.year_form': None;
  'family.menu_family': None;
  'family.card_note': { names: readonly string[]; asked: number };
  'family.too_old': { year: number };
  'family.not_guardian': None;
  'family.not_agreed': None;
  'family.most_children': { most: number };
  'family.no_child': None;
  'family.gone': None;
  'family.child': { child: string };
  'family.waiting_title': { child: string };
  'family.handover_title': { child: string };
  'family.terms_title': { child: string };
  'family.act': { act: Consent['act']; child: string; platform: string };
  'family.no_platform': None;
  'family.closing': None;
  'family.many_tries': { minutes: number };
  'family.not_reached': None;
  'family.too_young': { year: number };
  'family.no_handover': None;
  'family.too_late': None;
  'family.own_password': None;
  'family.phone_of_another': None;
  'family.proof_over': None;
  'family.terms_missing': None;
  'family.because_guardian': None;
};

export const fact = factsOf<FamilyFacts>();

/** Letters to a guardian; moments as ISO. */
export type FamilyLetters = {
  'family.terms_letter': { nickname: string };
  /** `isNew`: the guardian has not allowed the platform. */
  'family.asks_letter': { nickname: string; platform: string; isNew: boolean };
  'family.year_letter': { nickname: string; due: string };
  'family.soon_letter': { nickname: string; due: string };
  'family.handed_letter': { nickname: string; byDay: boolean };
  'family.own_letter': { nickname: string };
};

export const letter = factsOf<FamilyLetters>();
