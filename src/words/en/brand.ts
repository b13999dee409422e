import type { BrandFacts } from '../../site/brand/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'brand.no_picture': 'There is no such picture of the button',
  'brand.login_address': 'The address of the login begins with / or is an https address',
} satisfies Catalogue<BrandFacts>;
