import { anyone, citizen, freshCitizen, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'use the account centre': citizen,
  'change how one signs in': freshCitizen,
  'undo a change of an account by the link of its message': anyone,
  'see the staff': staff('administrator', 'security', 'auditor'),
  'look up a member of staff': staff('administrator', 'security'),
  'grant and revoke staff roles': staff('administrator', 'security').withStepUp,
});
