/** Decisions of citizens about themselves and their children, and the staff who help them. */

import { may as mayInAccounts } from '../accounts/policies.ts';
import { citizen, freshCitizen, nationalStaff, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see personal data, and how to delete the account': citizen,
  'download personal data, and delete the account': freshCitizen,
  'follow institutions': citizen,
  'see the accounts of children': citizen,
  'decide for a child': freshCitizen,
  'read the register of personal data': nationalStaff('administrator', 'security', 'auditor'),
  'read the terms': staff('administrator', 'security', 'auditor'),
  'publish and withdraw terms': nationalStaff(...mayInAccounts('publish and withdraw terms').roles).withStepUp,
  'see the cases of the helpdesk': staff('support', 'security', 'administrator', 'auditor'),
  'see the cases of all at the helpdesk': staff('security', 'auditor'),
  'see a case of the helpdesk': staff('support', 'security', 'administrator'),
  'look a citizen up, and act for them': staff(...mayInAccounts('help a citizen').roles).withStepUp,
});
