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

/** The tools, their input and how they go together, as an assistant reads them. */
export type ToolFacts = {
  'assistants.tool_list_sandboxes': None;
  'assistants.tool_list_sandboxes_does': None;
  'assistants.tool_create_sandbox': None;
  'assistants.tool_create_sandbox_does': None;
  'assistants.tool_change_sandbox': None;
  'assistants.tool_change_sandbox_does': None;
  'assistants.tool_read_calls': None;
  'assistants.tool_read_calls_does': None;
  'assistants.tool_renew_sandbox': None;
  'assistants.tool_renew_sandbox_does': None;
  'assistants.tool_delete_sandbox': None;
  'assistants.tool_delete_sandbox_does': None;
  'assistants.tool_simulate_answer': None;
  'assistants.tool_simulate_answer_does': None;
  'assistants.tool_start_verification': None;
  'assistants.tool_start_verification_does': None;
  'assistants.tool_read_verification': None;
  'assistants.tool_read_verification_does': { practice: number; all: number };
  'assistants.tool_answer_verification': None;
  'assistants.tool_answer_verification_does': None;
  'assistants.tool_send_notices': None;
  'assistants.tool_send_notices_does': None;
  'assistants.tool_skip_round': None;
  'assistants.tool_skip_round_does': None;
  'assistants.tool_finish_verification': None;
  'assistants.tool_finish_verification_does': None;
  'assistants.tool_add_test_citizen': None;
  'assistants.tool_add_test_citizen_does': { most: number };
  'assistants.tool_reset_test_citizen': None;
  'assistants.tool_reset_test_citizen_does': None;
  'assistants.tool_delete_test_citizen': None;
  'assistants.tool_delete_test_citizen_does': None;
  'assistants.tool_withdraw_consent': None;
  'assistants.tool_withdraw_consent_does': None;
  'assistants.input_ak': None;
  'assistants.input_sandbox': None;
  'assistants.input_name': None;
  'assistants.input_redirect_uris': None;
  'assistants.input_post_logout': None;
  'assistants.input_backchannel': None;
  'assistants.input_failures_only': None;
  'assistants.input_cursor': None;
  'assistants.input_username': None;
  'assistants.input_run': None;
  'assistants.input_stack': { names: readonly string[] };
  'assistants.input_login_url': None;
  'assistants.input_question': None;
  'assistants.tool_instructions': None;
  'assistants.input_choices': { text: string };
};

export const fact = factsOf<AssistantFacts & AssistantPageFacts & ToolFacts>();

/** Of a parameter that takes one of some names. */
export const choicesOf = (choices: readonly (readonly [name: string, title: string])[]): Fact =>
  fact('assistants.input_choices', { text: choices.map(([name, title]) => `${name}：${title}`).join('；') });
