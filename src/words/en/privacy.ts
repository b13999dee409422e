import type { PrivacyFacts } from '../../citizens/privacy/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';

export const facts = {
  'privacy.export_today': 'You exported your data today; try again tomorrow',
  'privacy.no_export': 'This export was not found; it may be older than 7 days. You can export your data again.',
  'privacy.no_version': 'There is no such version',
  'privacy.owner_left': ({ count }) => `You administer ${plural(count, 'institution')}; hand this over first`,
  'privacy.role_left': ({ count }) => `You hold ${plural(count, 'role')} as an operator; have them withdrawn first`,
  'privacy.children_left': ({ count }) =>
    `There ${count === 1 ? 'is' : 'are'} ${plural(count, 'child', 'children')} in your family; delete their accounts first`,
  'privacy.password_missing': 'Enter your password',
  'privacy.not_understood': 'Please tick that you know that the account and its data cannot be recovered',
  'privacy.closing_already': 'The deletion of this account was requested before',
  'privacy.not_closing': 'This account is not being deleted; there is nothing to cancel',
  'privacy.because_own': 'You receive this because it is your own account.',
  'privacy.card': 'Privacy and data',
  'privacy.card_note': 'Export your data, delete your account',
  'privacy.terms': 'Terms of use',
  'privacy.policy': 'Privacy policy',
  'privacy.percent_done': ({ percent }) => `${percent}% done`,
  'privacy.platforms_now': 'What is allowed today; those that know most people come first.',
  'privacy.platforms_listed': ({ listed, all }) =>
    `What is allowed today; those that know most people come first. ${listed} platforms are listed here; the table to download has all ${all}.`,
  'privacy.menu_privacy': 'Privacy and data',
} satisfies Catalogue<PrivacyFacts>;
