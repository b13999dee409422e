import { anyone, citizen, freshCitizen, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'use the account centre': citizen,
  'change how one signs in': freshCitizen,
  'undo a change of an account by the link of its message': anyone,
  'see who is on the staff': staff('administrator', 'security', 'auditor'),
  'look up one of the staff': staff('administrator', 'security'),
  'give and take roles of the staff': staff('administrator', 'security').withStepUp,
});
