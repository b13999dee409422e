import { certified, member, nationalStaff, ofApplication, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see plan, history and promotions': member(),
  'begin a plan': certified('owner', 'agent'),
  'work on the plan': certified('owner', 'agent', 'developer'),
  'see every plan, and write to the institution': staff('operator', 'administrator', 'reviewer', 'support'),
  'direct a plan': staff('operator', 'administrator'),
  'see and withdraw promotions': nationalStaff('operator', 'administrator'),
  'publish a promotion': nationalStaff('operator', 'administrator').withStepUp,
  'see the verifications of an AK': ofApplication(),
  'verify an AK': ofApplication('owner', 'agent', 'developer'),
  'see vendors, and end their access': certified('owner'),
  'let a vendor look after an AK': certified('owner').withStepUp,
  'work as a vendor': certified('owner', 'agent', 'developer'),
});
