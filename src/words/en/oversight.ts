import type { OversightFacts } from '../../oversight/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'oversight.scope_not_needed': 'Your role has no use for one of these; choose what your role may do',
  'oversight.most_tokens': ({ most }) => `At most ${most} tokens at a time; revoke one first`,
  'oversight.second_factor_first': 'Set up two-step verification first',
  'oversight.no_token': 'There is no such token',
  'oversight.no_live_token': 'There is no such token; it may have been revoked',
  'oversight.own_tokens_only': 'Tokens of the admin API are managed by their owners only',
  'oversight.subject_incomplete': 'subject_kind and subject_id go together',
  'oversight.kind_missing': 'Choose the kind of the subject as well',
  'oversight.subject_missing': 'Give the id of the subject as well',
} satisfies Catalogue<OversightFacts>;
