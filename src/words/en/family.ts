import type { FamilyFacts } from '../../citizens/family/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';

const acts: Readonly<Record<FamilyFacts['family.act']['act'], (child: string, platform: string) => string>> = {
  add: (child) =>
    `You added ${child}, declared that you are of full age and the guardian, and agreed that nickname, year of birth and username are kept`,
  allow: (child, platform) => `You allowed ${child} to use ${platform}, which gets nickname and age group`,
  refuse: (child, platform) => `You did not allow ${child} to use ${platform}`,
  withdraw: (child, platform) => `You withdrew the access of ${child} to ${platform}`,
  password: (child) => `You changed the password of ${child}`,
  end: (child) => `You asked for the account of ${child} to be deleted`,
  keep: (child) => `You cancelled the deletion of the account of ${child}`,
  handover: (child) => `You handed the account over to ${child}`,
  due: (child) => `${child} is 14 or older and now owns the account`,
  return: (child) => `You took back the account handed over to ${child}`,
  own: (child) => `${child} took the account over`,
  terms: (child) => `You agreed to the new terms and privacy policy for ${child}`,
};

export const facts = {
  'family.not_of_age': 'A family is managed by a guardian of full age; you are under 18',
  'family.phone_needed': 'Add your mobile number first: we use it to check who the guardian is',
  'family.year_form': 'The year of birth has 4 digits, for example 2017',
  'family.too_old': ({ year }) =>
    `A child born in ${year} is 14 or older and can register with their own number; there is no need to add them`,
  'family.not_guardian': 'Please tick that you are of full age and a parent or guardian of the child',
  'family.not_agreed': 'Please tick that you agree to our keeping and using these details of the child',
  'family.most_children': ({ most }) =>
    `A guardian can have at most ${plural(most, 'child', 'children')}; those handed over or taken back within a year count`,
  'family.no_child': 'This child is not in your family; the account may have been deleted.',
  'family.no_platform': 'Choose one of the platforms in the list',
  'family.closing': 'The child’s account is being deleted. Cancel the deletion before you change anything',
  'family.many_tries': ({ minutes }) => `Too many attempts; try again in ${plural(minutes, 'minute')}`,
  'family.gone': 'A platform that is no longer there',
  'family.child': ({ child }) => `Family: ${child}`,
  'family.act': ({ act, child, platform }) => acts[act](child, platform),
  'family.not_reached': 'Please tick that the child is 14 or older',
  'family.too_young': ({ year }) => `The child turns 14 in ${year}; the account can be handed over from that year on`,
  'family.no_handover': 'There is no account that waits for its owner; the child may have taken it over.',
  'family.too_late': 'The child is 14 or older and owns the account; it cannot be taken back',
  'family.own_password': 'Choose a new password: your parent knows the one before',
  'family.phone_of_another': 'This number belongs to another account. Please use a mobile number of your own.',
  'family.proof_over': 'This took too long, or the first password was changed; please sign in again',
  'family.terms_missing': 'Please read and agree to the Terms of Use and the Privacy Policy',
  'family.because_guardian': 'You receive this because you added a child to your family account.',
  'family.waiting_title': ({ child }) => `Waiting for ${child}`,
  'family.terms_title': ({ child }) => `${child}: the terms have changed`,
  'family.handover_title': ({ child }) => `Hand the account over to ${child}`,
  'family.card_note': ({ names, asked }) =>
    names.length === 0
      ? 'Add accounts for children under 14, who go only where you agree'
      : `${names.join(', ')}${asked > 0 ? `; ${plural(asked, 'question')} for you` : ''}`,
  'family.menu_family': 'Family',
} satisfies Catalogue<FamilyFacts>;
