import type { OidcExplanations } from '../../oidc/facts.ts';
import type { Letters } from '../catalogue.ts';

const someone = 'This platform';
const noFault = 'You did nothing wrong, and your account is not affected.';
/** Whoever wanted to leave still wants to: each says that they are signed in, and how to leave. */
const stillIn = 'You are still signed in to the Culture Cloud: on a shared computer, press “Sign out” below.';

/** What pages explain at length. Letters go out in Chinese. */
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
