import { type Fact, factsOf, type None } from '../fact.ts';

export type ConsoleFacts = {
  'console.signed_out': None;
  'console.menu_security': None;
  'console.menu_messages': None;
  'console.menu_home': None;
  'console.menu_desk': None;
  'console.menu_start': None;
  'console.menu_switch': None;
  'console.menu_of_staff': None;
  'console.menu_of_members': None;
  'console.kind_action': None;
  'console.kind_page': None;
  'console.do_factor': None;
  'console.do_switch': None;
  'console.do_join': None;
  'console.place_of_staff': None;
  'console.plan_of': { layer: string };
  'console.late_reply': None;
  'console.late_by': { days: number };
  'console.late_today': None;
  'console.next_all_done': { all: number };
  'console.next_key_waits': None;
  'console.next_key_ready': None;
  'console.next_so_far': { all: number; done: number };
  'console.next_by_managers': None;
  'console.next_stopped': None;
  // 下周都照常吗; days as they are written, 2026-12-05.
  'console.ahead_title': { entries: number; isNext: boolean; isMore: boolean };
  'console.ahead_span': { from: string; to: string; before: string | undefined };
  'console.ahead_answered': { day: string; name: string; entries: number; isNext: boolean };
  'console.ahead_settled': { entries: number };
  'console.ahead_none': None;
  'console.ahead_day': { day: string; entries: number };
  'console.ahead_date': { day: string; weekday: Fact };
  'console.ahead_taken': { taken: number };
  'console.ahead_clash': { other: string };
  'console.ahead_left': { left: number; good: number };
  'console.ahead_after': None;
  'console.ahead_button': { entries: number };
  // 首页, beside the progress.
  'console.week': { total: number; before: number | undefined; missing: number };
  'console.week_day': { value: string | undefined; missing: number };
  'console.help_reference': None;
  'console.help_errors': None;
  'console.help_certification': None;
  'console.help_applications': None;
  'console.help_links': None;
  'console.help_login': None;
  'console.help_resources': None;
  'console.help_statistics': None;
  'console.help_members': None;
  'console.help_all': None;
  'console.next_pressing': { title: string; tag: string };
  'console.next_correct': { title: string };
  'console.to_correct': None;
  'console.next_expired': { name: string };
  'console.next_expires': { name: string; left: number };
  'console.to_renew': None;
  'console.member_may_not': { role: string; owners: string };
  'console.certified_first': None;
  'console.no_staff': None;
  'console.staff_may_not': { roles: string };
  'console.not_a_member': None;
  'console.tries_spent': { minutes: number };
  'console.code_wrong_or_used': None;
  'console.qr_expired': None;
  'console.code_wrong': None;
  'console.already_set': None;
  'console.no_second_factor': None;
  'console.session_over': None;
  'console.sign_in_failed': None;
  'console.busy': None;
  'console.code_missing': None;
  'console.app_code_missing': None;
  'console.enrolment_unproved': None;
  'console.enrolment_code_missing': None;
  'console.enrolment_code_wrong': None;
  'console.has_second_factor': None;
};

/** Results of commands. */
export type ConsoleCommandFacts = {
  'console.second_factor_reset': None;
};

export const fact = factsOf<ConsoleFacts & ConsoleCommandFacts>();

/** Texts of letters to people. */
export type ConsoleLetters = {
  'console.recovery_letter': { at: string; left: number };
  'console.enrolled_letter': { at: string };
  'console.reset_letter': { at: string };
};

export const letter = factsOf<ConsoleLetters>();
