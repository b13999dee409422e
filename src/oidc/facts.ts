import { factsOf, type None } from '../fact.ts';

export type OidcFacts = {
  'oidc.test_citizens_only': None;
  'oidc.test_citizen_elsewhere': None;
  'oidc.own_sandbox_only': None;
  'oidc.verifies_elsewhere': None;
  'oidc.guardian_decides': None;
  'oidc.guardian_manages': None;
  'oidc.log_in_again': None;
  'oidc.grant_withdrawn': None;
  'oidc.same_browser': None;
  'oidc.back_to_platform': None;
  'oidc.step_done': None;
  'oidc.phone_unknown': None;
  'oidc.password_once_more': None;
  'oidc.terms_missing': None;
  'oidc.identifier_missing': None;
  'oidc.password_missing': None;
  'oidc.already_seen': None;
  'oidc.no_phone': None;
  'oidc.no_realname': None;
  'oidc.realname_seen': { masked: string };
  'oidc.no_age': None;
  'oidc.go_on': None;
  'oidc.go_on_by_hand': None;
  'oidc.to_sign_in_again': None;
  'oidc.to_leave': None;
  'oidc.to_try_again': None;
  'oidc.to_home': None;
  'oidc.to_platform': { platform: string };
};

export const fact = factsOf<OidcFacts>();

type OfPlatform = { platform: string | undefined };

/** Explanations on a page: a heading and some paragraphs. */
export type OidcExplanations = {
  'oidc.address_unregistered': OfPlatform;
  'oidc.platform_unknown': OfPlatform;
  'oidc.platform_over': OfPlatform;
  'oidc.crowded': None;
  'oidc.failed': None;
  'oidc.request_wrong': OfPlatform;
  'oidc.leaving_address': OfPlatform;
  'oidc.leaving_request': OfPlatform;
  'oidc.leaving_outdated': None;
  'oidc.login_done': OfPlatform;
  'oidc.login_outdated': None;
};

export const explanation = factsOf<OidcExplanations>();
