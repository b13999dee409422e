import { type Fact, factsOf, type None } from '../../fact.ts';
import type { CheckCode, Group } from './checks/checks.ts';
import type { FaultCode } from './checks/faults.ts';
import type { QuestionCode } from './checks/questions.ts';
import type { RoundCode } from './rounds/scenario.ts';
import type { StepKind } from './rounds/step.ts';

type Titles = { [Code in `verification.title_${CheckCode}`]: None };
type Groups = { [Code in `verification.group_${Group}`]: None };
type Causes = { [Code in `verification.cause_${FaultCode}` | `verification.cure_${FaultCode}`]: None };
/** The developer's task in a round, and the expected result. */
type Rounds = { [Code in `verification.round_${RoundCode}` | `verification.expect_${RoundCode}`]: None };
type Questions = { [Code in `verification.ask_${QuestionCode}` | `verification.no_${QuestionCode}`]: None };
type Steps = { [Code in `verification.step_${StepKind}`]: None };

/** Observations of a fault. */
type Seen = {
  'verification.seen_redirect_other': { received: string; registered: readonly string[] };
  'verification.seen_state_missing': None;
  'verification.seen_state_same': None;
  'verification.seen_state_ignored': None;
  'verification.seen_nonce_missing': None;
  'verification.seen_nonce_same': None;
  'verification.seen_pkce_missing': None;
  'verification.seen_scope_foreign': { received: string };
  'verification.seen_plain_http': { address: string };
  'verification.seen_issuer_ignored': None;
  'verification.seen_button_missing': { address: string };
  'verification.seen_tls_broken': { address: string; reason: string };
  'verification.seen_too_late': { seconds: number };
  'verification.seen_code_again': None;
  'verification.seen_secret_in_browser': None;
  'verification.seen_forged_accepted': { which: readonly Fact[] };
  'verification.seen_nonce_ignored': None;
  'verification.seen_leak_in_address': None;
  'verification.seen_subject_ignored': None;
  'verification.seen_phone_needed': None;
  'verification.seen_name_broken': None;
  'verification.seen_denied_loop': None;
  'verification.seen_denied_lost': None;
  'verification.seen_refusal_broken': { which: Fact; status: number; text: string };
  'verification.seen_refusal_loop': { which: Fact };
  'verification.seen_refusal_lost': None;
  'verification.seen_retry_stuck': None;
  'verification.seen_logout_local': None;
  'verification.seen_logout_refused': { description: string };
  'verification.seen_logout_unsigned': { status: number; text: string };
  'verification.seen_logout_stays': { registered: readonly string[] };
  'verification.seen_logout_stopped': { status: number; text: string };
  'verification.seen_notice_missing': None;
  'verification.seen_notice_status': { address: string; status: number; text: string };
  'verification.seen_notice_forged': { address: string; status: number };
  'verification.seen_notice_unheard': { address: string; status: number };
  'verification.seen_notice_ignored': None;
};

/** Texts that programs read, too. */
export type VerificationFacts = Titles &
  Groups &
  Causes &
  Rounds &
  Questions &
  Seen & {
    'verification.noted': None;
    'verification.summary': { passed: number; all: number; left: number };
    'verification.only_production': None;
    'verification.no_notice': None;
    'verification.question_unknown': { asked: readonly string[] };
    'verification.seconds': { seconds: number };
    'verification.by_person': None;
    'verification.by_picture': None;
    'verification.nonce_instead': None;
    'verification.not_asked_for': None;
    'verification.unreachable': { address: string };
    'verification.own_machine_page': { address: string };
    'verification.own_machine_notice': None;
    'verification.wrong_signature': None;
    'verification.wrong_none': None;
    'verification.wrong_issuer': None;
    'verification.wrong_audience': None;
    'verification.wrong_expired': None;
    'verification.wrong_nonce': None;
    'verification.refused_denied': None;
    'verification.refused_again': None;
    'verification.refused_state': None;
    'verification.refused_mixup': None;
    'verification.refused_lost': None;
    'verification.refused_stranger': None;
    'verification.refused_token': { wrong: Fact };
    'verification.not_found': None;
    'verification.under_way': None;
    'verification.over': None;
    'verification.no_login': None;
    'verification.not_live': None;
    'verification.stack': { stacks: readonly string[] };
    'verification.login_url_here': None;
    'verification.not_yet': None;
    'verification.round_ahead': None;
    'verification.too_often': { minutes: number };
    'verification.framework': { text: string };
    'verification.lines': { text: string };
  };

/** Texts of the back office, which is in Chinese. */
export type VerificationPageFacts = Steps & {
  'verification.progress_no_ak': None;
  'verification.passed_title': None;
  'verification.menu_verification': None;
  'verification.progress_title': None;
  'verification.noticed_both': { forged: string; real: string };
  'verification.progress_no_callback': { name: string };
  'verification.next_callback': { name: string };
  'verification.to_callback': None;
  'verification.progress_due': { name: string; until: string };
  'verification.progress_passed': { name: string; day: string };
  'verification.progress_none': None;
  'verification.next_begin': None;
  'verification.to_begin': None;
  'verification.progress_open': { name: string; state: string };
  'verification.next_finish': { name: string; state: string };
  'verification.to_finish': None;
  'verification.to_look': None;
  'verification.task_restore': { name: string };
  'verification.task_broken': None;
  'verification.tag_broken': None;
  'verification.task_renew': { name: string };
  'verification.task_number': { number: string };
  'verification.tag_lapsed': None;
  'verification.tag_before': { day: string };
  'verification.in_history': { application: string; number: string; passed: number; all: number; isPass: boolean };
  'verification.lost_in_history': { application: string; number: string; checks: readonly Fact[] };
  'verification.back_in_history': { application: string; number: string };
  'verification.lapsed_in_history': { application: string; number: string };
  'verification.traffic': { failed: number; calls: number };
  'verification.login_url': None;
  'verification.answers_missing': None;
  'verification.picture_missing': None;
  'verification.new_code': None;
};

export const fact = factsOf<VerificationFacts & VerificationPageFacts>();

/** Texts of letters to institutions. */
export type VerificationLetters = {
  'verification.broken_letter': { application: string; number: string };
  'verification.due_letter': { application: string; number: string; dueAt: string };
};

export const letter = factsOf<VerificationLetters>();
