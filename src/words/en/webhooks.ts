import type { WebhookFacts } from '../../webhooks/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'webhooks.address_form': 'The address must begin with https:// and have at most 500 characters',
  'webhooks.no_password': 'The address must not have a user name or password',
  'webhooks.no_fragment': 'The address must not have #',
  'webhooks.claim_first':
    'Sandbox keys that nobody claimed have no webhooks: poll GET /api/v1/changes, or claim them first',
  'webhooks.public_https': 'The address must begin with https:// and be reachable from the public internet',
  'webhooks.purpose_long': 'The description may have 100 characters',
  'webhooks.unknown_event': ({ type }) => `There is no event “${type}”`,
  'webhooks.most_endpoints': ({ most }) => `At most ${most} endpoints; delete one first`,
  'webhooks.changed': 'The endpoint changed just now; try again',
  'webhooks.not_found': 'There is no such endpoint; it may have been deleted',
  'webhooks.role_may_not': 'Your role may not manage webhooks; ask the owners of your institution',
  'webhooks.own_ak_only': 'You have some applications only: register the address with the AK of one of them',
  'webhooks.no_delivery': 'There is no such delivery; they are kept for 30 days',
  'webhooks.disabled': 'The endpoint is disabled; enable it first',
  'webhooks.redirected': 'The endpoint redirects; register the last address',
  'webhooks.answered': ({ status }) => `The endpoint answered ${status}`,
  'webhooks.endpoint_disabled': 'The endpoint is disabled',
  'webhooks.not_public': 'The endpoint is not on the public internet; nothing was sent',
  'webhooks.no_answer': 'No answer within 15 seconds',
  'webhooks.unreachable': 'The endpoint cannot be reached from the public internet',
  'webhooks.address_known': 'This address is registered already',
  'webhooks.types_form': 'types must be an array of names of events',
  'webhooks.types_most': 'types may have 50 members',
  'webhooks.url_missing': 'url is missing',
  'webhooks.endpoint_id_form': 'endpoint_id must be the id of an endpoint',
} satisfies Catalogue<WebhookFacts>;
