import { errors } from 'oidc-provider';
import { type Account, agreedVersion, isPerson } from '../accounts/account/account.ts';
import { firstVersion } from '../accounts/account/terms.ts';
import { acr, isAtLeast, isMultiFactor, levels, reaches } from '../accounts/levels.ts';
import { type CitizenScope, citizenScopes } from '../applications/aksk/scopes.ts';
import type { Refusal } from '../applications/validity/refusal.ts';
import { platformScopes } from '../citizens/family/child.ts';
import { admits, restsNow } from './admission.ts';

/** Prompts of ours beside the library's: another account than the one signed in, and registering (Initiating User Registration 1.0). */
export const askedPrompts = ['select_account', 'create'] as const;

export type Factor = 'pwd' | 'sms' | 'passkey';
/** By RFC 8176. Of a passkey: possession of the key, and a user verified by the device. */
const methods: Readonly<Record<Factor, readonly string[]>> = {
  pwd: ['pwd'],
  sms: ['sms'],
  passkey: ['pop', 'user'],
};

/**
 * `acr` and `amr` of a login by all of these. A passkey is worth at most the level proved when it was made (`madeWith`) or beside it now: the
 * highest level requires the level below it, once (docs/adr/0114).
 */
export function authenticationBy(
  factors: readonly Factor[],
  madeWith: string = acr.password,
): { acr: string; amr: string[] } {
  const has = (factor: Factor) => factors.includes(factor);
  const both = has('pwd') && has('sms');
  const beside = both ? acr.two : has('sms') ? acr.sms : acr.password;
  const proved = has('passkey') && isAbove(madeWith, beside) ? madeWith : beside;
  const amr = factors.flatMap((factor) => methods[factor]);
  return {
    acr: has('passkey') && isAtLeast(proved, acr.two) ? acr.passkey : proved,
    amr: [...new Set([...amr, ...(isMultiFactor(proved, has('passkey')) ? ['mfa'] : [])])],
  };
}

const isAbove = (level: string, other: string) => !isAtLeast(other, level);

/** The level of a passkey made now: the one proved by then. A test citizen's has nothing to protect. */
export const keyMadeWith = (account: Account, proved: string | undefined): string =>
  isInvented(account) || isAtLeast(proved, acr.two) ? acr.two : (proved ?? acr.password);

/** The factors that an account has; for each passkey the level it was made at. */
export type Means = { password: boolean; sms: boolean; keys: readonly string[] };
/** The factors given in this login or its session; `newKey`: the level of a passkey made now, if one may be. */
export type GivenFactors = { factors: readonly Factor[]; madeWith?: string | undefined; newKey?: string | undefined };
/** `first`: more comes after it. */
export type StepUpOptions = { password: boolean; code: boolean; passkey: boolean; add: boolean; first: boolean };

/**
 * Step-up: the factors to offer next, for every page. First those sufficient alone; where only a passkey would be, and none that is there is
 * worth it, the other factors come first, and then one is used or made.
 */
export function waysToRaise(
  asked: unknown,
  { factors, madeWith, newKey }: GivenFactors,
  { password, sms, keys }: Means,
): StepUpOptions {
  const lacks = (factor: Factor) => !factors.includes(factor);
  const suffices = (more: readonly Factor[], key = madeWith) =>
    reaches(authenticationBy([...factors, ...more], key).acr, asked);
  const none = { password: false, code: false, passkey: false, add: false, first: false };
  const isThere = { password: password && lacks('pwd'), code: sms && lacks('sms') };
  const alone = {
    ...none,
    password: isThere.password && suffices(['pwd']),
    code: isThere.code && suffices(['sms']),
    passkey: lacks('passkey') && keys.some((key) => suffices(['passkey'], key)),
  };
  if (alone.password || alone.code || alone.passkey) return alone;
  if (newKey !== undefined && lacks('passkey') && suffices(['passkey'], newKey)) return { ...none, add: true };
  const rest: Factor[] = [...(isThere.password ? (['pwd'] as const) : []), ...(isThere.code ? (['sms'] as const) : [])];
  const hasKey = !lacks('passkey') || keys.length > 0 || newKey !== undefined;
  const whole = suffices([...rest, 'passkey'], lacks('passkey') ? acr.password : madeWith);
  return rest.length > 0 && hasKey && whole ? { ...none, ...isThere, first: true } : none;
}

/** The factors of a session, from its `amr`. */
export function factorsIn(amr: readonly string[] | undefined = []): Factor[] {
  const named: readonly [Factor, string][] = [
    ['pwd', 'pwd'],
    ['sms', 'sms'],
    ['passkey', 'pop'],
  ];
  return named.flatMap(([factor, method]) => (amr.includes(method) ? [factor] : []));
}

const byScan = 'mca'; // RFC 8176: over another channel

/** The `amr` after a scan: the earlier methods, and the mark that another device let this one in. */
export const confirmedElsewhere = (amr: readonly string[]): string[] => [...new Set([...amr, byScan])];

