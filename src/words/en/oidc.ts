import type { OidcFacts } from '../../oidc/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const oidc = {
  'oidc.test_citizens_only':
    'This is a sandbox application: sign in as a test citizen made in the back office of its institution',
  'oidc.test_citizen_elsewhere':
    'This test citizen was made for another sandbox application of the institution; use one made for this application',
  'oidc.verifies_elsewhere': 'This test citizen can sign in to the application that is being verified only',
  'oidc.own_sandbox_only':
    'This is a test citizen, who can sign in to sandbox applications of their own institution only. Use your own account',
  'oidc.guardian_decides':
    'Ask a parent to allow this platform under Family, then sign in. They will find your request there',
  'oidc.guardian_manages': 'A child’s account is managed by a parent under Family. Please ask a parent to sign in',
  'oidc.log_in_again': 'Please sign in again.',
  'oidc.grant_withdrawn': 'Access was just withdrawn. Please sign in again.',
  'oidc.same_browser': 'Please go on in the browser in which you began.',
  'oidc.back_to_platform': 'Please go back to the platform and sign in again.',
  'oidc.step_done': 'This step is done already.',
  'oidc.phone_unknown': 'This number is not registered. Sign in and choose “Create an account”',
  'oidc.password_once_more': 'Please enter your password once more',
  'oidc.terms_missing': 'Please read and agree to the terms of use and the privacy policy',
  'oidc.identifier_missing': 'Enter your mobile number or username',
  'oidc.password_missing': 'Enter your password',
  'oidc.already_seen': 'This proof works only once and was used before',
  'oidc.go_on': 'Continue',
  'oidc.go_on_by_hand': 'The browser did not go on by itself. Please press “Continue”.',
  'oidc.no_phone': 'You have no mobile number yet',
  'oidc.no_realname': 'Nobody has checked your papers yet, so there is no real name to give',
  'oidc.realname_seen': ({ masked }) => `Papers checked (${masked}); neither the full name nor the number`,
  'oidc.no_age': 'Only what we are certain of: 14 or older',
  'oidc.to_sign_in_again': 'Sign in again',
  'oidc.to_leave': 'Sign out',
  'oidc.to_try_again': 'Try again',
  'oidc.to_home': 'Back to the Culture Cloud',
  'oidc.to_platform': ({ platform }) => `Back to ${platform}`,
} satisfies Catalogue<OidcFacts>;
