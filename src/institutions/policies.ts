import { certified, member, memberEnding, person, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'register an institution': person,
  'accept an invitation': person,
  'see the institution and its members': member(),
  'see the page of the institution': certified(),
  'choose the version of the page that citizens see': certified('owner', 'agent'),
  'print the letter that names the agent': member('owner', 'agent'),
  'see invitation links': member('owner'),
  'invite by a link': member('owner').withStepUp,
  'revoke an invitation link': memberEnding('owner'),
  'invite by phone number': certified('owner').withStepUp,
  'revoke an invitation': certified('owner'),
  'change the post of a member': member('owner').withStepUp,
  'remove a member, or leave': memberEnding().withStepUp,
  'see every institution': staff('operator', 'administrator', 'reviewer', 'support'),
  'enter an institution by hand': staff('operator', 'administrator'),
  'enter a certification that came by mail': staff('operator'),
  'disable and enable an institution': staff('operator', 'administrator').withStepUp,
  'invite, agree to and revoke an owner': staff('operator', 'administrator').withStepUp,
});
