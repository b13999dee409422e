import { factsOf, type None } from '../fact.ts';

export type ReviewFacts = {
  'review.recalled_meanwhile': None;
  'review.changed_since_read': None;
  'review.changed_while_read': None;
  'review.state_is': { state: string };
  'review.reason_long': None;
  'review.others_claim': None;
  'review.second_reviewer': None;
  'review.role_may_not_review': None;
  'review.recalled': None;
  'review.why_missing': None;
  'review.no_field': None;
  'review.nothing_to_claim': None;
  'review.claimed_together': None;
  'review.nothing_chosen': None;
  'review.most_at_once': { most: number };
  'review.one_kind_at_once': None;
  'review.kind_asks_more': { kind: string };
  'review.most_files': { field: string; most: number; name: string };
  'review.not_found': None;
  'review.comments_with_approval': None;
  'review.use_buttons': None;
  'review.no_phrase': None;
  'review.role_may_not_send': { kind: string };
  'review.own_submission': None;
  'review.developer_of_it': None;
  'review.names_you': None;
  'review.claimed_by_other': None;
  'review.on_line_already': { kind: string };
  'review.changed_try_again': None;
  'review.sent_stays': None;
  'review.colleague_changed': None;
  'review.sent_is_kept': None;
  'review.no_kind': None;
  'review.changed': None;
  'review.no_word': None;
  'review.words_missing': None;
  'review.words_most': { most: number; now: number };
  'review.word_note_long': { line: number };
  'review.word_length': { line: number; max: number };
  'review.reason_of_return': None;
  'review.reason_of_rejection': None;
  'review.word_unreadable': { line: number };
  'review.phrase_missing': None;
};

/** Said on pages of whoever works with the Cloud, which are in Chinese. */
export type ReviewPageFacts = {
  'review.standing_draft': None;
  'review.standing_submitted': { until: string | undefined };
  'review.standing_claimed': None;
  'review.standing_checked': None;
  'review.standing_approved': None;
  'review.standing_returned': None;
  'review.standing_rejected': None;
};

export const fact = factsOf<ReviewFacts & ReviewPageFacts>();
