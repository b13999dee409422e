import type { Account } from '../accounts/account/account.ts';
import type { Application } from '../applications/aksk/application.ts';
import { isChildsHour } from '../citizens/family/child.ts';
import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';

type Client = Pick<Application, 'clientId' | 'sandbox' | 'institutionId'>;
type Citizen = Pick<Account, 'testOf' | 'testAt' | 'verifies' | 'guardianId' | 'allowedAt' | 'handoverAt'>;

/**
 * R57: the test citizen of a verification signs in at the AK that is verified, while the run lasts, in production as well. All others by
 * their kind. Who has to choose a password first (C12, at 14) signs in nowhere.
 */
export const admits = (client: Client, citizen: Citizen): boolean =>
  citizen.handoverAt === undefined &&
  (citizen.verifies === undefined
    ? isOfItsKind(client, citizen) && guardianAllows(client, citizen)
    : citizen.verifies === client.clientId);

/** C12: a child under 14 signs in where its guardian allowed it, and at nothing else of the Cloud either. */
const guardianAllows = ({ clientId }: Pick<Client, 'clientId'>, { guardianId, allowedAt = [] }: Citizen): boolean =>
  guardianId === undefined || allowedAt.includes(clientId);

/**
 * R27: test citizens sign in to the sandbox applications of their institution and to no others, and only test citizens sign in there. Those of a
 * developer who is limited to AKs sign in to the sandboxes among these.
 */
const isOfItsKind = ({ clientId, sandbox, institutionId }: Client, { testOf, testAt }: Citizen): boolean =>
  sandbox ? testOf === institutionId && testAt?.includes(clientId) !== false : testOf === undefined;

/** C12: a child under 14 signs in nowhere between ten in the evening and six. */
export const restsNow = ({ guardianId }: Pick<Account, 'guardianId'>, now: Date): boolean =>
  guardianId !== undefined && !isChildsHour(now);

/** Why a child does not go on at a platform: it is late, its account is being deleted, or its guardian has not agreed. */
export function whyChildStops(
  client: Client & Pick<Application, 'firstParty'>,
  citizen: Citizen & Pick<Account, 'closingAt'>,
  now: Date,
): 'rests' | 'closing' | 'ask' | undefined {
  if (citizen.guardianId === undefined) return undefined;
  if (restsNow(citizen, now)) return 'rests';
  if (client.firstParty || client.sandbox || admits(client, citizen)) return undefined;
  return citizen.closingAt === undefined ? 'ask' : 'closing';
}

/** The refusal shown to the wrong kind of citizen. */
export function notAdmitted(
  { sandbox, institutionId, firstParty }: Client & Pick<Application, 'firstParty'>,
  { testOf, verifies, guardianId }: Citizen,
): Fact {
  if (guardianId !== undefined) return firstParty ? fact('oidc.guardian_manages') : fact('oidc.guardian_decides');
  if (verifies !== undefined) return fact('oidc.verifies_elsewhere');
  if (!sandbox) return fact('oidc.own_sandbox_only');
  return testOf === institutionId ? fact('oidc.test_citizen_elsewhere') : fact('oidc.test_citizens_only');
}
