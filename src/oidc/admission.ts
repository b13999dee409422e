import type { Account } from '../accounts/account.ts';
import type { Application } from '../applications/aksk/application.ts';
import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';

type Client = Pick<Application, 'clientId' | 'sandbox' | 'institutionId'>;
type Citizen = Pick<Account, 'testOf' | 'testAt' | 'verifies'>;

/**
 * R27: test citizens sign in to the sandbox applications of their institution and to nothing else, and nobody else signs in there. Those of a
 * developer who is limited to AKs sign in to the sandboxes among these.

 * R57: that of a verification signs in at the AK that is verified, while the run lasts, in production as well.
 */
export const admits = ({ clientId, sandbox, institutionId }: Client, { testOf, testAt, verifies }: Citizen): boolean =>
  verifies !== undefined
    ? verifies === clientId
    : sandbox
      ? testOf === institutionId && testAt?.includes(clientId) !== false
      : testOf === undefined;

/** What somebody reads who proved to be the wrong kind of citizen. */
export const notAdmitted = ({ sandbox, institutionId }: Client, { testOf, verifies }: Citizen): Fact =>
  verifies !== undefined
    ? fact('oidc.verifies_elsewhere')
    : sandbox && testOf === institutionId
      ? fact('oidc.test_citizen_elsewhere')
      : sandbox
        ? fact('oidc.test_citizens_only')
        : fact('oidc.own_sandbox_only');