/** Whether the last that was proved came from another device: its owner may have been deceived. */
export const isScanned = (amr: readonly string[] | undefined): boolean => amr?.includes(byScan) === true;

/** 扫码登录 has the level of a code by SMS, and never more than the level of the confirming phone's session (docs/adr/0056). */
export const scanLevel = (ofPhone: string | undefined): string =>
  levels.indexOf(ofPhone ?? '') >= levels.indexOf(acr.sms) ? acr.sms : acr.password;

/** The client id of the Cloud's own account centre. */
export const accountCentre = 'account-centre';

/** Whether the account centre asks for the login of its visitor once more, before something of consequence (`freshCitizen`). */
export const isAskedAgain = (asking: { clientId: string }, { prompt }: { prompt?: unknown }): boolean =>
  asking.clientId === accountCentre &&
  String(prompt ?? '')
    .split(' ')
    .includes('login');

/** Whether the login leads to a QR code that was scanned with this phone: a computer waits for it. */
export const leadsToScan = (asking: { clientId: string }, { state }: { state?: unknown }): boolean =>
  asking.clientId === accountCentre && typeof state === 'string' && /^\/scan\/[\w-]+$/.test(state);

/** The facts about an authorization request before it is answered. Rules decide by these and read nothing themselves. */
export type SignInFacts = {
  client: {
    /** Why its AK is not in force, if it is not. */
    refusal: Refusal | undefined;
    clientId: string;
    sandbox: boolean;
    institutionId: string;
    /** One of the Cloud's own applications. */
    firstParty: boolean;
    redirectUriAllowed: (uri: string) => boolean;
  };
  redirectUri: string | undefined;
  acrValues: string | undefined;
  /** The browser's session at the Cloud; `accountId` is undefined without a login. */
  session: { accountId: string | undefined; acr: string | undefined };
  /** The account of the session; undefined where there is none, or it was locked or deleted. */
  account: Account | undefined;
  /** The version of 用户协议 and 隐私政策 that counts today. */
  termsInForce: number;
  now: Date;
};

export type SignInRule = {
  /** The `reason` of the library's check. */
  name: string;
  description: string;
  holds: (facts: SignInFacts) => boolean;
  /** `login`: the login page comes first. An error goes to the partner or, where it says so, to a page of ours, and no page comes before it. */
  refusal: 'login' | ((facts: SignInFacts) => Error);
};

/**
 * When an authorization request is not answered at once. The library asks these rules as checks of its login prompt (policy.ts), the fast
 * endpoints before they begin a login (fast/begin.ts) or write a code (fast/authorization.ts, login-end.ts): a rule that is added here is kept by all.
 */
export const signInRules: readonly SignInRule[] = [
  {
    // First: no error goes to an address that is not registered any more. The library compares when a request comes, and not again when
    // the citizen comes back from our pages.
    name: 'redirect_uri_ended',
    description: 'the redirect URI is not registered any more',
    holds: ({ client, redirectUri }) => redirectUri === undefined || isRegistered(client, redirectUri),
    refusal: () => new errors.InvalidRedirectUri(),
  },
  {
    // R29, before a citizen types anything. The partner gets the error; a disabled AK gets a page of ours, as the partner may be the problem.
    name: 'ak_refused',
    description: 'the AK is not in force',
    holds: ({ client }) => client.refusal === undefined,
    refusal: ({ client: { refusal } }) =>
      Object.assign(new errors.UnauthorizedClient(refusal?.wire), {
        error_description: refusal?.wire,
        ...(refusal?.code === 'disabled' && { allow_redirect: false }),
      }),
  },
  {
    name: 'account_gone',
    description: 'the account of the session is locked or deleted',
    holds: ({ session, account }) => session.accountId === undefined || account !== undefined,
    refusal: 'login',
  },
  {
    name: 'other_citizen', // R27
    description: 'test citizens and sandbox applications keep to each other',
    holds: ({ client, account }) => account === undefined || admits(client, account),
    refusal: 'login',
  },
  {
    name: 'child_rests', // C12
    description: 'a child under 14 signs in by day',
    holds: ({ account, now }) => account === undefined || !restsNow(account, now),
    refusal: 'login',
  },
  {
    name: 'account_closing', // C13
    description: 'the account of the session is to be deleted, which can be taken back',
    // The back office is no exception: an account that is about to be deleted acts for no one.
    holds: ({ client, account }) => client.clientId === accountCentre || account?.closingAt === undefined,
    refusal: 'login',
  },
  {
    // Not at the Cloud's own pages: an owner who does not agree can export the data and leave. The first version is ticked with the login
    // itself.
    name: 'terms_changed',
    description: 'the terms changed since the account of the session agreed to them',
    holds: ({ client, account, termsInForce }) =>
      termsInForce === firstVersion.version ||
      client.firstParty ||
      account === undefined ||
      isInvented(account) ||
      agreedVersion(account) >= termsInForce,
    refusal: 'login',
  },
  {
    name: 'missing_factor',
    description: 'a stronger way to sign in was asked for',
    holds: ({ session, acrValues }) =>
      acrValues === undefined || session.accountId === undefined || reaches(session.acr, acrValues),
    refusal: 'login',
  },
];

