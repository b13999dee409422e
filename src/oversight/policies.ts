import { auditors } from '../audit/service.ts';
import { anyone, certified, member, nationalStaff, policiesOf, staff } from '../http/access.ts';

/** Staff whose programs may call the API (admin-token.ts: which scopes they can make use of). */
const holders = ['administrator', 'security', 'auditor', 'reviewer', 'operator', 'statistics', 'support'] as const;

export const may = policiesOf({
  'read and verify the audit': nationalStaff(...auditors),
  'export the audit': nationalStaff(...auditors).withStepUp,
  'see and revoke own admin tokens': staff(...holders),
  'create an admin token': staff(...holders).withStepUp,
  'see the proof of a report': certified(),
  'see the passport of a figure': staff('statistics', 'operator', 'administrator', 'regulator'),
  'see the passport of an own figure': certified(),
  'see who looked at own materials': member('owner', 'agent'),
  'check a proof, and send a cosignature': anyone,
  'check the file of a passport': anyone,
});
