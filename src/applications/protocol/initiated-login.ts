import type { Application } from '../aksk/application.ts';

type Registered = Pick<Application, 'redirectUris' | 'postLogoutRedirectUris' | 'homeUrl' | 'initiateLoginUri'>;

/** Undefined where an address has none, as the schemes of apps. */
function originOf(address: string): string | undefined {
  const origin = URL.parse(address)?.origin;
  return origin === 'null' ? undefined : origin;
}

const hasOrigin = (origin: string | undefined, addresses: readonly string[]): boolean =>
  origin !== undefined && addresses.some((address) => originOf(address) === origin);

/**
 * The program that begins a login holds the session in which the callback is expected, so both have one origin. So changing this address without
 * a review cannot send citizens to an unreviewed origin.
 */
export const beginsAtHome = ({
  initiateLoginUri,
  redirectUris,
}: Pick<Registered, 'initiateLoginUri' | 'redirectUris'>): boolean =>
  initiateLoginUri === undefined || hasOrigin(originOf(initiateLoginUri), redirectUris);

/**
 * OpenID Connect Core 4: where a browser goes so that the partner begins a login at `issuer` and shows `target` afterwards. Undefined where the
 * application takes no such start, or the target is no page of its own. No login_hint: a session here needs none, and an address is no place for
 * a phone number.
 */
export function initiatedLogin(
  application: Registered,
  { issuer, target }: { issuer: string; target: string },
): string | undefined {
  const { initiateLoginUri, redirectUris, postLogoutRedirectUris, homeUrl } = application;
  if (initiateLoginUri === undefined || !beginsAtHome(application)) return undefined;
  const own = [...redirectUris, ...postLogoutRedirectUris, ...(homeUrl === undefined ? [] : [homeUrl])];
  if (!hasOrigin(originOf(target), own)) return undefined;
  const address = new URL(initiateLoginUri);
  address.searchParams.set('iss', issuer);
  address.searchParams.set('target_link_uri', target);
  return address.href;
}
