import { member, ofApplication, person, policiesOf, staff } from '../http/access.ts';

export const may = policiesOf({
  'see the AKs of the institution': member(),
  'open a sandbox': person,
  'keep the test citizens of a sandbox': person,
  'try a redirect URI': person,
  'see an AK': ofApplication(),
  'renew an AK, keep its SKs and its sandbox': ofApplication('owner', 'agent', 'developer'),
  'show, rotate and end SKs, and set how an AK is protected': ofApplication('owner', 'agent', 'developer').withStepUp,
  'let an AK take over entries of another': ofApplication('owner'),
  'see every AK': staff('operator', 'administrator', 'support'),
  'renew, stop and loosen any AK': staff('operator', 'administrator').withStepUp,
  'enter an application that came by mail': staff('operator'),
});
