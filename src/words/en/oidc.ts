import type { OidcExplanations, OidcFacts } from '../../oidc/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';

const someone = 'This platform';
const noFault = 'You did nothing wrong, and your account is not affected.';
/** The visitor still wants to log out: each text states that they are signed in, and how to log out. */
const stillIn = 'You are still signed in to the Culture Cloud: on a shared computer, press “Sign out” below.';

export const facts = {
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

/** Long explanations on pages. Letters go out in Chinese. */
export const letters = {
  'oidc.address_unregistered': ({ platform = someone }) => ({
    heading: `${platform} is not set up correctly`,
    paragraphs: [
      `It asked to send you to an address that is not registered with the Culture Cloud. The sign-in was stopped to protect your account. ${noFault}`,
    ],
  }),
  'oidc.platform_unknown': ({ platform = someone }) => ({
    heading: `${platform} is not connected to the Culture Cloud`,
    paragraphs: [`The number that it uses is not registered, so the sign-in was stopped. ${noFault}`],
  }),
  'oidc.platform_over': ({ platform = someone }) => ({
    heading: `${platform} cannot use this sign-in for now`,
    paragraphs: [
      `Its connection to the Culture Cloud is disabled or has expired. ${noFault}`,
      'You can sign in there in another way, or contact that platform.',
    ],
  }),
  'oidc.crowded': {
    heading: 'Too many sign-ins',
    paragraphs: [
      `Too many sign-ins came from your network within a minute; many people may share it. Wait a minute and try again, or use mobile data. ${noFault}`,
    ],
  },
  'oidc.failed': {
    heading: 'That did not work',
    paragraphs: ['We could not do this just now, and have recorded it. Try again later, or tell support the number.'],
  },
  'oidc.request_wrong': ({ platform = someone }) => ({
    heading: `${platform} sent a faulty sign-in request`,
    paragraphs: [
      `Go back and try again. If it still does not work, contact that platform and tell them the number above. ${noFault}`,
    ],
  }),
  'oidc.leaving_address': ({ platform = someone }) => ({
    heading: `${platform} is not set up correctly for signing out`,
    paragraphs: [
      'The address to open after signing out is not registered with the Culture Cloud, so you were not sent there.',
      stillIn,
    ],
  }),
  'oidc.leaving_request': ({ platform = someone }) => ({
    heading: `${platform} sent a faulty sign-out request`,
    paragraphs: [
      'The Culture Cloud does not recognise the token or number that came with it. You did nothing wrong.',
      stillIn,
    ],
  }),
  'oidc.leaving_outdated': {
    heading: 'This sign-out page has expired',
    paragraphs: ['It was open for too long, or was opened again in another window.', stillIn],
  },
  'oidc.login_done': ({ platform }) => ({
    heading: 'This sign-in is complete',
    paragraphs: [
      `This page was used already. ${platform === undefined ? '' : `Please go on at ${platform}. `}Your account is not affected.`,
    ],
  }),
  'oidc.login_outdated': {
    heading: 'This sign-in page has expired',
    paragraphs: [
      'It was open for more than 60 minutes, the browser was changed, or its cookies were cleared. Please sign in again; your account is not affected.',
    ],
  },
} satisfies Letters<OidcExplanations>;
