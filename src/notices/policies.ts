import { nationalStaff, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'see the words of messages': nationalStaff('operator', 'administrator'),
  'change the words of messages': nationalStaff('operator', 'administrator').withStepUp,
});
