import { type Fact, factsOf, type None } from '../fact.ts';

export type AssistantFacts = {
  'assistants.most_tokens': { most: number };
  'assistants.no_token': None;
  'assistants.no_account': None;
  'assistants.role_may_not': None;
  'assistants.most_accesses': { most: number };
  'assistants.no_access': None;
  'assistants.scope_missing': { scope: string };
  'assistants.no_streams': None;
  'assistants.no_message': None;
  'assistants.foreign_text': None;
  'assistants.quoted_apart': None;
  'assistants.no_test_citizen': { named: string };
  'assistants.sandbox_first': None;
  'assistants.no_such_question': { codes: string };
  'assistants.not_a_sandbox': { clientId: string };
};

/** Phrases of back-office pages, which are in Chinese. */
export type AssistantPageFacts = {
  'assistants.menu_assistants': None;
  'assistants.do_token': None;
  'assistants.refused': None;
  'assistants.nothing_allowed': None;
  'assistants.sign_in_over': None;
  'assistants.unknown_assistant': { why: Fact };
  'assistants.document_address': None;
  'assistants.document_address_here': None;
  'assistants.document_not_fetched': None;
  'assistants.document_status': { status: number };
  'assistants.document_too_large': None;
  'assistants.document_not_json': None;
  'assistants.document_of_another': None;
  'assistants.document_secret': None;
  'assistants.document_addresses': { why: string };
  'assistants.document_wrong': { why: string };
  'assistants.address_of_another': None;
  'assistants.sign_in_crowded': None;
  'assistants.sign_in_failed': { why: string };
};

export const fact = factsOf<AssistantFacts & AssistantPageFacts>();
