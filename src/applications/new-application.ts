import { newClientId } from '../crypto/secrets.ts';
import type { Institution } from '../institutions/service.ts';
import type { Application } from './application.ts';
import { expiryFrom } from './lifetime.ts';
import type { Registration, RegistrationValues } from './registration.ts';

/** How an application came to be: one that an operator enters may carry its own dates and be first-party. */
export type Terms = {
  institutionId: string;
  expiresAt?: Date;
  firstParty?: boolean;
  clientId?: string;
  secret?: string;
};

/** The application that somebody registers, as it begins. */
export function compose(
  values: RegistrationValues,
  input: Registration,
  institution: Institution,
  terms: Terms,
  at: Date,
): Application {
  return {
    ...values,
    clientId: terms.clientId ?? newClientId(),
    institutionId: institution.id,
    institution: institution.name,
    creditCode: institution.creditCode,
    certifiedAt: institution.certifiedAt,
    purpose: input.purpose ?? '',
    homeUrl: input.homeUrl,
    logo: input.logo,
    firstParty: terms.firstParty === true,
    jwks: input.jwks,
    jwksUri: input.jwksUri,
    userinfoAlg: undefined,
    allowLoopback: input.allowLoopback === true,
    requirePar: input.requirePar === true,
    pkceWaivedUntil: undefined,
    expiresAt: terms.expiresAt ?? (terms.firstParty === true ? undefined : expiryFrom(at)),
    disabledAt: undefined,
    disabledReason: undefined,
    tokensValidFrom: at,
    createdAt: at,
  };
}
