import { member, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'write and send for review': member(),
  'see what waits for review, and claim it': staff('reviewer', 'operator'),
  'decide what waits for review, and see what is sealed in it': staff('reviewer', 'operator').withStepUp,
  'keep the phrases of reviewers': staff('reviewer', 'operator'),
  'keep the words that reviewers are warned of': staff('operator'),
});
