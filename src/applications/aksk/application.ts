import { epoch } from '../../clock.ts';
import type { Status } from '../facts.ts';
import type { FrameworkId } from './frameworks.ts';
import { daysLeft, isOver } from './lifetime.ts';
import type { SimulatedAnswer } from './simulation.ts';

export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
export type SigningAlg = 'RS256' | 'ES256' | 'EdDSA';

/** How a code is bound to its login: RFC 9700 2.1.1. `neither` is of sandboxes only; elsewhere it is a waiver with an end. */
export type LoginProof = 'pkce' | 'pkce_or_nonce' | 'neither';

export const authMethods: readonly AuthMethod[] = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
];
export const signingAlgs: readonly SigningAlg[] = ['RS256', 'ES256', 'EdDSA'];

/** A partner's site or app: one OIDC client, one AK (R25). */
export interface Application {
  clientId: string;
  institutionId: string;
  institution: string;
  creditCode: string | undefined;
  /** Of its institution; undefined until that is certified. */
  regionCode: string | undefined;
  certifiedAt: Date | undefined;
  name: string;
  purpose: string;
  homeUrl: string | undefined;
  logo: string | undefined;
  firstParty: boolean;
  /** R27: without review, this machine only, test citizens only, its data apart. */
  sandbox: boolean;
  /** R26: where both sides talk; set by the operator with the approval. */
  workingGroup: { name: string | undefined; address: string | undefined; note: string | undefined } | undefined;
  scope: string;
  apiScope: string;
  authMethod: AuthMethod;
  jwks: { keys: object[] } | undefined;
  jwksUri: string | undefined;
  idTokenAlg: SigningAlg;
  userinfoAlg: SigningAlg | undefined;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  backchannelLogoutUri: string | undefined;
  allowLoopback: boolean;
  requirePar: boolean;
  loginProof: LoginProof;
  /** Its framework, as named by its developer. */
  framework: FrameworkId | undefined;
  /** FAPI 2.0 Security Profile: an own key, PAR and DPoP are enforced. */
  fapi: boolean;
  /** Only signed authorization requests (RFC 9101). */
  requireSignedRequest: boolean;
  /** Where a login may be begun from our side (OpenID Connect Core 4). */
  initiateLoginUri: string | undefined;
  pkceWaivedUntil: Date | undefined;
  /** Nickname, picture and mail in the id_token as well, for programs that read no userinfo. */
  profileInIdToken: boolean;
  /** Of a sandbox: the next login is answered wrongly on purpose. */
  simulated?: { answer: SimulatedAnswer; until: Date };
  /** Undefined: first-party, does not expire. */
  expiresAt: Date | undefined;
  disabledAt: Date | undefined;
  disabledReason: string | undefined;
  tokensValidFrom: Date;
  createdAt: Date;
}

/** At its beginning: the institution's data are read beside it. */
export type NewApplication = Omit<Application, 'institution' | 'creditCode' | 'regionCode' | 'certifiedAt'>;

/** An SK as it rests: its hash. The value was shown once (R33). */
export interface Secret {
  id: string;
  hash: Buffer;
  lastFour: string;
  createdAt: Date;
  expiresAt: Date | undefined;
  lastUsedAt: Date | undefined;
}

/** As much of an SK as a comparison needs; the hash in hex. */
export type LiveSecret = { id: string; hash: string; lastFour: string; expiresAt: Date | undefined };

/** An address that an operator lets the application use until this second (R22). */
export type LiveWaiver = { uri: string; until: Date };

export type { Status };

type Standing = Pick<Application, 'expiresAt' | 'disabledAt' | 'sandbox' | 'createdAt'>;

/** 生效中 · 即将到期（≤7 天）· 已过期 · 已禁用 */
export function statusOf(application: Standing, now: Date): Status {
  if (application.disabledAt !== undefined) return 'disabled';
  if (application.expiresAt === undefined) return 'active';
  if (isOver.holds({ until: application.expiresAt }, now)) return 'expired';
  return daysLeft(application.expiresAt, now) <= noticeOf(application) ? 'expiring' : 'active';
}

