import { newClientId } from '../../crypto/secrets.ts';
import type { Data } from '../../fields/form.ts';
import type { Application, NewApplication } from '../aksk/application.ts';
import { expiryFrom } from '../aksk/lifetime.ts';
import type { Registration, RegistrationValues } from './registration.ts';

/** How an application came to be: one that an operator enters may carry its own dates and be first-party. */
export type Terms = {
  institutionId: string;
  expiresAt?: Date;
  firstParty?: boolean;
  clientId?: string;
  secret?: string;
  /** R27. */
  sandbox?: boolean;
  /** False: the institution draws the SK itself, so that no operator ever sees it. */
  withSecret?: boolean;
  /** R26: named at the approval. */
  workingGroup?: Application['workingGroup'];
  /** The approved form, which a later change begins with. */
  approved?: Data;
};

/** A new application, as registered. */
export function compose(values: RegistrationValues, input: Registration, terms: Terms, at: Date): NewApplication {
  return {
    ...values,
    clientId: terms.clientId ?? newClientId(),
    institutionId: terms.institutionId,
    purpose: input.purpose ?? '',
    homeUrl: input.homeUrl,
    logo: input.logo,
    firstParty: terms.firstParty === true,
    sandbox: terms.sandbox === true,
    workingGroup: terms.workingGroup,
    jwks: input.jwks,
    jwksUri: input.jwksUri,
    userinfoAlg: undefined,
    allowLoopback: input.allowLoopback === true,
    pkceWaivedUntil: undefined,
    expiresAt: terms.expiresAt ?? (terms.firstParty === true ? undefined : expiryFrom(at)),
    disabledAt: undefined,
    disabledReason: undefined,
    tokensValidFrom: at,
    createdAt: at,
  };
}
