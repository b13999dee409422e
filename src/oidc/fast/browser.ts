import { epoch, systemClock } from '../../clock.ts';
import { interactionLifetime } from '../lifetimes.ts';
import type { CookieSignatures } from '../requests/cookie-signatures.ts';

type Attributes = { path: string; expires?: string | undefined };

type Needs = {
  isSecure: boolean;
  cookies: CookieSignatures;
  names: { session: string; interaction: string; resume: string };
};

export const authorizationPath = '/oidc/auth';
export const loginPath = (uid: string): string => `/interaction/${uid}`;
const resumePath = (uid: string) => `${authorizationPath}/${uid}`;

const times = new Map<number, string>();
const mostTimes = 100;

/** A second of the clock, as cookies say it: many are made in one. */
export function timeOf(at: number): string {
  const known = times.get(at);
  if (known !== undefined) return known;
  if (times.size >= mostTimes) times.clear();
  const written = new Date(at * 1000).toUTCString();
  times.set(at, written);
  return written;
}

/** The cookies of a browser as the library reads and writes them. */
export function createBrowserCookies({ isSecure, cookies, names }: Needs) {
  const end = `; samesite=lax${isSecure ? '; secure' : ''}; httponly`;
  const patterns = new Map<string, RegExp>();
  const patternOf = (name: string): RegExp => {
    const known = patterns.get(name) ?? new RegExp(`(?:^|;) *${name.replaceAll('.', '\\.')}=([^;]*)`);
    patterns.set(name, known);
    return known;
  };
  const read = (header: string, name: string): string | undefined => patternOf(name).exec(header)?.[1];
  /** A line of Set-Cookie. */
  const line = (name: string, value: string, { path, expires }: Attributes): string =>
    `${name}=${value}; path=${path}${expires === undefined ? '' : `; expires=${expires}`}${end}`;
  /** The cookie, and its signature in another. */
  const signed = (
    name: string,
    value: string,
    attributes: Attributes,
    signature = cookies.sign(`${name}=${value}`),
  ): string[] => [line(name, value, attributes), line(`${name}.sig`, signature, attributes)];

  let none: string | undefined;
  /** The signature of a cookie that ends is the same for all. */
  const ofNone = () => {
    none ??= cookies.sign(`${names.resume}=`);
    return none;
  };

  return {
    read,
    hasSession: (header: string): boolean => read(header, names.session) !== undefined,
    /** The session cookie with its signature, by the newest key: one signed with an older key is signed again by the library. */
    ofSession(header: string): { id: string; signature: string } | undefined {
      const name = names.session;
      const found = read(header, name);
      const signature = read(header, `${name}.sig`);
      if (found === undefined || signature === undefined) return undefined;
      return cookies.index(`${name}=${found}`, signature) === 0 ? { id: found, signature } : undefined;
    },
    line,
    /** Of a login that waits for its citizen: for our pages, and for the way back to the library. */
    waiting(uid: string): string[] {
      const expires = inSeconds(interactionLifetime);
      return [
        ...signed(names.interaction, uid, { path: loginPath(uid), expires }),
        ...signed(names.resume, uid, { path: resumePath(uid), expires }),
      ];
    },
    /** Of one that went on. */
    noWayBack: (uid: string): string[] =>
      signed(names.resume, '', { path: resumePath(uid), expires: longAgo }, ofNone()),
    /** The session's, which the library lets end when the session does; undefined: when the browser is closed. */
    session: (value: string, ends: string | undefined, signature?: string): string[] =>
      signed(names.session, value, { path: '/' }, signature).map((each) =>
        ends === undefined ? each : `${each}; expires=${ends}`,
      ),
  };
}

export type BrowserCookies = ReturnType<typeof createBrowserCookies>;

/** When a cookie ends. */
export const inSeconds = (seconds: number): string => timeOf(epoch(systemClock.now()) + seconds);
const longAgo = new Date(0).toUTCString();
