import { certified, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see own links': certified(),
  'apply for a link, take it offline and back': certified('owner', 'agent'),
  'have a link checked': certified('owner', 'agent', 'developer'),
  'see every link': staff('operator', 'reviewer', 'support'),
  'have any link checked, and ask to take it offline': staff('operator'),
  'take any link offline and back': staff('operator').withStepUp,
});
