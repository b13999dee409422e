import { member, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'write and send submissions': member(),
  'see and claim submissions': staff('reviewer', 'operator'),
  'decide about a submission, and reveal its sealed fields': staff('reviewer', 'operator').withStepUp,
  'see how the review goes': staff('operator', 'administrator'),
  'edit the phrases of reviewers': staff('reviewer', 'operator'),
  'edit the sensitive words': staff('operator'),
});
