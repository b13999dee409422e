import type { Problems } from '../../errors.ts';
import type { Application, AuthMethod } from '../aksk/application.ts';
import { fact } from '../facts.ts';
import { beginsAtHome } from './initiated-login.ts';

/** The security settings of an application, set by its team, beside the addresses. */
export type Protocol = Pick<
  Application,
  | 'authMethod'
  | 'jwks'
  | 'jwksUri'
  | 'loginProof'
  | 'framework'
  | 'requirePar'
  | 'fapi'
  | 'requireSignedRequest'
  | 'initiateLoginUri'
  | 'profileInIdToken'
>;

export const protocolOf = (application: Protocol): Protocol => ({
  authMethod: application.authMethod,
  jwks: application.jwks,
  jwksUri: application.jwksUri,
  loginProof: application.loginProof,
  framework: application.framework,
  requirePar: application.requirePar,
  fapi: application.fapi,
  requireSignedRequest: application.requireSignedRequest,
  initiateLoginUri: application.initiateLoginUri,
  profileInIdToken: application.profileInIdToken,
});

/** An application proves itself by its SK, by a key of its own, or, where it can keep neither, not at all. */
export type Authentication = 'secret' | 'private_key_jwt' | 'none';

export const authenticationOf = (method: AuthMethod): Authentication =>
  method === 'none' || method === 'private_key_jwt' ? method : 'secret';

/** Which of the two ways of sending an SK was registered changes nothing: both are accepted. */
export const authMethodOf = (chosen: Authentication, before: AuthMethod | undefined): AuthMethod =>
  chosen !== 'secret' ? chosen : before?.startsWith('client_secret') ? before : 'client_secret_basic';

type Of = Protocol & Pick<Application, 'apiScope' | 'redirectUris' | 'sandbox'>;

/** Contradictions, by the field that has to be changed. */
export function protocolProblems(of: Of): Problems {
  const { authMethod, jwks, jwksUri, loginProof, fapi } = of;
  const hasKeys = jwks !== undefined || jwksUri !== undefined;
  const rules: readonly [wrong: boolean, field: string, why: Problems[string]][] = [
    [authMethod === 'private_key_jwt' && !hasKeys, 'jwks', fact('applications.jwks_missing')],
    [jwks !== undefined && jwksUri !== undefined, 'jwksUri', fact('applications.keys_twice')],
    [of.requireSignedRequest && !hasKeys, 'requireSignedRequest', fact('applications.signed_needs_keys')],
    [authMethod === 'none' && of.apiScope !== '', 'authentication', fact('applications.public_without_api')],
    [authMethod === 'none' && loginProof !== 'pkce', 'loginProof', fact('applications.public_needs_pkce')],
    [fapi && authMethod !== 'private_key_jwt', 'fapi', fact('applications.fapi_needs_key')],
    [fapi && loginProof !== 'pkce', 'loginProof', fact('applications.fapi_needs_pkce')],
    [
      fapi && !of.sandbox && of.redirectUris.some((uri) => !uri.startsWith('https:')),
      'fapi',
      fact('applications.fapi_needs_https'),
    ],
    [!beginsAtHome(of), 'initiateLoginUri', fact('applications.initiate_elsewhere')],
    [loginProof === 'neither' && !of.sandbox, 'loginProof', fact('applications.neither_needs_waiver')],
    [loginProof === 'neither' && of.framework === undefined, 'framework', fact('applications.framework_missing')],
  ];
  const problems: Problems = {};
  for (const [wrong, field, why] of rules) if (wrong) problems[field] ??= why;
  return problems;
}

export const usesSk = ({ authMethod }: Pick<Protocol, 'authMethod'>): boolean => authMethod.startsWith('client_secret');

/** For a registration, in which keys that are not there are left out. */
export const asInput = ({ jwks, jwksUri, ...rest }: Protocol) => ({
  ...rest,
  ...(jwks && { jwks }),
  ...(jwksUri && { jwksUri }),
});
