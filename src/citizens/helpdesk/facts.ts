import { factsOf, type None } from '../../fact.ts';

export type HelpdeskFacts = {
  'helpdesk.who_missing': None;
  /** Only a whole phone, e-mail or account number finds an account. */
  'helpdesk.not_whole': None;
  'helpdesk.nobody': None;
  'helpdesk.menu_helpdesk': None;
  'helpdesk.do_look': None;
  'helpdesk.looks_spent': { minutes: number };
  'helpdesk.case_over': None;
  'helpdesk.own_account': None;
  'helpdesk.not_locked': None;
  'helpdesk.fault_missing': None;
};

/** Asked before an act, in Chinese as its pages: the question, its consequence and the button, a line each. */
export type HelpdeskQuestions = {
  'helpdesk.ask_unlock': None;
  'helpdesk.ask_end_sessions': None;
  'helpdesk.ask_remove_name': None;
  'helpdesk.ask_stop_appeal': None;
  'helpdesk.ask_keep': None;
};

export const fact = factsOf<HelpdeskFacts & HelpdeskQuestions>();
