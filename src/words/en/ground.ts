import type { ActorFacts } from '../../actor.ts';
import type { ErrorFacts, ProblemCode } from '../../errors.ts';
import type { Catalogue, Titles } from '../catalogue.ts';

/** The title above a problem, for programs: one for each public code. */
export const titles = {
  validation_failed: 'Some values have to be corrected',
  bad_request: 'The request cannot be read',
  form_expired: { everybody: 'This page has expired', program: 'The form has expired' },
  start_again: { everybody: 'Please start again', program: 'Start again' },
  unauthenticated: { everybody: 'Please sign in', program: 'A token is needed' },
  invalid_client_expired: 'The AK has expired',
  invalid_client_disabled: 'The AK is disabled',
  insufficient_scope: 'The token lacks a scope',
  forbidden: 'Not allowed',
  licence_expired: 'The licence is over',
  not_found: 'Not found',
  gone: 'Gone',
  method_not_allowed: 'The method is not allowed',
  conflict: 'Not possible as things are',
  resource_published_immutable: 'What is published cannot be changed',
  resource_in_review: 'The entry is being reviewed',
  external_id_taken: 'The external_id is taken',
  stats_future_date: 'The day is not over',
  stats_locked: 'The figures are locked',
  stats_reason_required: 'A reason is needed',
  request_under_way: 'The same request is under way',
  etag_mismatch: 'It has changed',
  payload_too_large: 'Too large',
  unsupported_media_type: 'The media type is not supported',
  misdirected: 'Another host',
  idempotency_key_reused: 'The Idempotency-Key was used before',
  batch_too_large: 'Too many at a time',
  precondition_required: 'If-Match is needed',
  rate_limited: 'Too many requests',
  internal: 'An error of ours',
  maintenance: 'Busy',
} as const satisfies Required<Titles<ProblemCode>>;

export const facts = {
  'errors.to_correct': ({ count }) => `${count === 1 ? 'One thing needs' : `${count} things need`} to be corrected`,
  'actor.role_may_not': 'Your role may not do this; ask a system administrator',
  'actor.whole_country':
    'This concerns the whole country and your role is for some regions; leave it to a colleague who is for all of them',
} satisfies Catalogue<ErrorFacts & ActorFacts>;
