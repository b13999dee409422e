import { anyone, citizen, freshCitizen, nationalStaff, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'use the account centre': citizen,
  'change how one signs in': freshCitizen,
  'undo a change of an account by the link of its message': anyone,
  'see the staff': nationalStaff('administrator', 'security', 'auditor'),
  'look up a member of staff': nationalStaff('administrator', 'security'),
  'grant and revoke staff roles': nationalStaff('administrator', 'security').withStepUp,
});
