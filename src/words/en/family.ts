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
} satisfies Catalogue<FamilyFacts>;