/** Days before its end from which an AK is 即将到期: 7, and one of a sandbox that lasts no longer than that, else it would be so from its first day. */
const noticeOf = ({ expiresAt, sandbox, createdAt }: Standing): number =>
  sandbox && expiresAt !== undefined && daysLeft(expiresAt, createdAt) <= 7 ? 1 : 7;

/** FAPI 2.0 5.4.1 has no RS256. */
const fapiIdTokenAlg = (alg: SigningAlg): SigningAlg => (alg === 'RS256' ? 'ES256' : alg);

/** Never equal to anything: secrets are compared by hash, by our own override (oidc/models.ts). */
const placeholder = 'compared-by-hash-never-by-this-value';

/** The sector of `sub`: the institution, and its sandbox as another one. */
export const sectorOf = ({ institutionId, sandbox }: Pick<Application, 'institutionId' | 'sandbox'>) =>
  sandbox ? `${institutionId}/sandbox` : institutionId;

/** Our own settings, which are in no standard. */
export const ownSettings = [
  ...['institution_id', 'first_party', 'sandbox', 'api_scope', 'secrets'],
  ...['fapi', 'framework', 'login_proof', 'pkce_waived_until'],
  ...['profile_in_id_token', 'simulated'],
];

/** The application as oidc-provider wants its clients (RFC 7591 names). */
export function metadata(application: Application, secrets: readonly LiveSecret[]) {
  const signsIn = application.redirectUris.length > 0;
  const isPublic = application.authMethod === 'none';
  return {
    client_id: application.clientId,
    client_name: application.name,
    ...(application.authMethod.startsWith('client_secret') ? { client_secret: placeholder } : {}),
    token_endpoint_auth_method: application.authMethod,
    ...(application.jwks && { jwks: application.jwks }),
    ...(application.jwksUri && { jwks_uri: application.jwksUri }),
    redirect_uris: application.redirectUris,
    post_logout_redirect_uris: application.postLogoutRedirectUris,
    ...(application.backchannelLogoutUri && {
      backchannel_logout_uri: application.backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    response_types: signsIn ? (['code'] as const) : [],
    grant_types: [
      ...(signsIn ? ['authorization_code', 'refresh_token'] : []),
      ...(isPublic ? [] : ['client_credentials']),
    ],
    scope: application.scope,
    id_token_signed_response_alg: application.fapi ? fapiIdTokenAlg(application.idTokenAlg) : application.idTokenAlg,
    ...(application.userinfoAlg && { userinfo_signed_response_alg: application.userinfoAlg }),
    require_pushed_authorization_requests: application.requirePar || application.fapi,
    ...(application.fapi && { fapi: true, dpop_bound_access_tokens: true }),
    ...(application.requireSignedRequest && { require_signed_request_object: true }),
    subject_type: 'pairwise' as const,
    // Names the sector, is never fetched: a partner that changes its domain keeps its citizens.
    sector_identifier_uri: `https://sector.invalid/${sectorOf(application)}`,
    institution_id: application.institutionId,
    sandbox: application.sandbox,
    first_party: application.firstParty,
    api_scope: application.apiScope,
    ...(application.loginProof !== 'pkce' && { login_proof: application.loginProof }),
    ...(application.framework && { framework: application.framework }),
    ...(application.pkceWaivedUntil && { pkce_waived_until: epoch(application.pkceWaivedUntil) }),
    ...(application.profileInIdToken && { profile_in_id_token: true }),
    ...(application.simulated && { simulated: application.simulated.answer }),
    secrets: secrets.map(({ id, hash, lastFour, expiresAt }) => ({
      id,
      hash,
      last_four: lastFour,
      ...(expiresAt && { expires_at: epoch(expiresAt) }),
    })),
  };
}
