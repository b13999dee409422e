import { anyone, member, ofApplication, person, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see the AKs of the institution': member(),
  'open a sandbox': person,
  'take sandbox keys without an account': anyone,
  'download a project with the sandbox keys on the page': anyone,
  'claim sandbox keys': person,
  'manage the test citizens of a sandbox': person,
  'try a redirect URI': person,
  'see an AK': ofApplication(),
  'renew an AK, export its SKs, change its sandbox': ofApplication('owner', 'agent', 'developer'),
  'issue, rotate and end SKs, and set the protection of an AK': ofApplication('owner', 'agent', 'developer').withStepUp,
  'let an AK take over entries of another': ofApplication('owner'),
  'see every AK': staff('operator', 'administrator', 'support'),
  'renew, disable and enable any AK, and waive its rules': staff('operator', 'administrator').withStepUp,
  'enter an application that came by mail': staff('operator'),
});
