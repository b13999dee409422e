import { dayOf } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import type { Application } from '../aksk/application.ts';
import { inForce } from '../aksk/in-force.ts';
import { fact } from '../facts.ts';

/** Why an AK does not work now. `wire` is printable ASCII, as RFC 6749 wants error_description. */
export type Refusal = { code: 'expired' | 'disabled'; wire: string; says: Fact };

export function refusalOf(application: Pick<Application, 'expiresAt' | 'disabledAt'>, now: Date): Refusal | undefined {
  if (inForce.holds(application, now)) return undefined;
  if (application.disabledAt !== undefined) {
    return {
      code: 'disabled',
      wire: 'AK disabled by the platform; contact the operators of the National Public Culture Cloud',
      says: fact('applications.ak_disabled'),
    };
  }
  const day = application.expiresAt === undefined ? '' : dayOf(application.expiresAt);
  return {
    code: 'expired',
    wire: `AK expired on ${day}; renew it in the institution console`,
    says: fact('applications.ak_expired', { day }),
  };
}
