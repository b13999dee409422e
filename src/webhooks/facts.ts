import { factsOf, type None } from '../fact.ts';

export type WebhookFacts = {
  'webhooks.address_form': None;
  'webhooks.no_password': None;
  'webhooks.no_fragment': None;
  'webhooks.public_https': None;
  'webhooks.claim_first': None;
  'webhooks.purpose_long': None;
  'webhooks.types_form': None;
  'webhooks.types_most': None;
  'webhooks.url_missing': None;
  'webhooks.endpoint_id_form': None;
  'webhooks.unknown_event': { type: string };
  'webhooks.most_endpoints': { most: number };
  'webhooks.changed': None;
  'webhooks.not_found': None;
  'webhooks.role_may_not': None;
  'webhooks.own_ak_only': None;
  'webhooks.no_delivery': None;
  'webhooks.disabled': None;
  'webhooks.redirected': None;
  'webhooks.answered': { status: number };
  'webhooks.endpoint_disabled': None;
  'webhooks.not_public': None;
  'webhooks.no_answer': None;
  'webhooks.unreachable': None;
  'webhooks.address_known': None;
};

/** Phrases of back-office pages, which are in Chinese. */
export type WebhookPageFacts = {
  'webhooks.ask_remove': None;
  'webhooks.test_sent': None;
  'webhooks.delivering_again': None;
  'webhooks.paused': None;
  'webhooks.resumed': None;
  'webhooks.off_failing': None;
  'webhooks.off_gone': None;
  'webhooks.off_paused': None;
  'webhooks.retrying': None;
  'webhooks.menu_webhooks': None;
  'webhooks.do_add': None;
};

export const fact = factsOf<WebhookFacts & WebhookPageFacts>();

/** Texts of letters to institutions. */
export type WebhookLetters = {
  'webhooks.disabled_letter': { url: string; host: string; isGone: boolean };
};

export const letter = factsOf<WebhookLetters>();
