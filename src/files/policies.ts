import { member, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see what one uploaded for the institution': member(),
  // Papers name people: who only helps with an application has no reason to look at them.
  'see what others uploaded for the institution': member('owner', 'agent'),
  'upload a file for the institution': member('owner', 'agent', 'developer', 'reporter'),
  'see an uploaded file under review': staff('reviewer', 'operator', 'support'),
});
