import { type Fact, factsOf, type None } from '../fact.ts';

export type IntegrationFacts = {
  'integration.days_reversed': None;
  'integration.certified_before': None;
  'integration.menu_plan': None;
  'integration.menu_history': None;
  'integration.menu_promotions': None;
  'integration.menu_plans': None;
  'integration.do_plan': None;
  'integration.do_promote': None;
  'integration.late_since': { count: number; days: number };
  'integration.late_days': { days: number };
  'integration.strip': { from: string; to: string; layers: readonly Fact[] };
  'integration.strip_layer': { layer: string; done: number; all: number; late: number };
  'integration.sheet_ends': { most: number };
  'integration.no_plan': None;
  'integration.no_item': None;
  'integration.role_may_not': None;
  'integration.letter_missing': None;
  'integration.letter_long': { now: number };
  'integration.follows_layer': None;
  'integration.changed': None;
  'integration.certified_first': None;
  'integration.item_passed': { title: string; agreedOn: string };
  'integration.item_done': { title: string };
  'integration.no_promotion': None;
  'integration.because_keeper': None;
};

/** Asked before an act, in Chinese as its pages: the question, its consequence and the button, a line each. */
export type IntegrationQuestions = {
  'integration.ask_remove_item': None;
  'integration.ask_finish_item': None;
  'integration.ask_withdraw_promotion': None;
};

export const fact = factsOf<IntegrationFacts & IntegrationQuestions>();

/** Texts of letters to both sides of a plan. */
export type PlanLetters = {
  'integration.overdue_letter': {
    toCloud: boolean;
    institution: string;
    titles: readonly string[];
    days: readonly string[];
  };
  'integration.written_letter': { toCloud: boolean; institution: string; lines: readonly string[] };
};

export const letter = factsOf<PlanLetters>();
