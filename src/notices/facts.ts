import { type Fact, factsOf, type None } from '../fact.ts';

export type NoticeFacts = {
  // Why a recipient gets a letter.
  'notices.because_manager': None;
  'notices.because_role': None;
  'notices.because_owner': None;
  'notices.because_form_contact': None;
  'notices.because_application_contact': None;
  'notices.because_invited': None;
  'notices.because_uploaded': None;
  'notices.because_reports': None;
  'notices.because_staff': None;
  'notices.because_second_factor': None;
  'notices.because_account': None;
  // The frame of a letter.
  'notices.greeting': { to: string };
  'notices.detail': { label: string; value: string };
  'notices.platform': None;
  'notices.operators': { phone: string; email: string };
  'notices.automatic': { because: string };
  // Words of operators in place of ours.
  'notices.menu_messages': None;
  'notices.no_message': None;
  'notices.message_changed': None;
  'notices.message_built_in': None;
  'notices.message_changed_meanwhile': None;
  'notices.text_in': { field: 'subject' | 'heading' | 'body' | 'action' | 'sms'; problem: Fact };
  'notices.text_paragraph': { paragraph: number; problem: Fact };
  'notices.text_empty': None;
  'notices.text_braces': None;
  'notices.text_unknown': { unknown: string; known: string };
  'notices.text_misses': { names: string };
  'notices.text_address': None;
  'notices.text_long': { max: number; now: number };
  'notices.text_paragraphs': { max: number };
  'notices.sms_parts': { parts: number; max: number };
};

export const fact = factsOf<NoticeFacts>();

type Decided = { kind: string; title: string; institution: string; at: string };

/** Texts of letters to institutions about their submissions. */
export type NoticeLetters = {
  'notices.approved_letter': Decided;
  'notices.returned_letter': Decided & { reason: string; noted: number };
  'notices.together_letter': {
    kind: string;
    institution: string;
    at: string;
    approved: number;
    checked: number;
    returned: number;
    rejected: number;
    titles: readonly string[];
    reasons: readonly string[];
  };
  'notices.rejected_letter': Decided & { reason: string };
  'notices.checked_letter': Decided;
};

export const letter = factsOf<NoticeLetters>();
