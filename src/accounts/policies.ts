import { anyone, citizen, freshCitizen, member, nationalStaff, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'use the account centre': citizen,
  'change how one signs in': freshCitizen,
  'work in the sandboxes of the institution': member('owner', 'agent', 'developer'),
  'help a citizen': staff('administrator', 'security', 'support'),
  'undo a change of an account by the link of its message': anyone,
  'publish and withdraw terms': nationalStaff('administrator', 'security'),
  'see the staff': nationalStaff('administrator', 'security', 'auditor'),
  'look up a member of staff': nationalStaff('administrator', 'security'),
  'grant and revoke staff roles': nationalStaff('administrator', 'security').withStepUp,
});
