import { member, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'write and send submissions': member(),
  'send a submission, where its kind names no others': member('owner', 'agent'),
  'see and claim submissions': staff('reviewer', 'operator'),
  'read submissions by a program': staff('reviewer', 'operator', 'support', 'auditor'),
  'decide about a submission, and reveal its sealed fields': staff('reviewer', 'operator').withStepUp,
  'see how the review goes': staff('operator', 'administrator'),
  'edit the phrases of reviewers': staff('reviewer', 'operator'),
  'edit the sensitive words': staff('operator'),
});