/** Whether a scope is given where the citizen ticked it. A child ticks nothing: its guardian decided, once for all platforms (C12). */
export const isGiven = (
  name: CitizenScope,
  { guardianId }: Pick<Account, 'guardianId'>,
  isTicked: (name: CitizenScope) => boolean,
): boolean =>
  citizenScopes[name].choice === 'required' ||
  (guardianId === undefined ? isTicked(name) : platformScopes.some((scope) => scope === name));

/** A test citizen cannot agree to terms. */
const isInvented = (account: Account): boolean => !isPerson.holds(account);

/**
 * R57: requests of a verification's citizen go to the library, where it is watched and answered wrongly on purpose. The account is read for
 * every login anyway, so that no other one is slower for it.
 */
export const mayAnswerFast = (account: Pick<Account, 'verifies'> | undefined): boolean =>
  account?.verifies === undefined;

/** acr_values is satisfied by an SMS code alone: a password would be a useless step. */
export const beginsWithCode = (acrValues: unknown): boolean =>
  !reaches(acr.password, acrValues) && reaches(acr.sms, acrValues);

const has = (scope: string | undefined, name: string): boolean => (scope ?? '').split(' ').includes(name);

/** Tokens end with the session in which they were issued, unless the citizen allowed offline_access. */
export const endsWithSession = (scope: string | undefined): boolean => !has(scope, 'offline_access');

/** A refresh token is given where the citizen allowed offline_access and the client may refresh. */
export const givesRefreshToken = (mayRefresh: boolean, scope: string | undefined): boolean =>
  mayRefresh && has(scope, 'offline_access');

/** The metadata of a client that decide about the protection of a login and its tokens (RFC 7591 names, and ours). */
type Protection = {
  readonly [name: string]: unknown;
  fapi?: unknown;
  login_proof?: unknown;
  pkce_waived_until?: unknown;
  dpop_bound_access_tokens?: unknown;
  require_pushed_authorization_requests?: unknown;
  require_signed_request_object?: unknown;
};

/**
 * RFC 9700 2.1.1: a code belongs to the login that asked for it. PKCE proves it; a client that authenticates may be set to PKCE or nonce, and
 * one that sends neither needs a waiver. A public one and a FAPI one always send PKCE.
 */
export function needsPkce(
  client: Protection,
  { isPublic, nonce, now }: { isPublic: boolean; nonce: unknown; now: number },
): boolean {
  if (isPublic || client.fapi === true) return true;
  if (typeof client.pkce_waived_until === 'number' && now <= client.pkce_waived_until) return false;
  if (client.login_proof === 'pkce_or_nonce') return typeof nonce !== 'string' || nonce === '';
  return client.login_proof !== 'neither';
}

/** The profile of the library under which the requests of a client are answered. */
export const fapiProfile = (client: Protection | undefined): '2.0' | undefined =>
  client?.fapi === true ? '2.0' : undefined;

/** FAPI 2.0 5.4.1: no RS256, for whatever the client signs. */
export const isFapiAlgorithm = (alg: unknown): boolean => alg === 'PS256' || alg === 'ES256' || alg === 'EdDSA';

/** Whether every token of a client is bound to its key: without a proof it gets none, so nothing of it is answered before the library. */
export const onlyBoundTokens = (client: Protection): boolean =>
  client.dpop_bound_access_tokens === true || client.fapi === true;

/** Whether an authorization request of a client may come as it is, in the address: neither pushed nor signed. */
export const mayAskInTheOpen = (client: Protection): boolean =>
  client.require_pushed_authorization_requests !== true && client.require_signed_request_object !== true;

/** A refresh token is used once, and its successor comes with the answer; a FAPI one is bound to a key and stays (FAPI 2.0 5.3.2.1). */
export const rotatesRefreshTokens = (client: Protection): boolean => client.fapi !== true;

/** A client introspects and revokes its own tokens only. */
export const isOwnToken = (clientId: string, token: { clientId?: string | undefined }): boolean =>
  token.clientId === clientId;

/** Asked again whenever a code goes to an address or comes from it: one that a waiver opened (R22) is registered for a time only. */
export const isRegistered = (client: Pick<SignInFacts['client'], 'redirectUriAllowed'>, redirectUri: string): boolean =>
  client.redirectUriAllowed(redirectUri);

/** The scopes of an API token: those that were asked for, or all that were approved for the AK. */
export function apiScope(approved: string, asked: string | undefined): { scope: string } | { foreign: string } {
  if (asked === undefined) return { scope: approved };
  const known = approved.split(' ');
  const foreign = asked.split(' ').find((name) => !known.includes(name));
  return foreign === undefined ? { scope: asked } : { foreign };
}
