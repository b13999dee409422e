import { member, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see an uploaded file of the institution': member(),
  'see an uploaded file under review': staff('reviewer', 'operator', 'support'),
});
