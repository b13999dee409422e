import type { FamilyFacts } from '../../family/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './plural.ts';

export const family = {
  'family.not_of_age': 'A family is managed by a guardian of full age; you are under 18',
  'family.phone_needed': 'Add your mobile number first: we use it to check who the guardian is',
  'family.year_form': 'The year of birth has 4 digits, for example 2017',
  'family.too_old': ({ year }) =>
    `A child born in ${year} is 14 or older and can register with their own number; there is no need to add them`,
  'family.not_guardian': 'Please tick that you are of full age and a parent or guardian of the child',
  'family.not_agreed': 'Please tick that you agree to our keeping and using these details of the child',
  'family.most_children': ({ most }) => `A guardian can add at most ${plural(most, 'child', 'children')}`,
  'family.no_child': 'This child is not in your family; the account may have been deleted.',
  'family.no_platform': 'Choose one of the platforms in the list',
  'family.closing': 'The child’s account is being deleted. Cancel the deletion before you change anything',
  'family.many_tries': ({ minutes }) => `Too many attempts; try again in ${plural(minutes, 'minute')}`,
  'family.not_reached': 'Please tick that the child is 14 or older',
  'family.too_young': ({ year }) => `The child turns 14 in ${year}; the account can be handed over from that year on`,
  'family.no_handover': 'There is no account that waits for its owner; the child may have taken it over.',
  'family.too_late': 'The child is 14 or older and owns the account; it cannot be taken back',
  'family.own_password': 'Choose a new password: your parent knows the one before',
  'family.proof_over': 'This took too long, or the first password was changed; please sign in again',
  'family.terms_missing': 'Please read and agree to the Terms of Use and the Privacy Policy',
  'family.because_guardian': 'You receive this because you added a child to your family account.',
} satisfies Catalogue<FamilyFacts>;
