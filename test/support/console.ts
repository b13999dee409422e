import type { Page as BrowserPage } from 'playwright-core';
import { acr } from '../../src/accounts/levels.ts';
import type { MemberRole, Role } from '../../src/actor.ts';
import { after, epoch, systemClock } from '../../src/clock.ts';
import { hashToken, newToken } from '../../src/crypto/secrets.ts';
import { newTotpSecret, totpCode } from '../../src/crypto/totp.ts';
import { cookieName } from '../../src/http/requests/cookie-name.ts';
import { sessionLifetimeOf } from '../../src/oidc/lifetimes.ts';
import { createCookieSignatures } from '../../src/oidc/requests/cookie-signatures.ts';
import { createPacking } from '../../src/oidc/tokens/packing.ts';
import { insertNew } from '../../src/oidc/tokens/store.ts';
import { createCitizen, operator, password, type TestApp } from './app.ts';
import { openPage } from './browser.ts';
import { createBrowser, type TestBrowser } from './citizen.ts';
import { remember } from './record.ts';

/** A member or staff of the back office, as tests sign them in. */
export type Colleague = { accountId: string; username: string; phone: string; institutionId?: string };

let made = 0;
/** The next of the invented numbers, 138 0006 0001 and up: a process makes hundreds, and no test names one of them. */
const nextPhone = () => `1380006${String(made).padStart(4, '0')}`;

async function createPerson(at: TestApp, prefix: string): Promise<Colleague> {
  made += 1;
  const [username, phone] = [`${prefix}${made}`, nextPhone()];
  const account = await createCitizen(at, username, { phone });
  return { accountId: account.id, username, phone };
}

type MemberOptions = {
  /** A new institution where none is given. */
  institutionId?: string;
  role?: MemberRole;
  certified?: boolean;
  applications?: string[];
  endsAt?: Date;
};

/** A person who works for an institution. */
export async function createMember(
  at: TestApp,
  { institutionId, role = 'owner', certified = true, applications, endsAt }: MemberOptions = {},
): Promise<Colleague & { institutionId: string }> {
  const person = await createPerson(at, 'member');
  const id =
    institutionId ?? (await at.app.institutions.create(operator, { name: `青溪县文化馆${made}`, certified })).id;
  await at.database.db.run(
    `insert into members (institution_id, account_id, role, applications, ends_at, created_at) values ($1, $2, $3, $4, $5, $6)`,
    [id, person.accountId, role, applications ?? null, endsAt ?? null, at.app.clock.now()],
  );
  return { ...person, institutionId: id };
}

/** A person who works for the platform. `regions`: to which the reviewer (or the first of the roles) is limited. */
export async function createStaff(
  at: TestApp,
  roles: readonly Role[],
  { regions = [] }: { regions?: readonly string[] } = {},
): Promise<Colleague> {
  const person = await createPerson(at, 'staff');
  for (const [place, role] of roles.entries()) {
    const region = regions[place] ?? (regions.length > 0 ? regions[0] : undefined);
    await at.database.db.run(
      `insert into account_roles (account_id, role, region_code, granted_at) values ($1, $2, $3, $4)`,
      [person.accountId, role, region ?? null, at.app.clock.now()],
    );
  }
  return person;
}

/** A person who belongs nowhere yet: for 注册 and invitations. */
export const createNewcomer = (at: TestApp): Promise<Colleague> => createPerson(at, 'newcomer');

const secrets = new Map<string, string>();

/** Enrols a second factor whose codes `codeOf` knows. */
export async function enrol(at: TestApp, { accountId }: Pick<Colleague, 'accountId'>): Promise<void> {
  const secret = remember(newTotpSecret());
  secrets.set(accountId, secret);
  const sealed = at.app.keys.seal.seal(secret, `second_factors.secret.${accountId}`);
  await at.database.db.run(
    `insert into second_factors (account_id, secret, confirmed_at) values ($1, $2, $3)
     on conflict (account_id) do update set secret = excluded.secret, confirmed_at = excluded.confirmed_at, last_step = 0`,
    [accountId, sealed, at.app.clock.now()],
  );
}

/** The code in the app of an enrolled account, `steps` half minutes from now. */
export function codeOf(at: TestApp, { accountId }: Pick<Colleague, 'accountId'>, steps = 0): string {
  const secret = secrets.get(accountId);
  if (secret === undefined) throw new Error('enrol first');
  return totpCode(secret, after(at.app.clock.now(), 30 * steps));
}

/** Marks the session as proven by the phone or an enrolment code: for tests of later steps. */
export async function proveEnrolment(at: TestApp, { accountId }: Pick<Colleague, 'accountId'>): Promise<void> {
  await at.database.db.run(`update console_sessions set enrolment_proved_at = $2 where account_id = $1`, [
    accountId,
    at.app.clock.now(),
  ]);
}

type SignInOptions = {
  /** Enrolled at the first time and then given, as staff and owners need it; false: without one. */
  secondFactor?: boolean;
  browser?: TestBrowser;
};

/**
 * Signs an account in at the back office. A new browser gets its sessions, at the Cloud and at the back office, from the services behind the
 * pages: a tenth of the work of the nine requests that a person makes, which `walkToConsole` makes.
 */
export async function signInToConsole(
  at: TestApp,
  colleague: Colleague,
  { secondFactor = true, browser = createBrowser(at.origin) }: SignInOptions = {},
): Promise<TestBrowser> {
  if (browser.cookies.has(`${cookies.cloud} /`)) return walkToConsole(at, colleague, { secondFactor, browser });
  const { app } = at;
  const { accountId } = colleague;
  const account = await app.accounts.find(accountId);
  if (account === undefined) throw new Error('there is no such account');
  const here = { address: '127.0.0.1', device: '' };
  const login = { ...here, method: 'password', agreed: Number.POSITIVE_INFINITY, clientId: 'console' } as const;
  const loginTs = await app.db.transaction((trx) => app.accounts.recordLogin(trx, account, login));
  const atCloud = await openAtCloud(at, { accountId, loginTs });
  const { sign } = createCookieSignatures(app.keys.cookieKeys());
  give(browser, cookies.cloud, atCloud);
  give(browser, `${cookies.cloud}.sig`, sign(`${cookies.cloud}=${atCloud}`));
  const begun = { ...here, accountId, authTime: new Date(loginTs * 1000), enrolmentProvedAt: undefined };
  give(browser, cookies.console, await app.consoleSessions.begin(begun, undefined));
  return proveFactor(at, colleague, { secondFactor, browser });
}

const cookies = { cloud: cookieName('session', false), console: cookieName('console', false) };
const give = (browser: TestBrowser, name: string, value: string) =>
  browser.cookies.set(`${name} /`, { name, value: remember(value), path: '/' });

/** A session of the provider as a login by password leaves it, by the clock of the library; answers the value of its cookie. */
async function openAtCloud({ app }: TestApp, login: { accountId: string; loginTs: number }): Promise<string> {
  const [id, now] = [newToken(), app.clock.now()];
  const packing = createPacking({ seal: app.keys.seal, resumeUrl: String });
  const session = {
    ...login,
    uid: newToken(),
    acr: acr.password,
    amr: ['pwd'],
    transient: true,
    iat: epoch(systemClock.now()),
  };
  const artefact = packing.artefact('Session', id, session, now, sessionLifetimeOf(session, app.clock));
  await insertNew(app.db, [{ kind: 'Session', key: hashToken(id), artefact }]);
  return id;
}

/** The same by the pages of the Cloud and back, and no further: the page that they lead to is not opened. */
export async function walkToConsole(
  at: TestApp,
  colleague: Colleague,
  { secondFactor = true, browser = createBrowser(at.origin) }: SignInOptions = {},
): Promise<TestBrowser> {
  const { username } = colleague;
  let page = await browser.walk('/console/sign-in', undefined, isInside);
  if (page.text.includes('name="password"'))
    page = await browser.submit(page, { username, password, agree: '1' }, undefined, isInside);
  if (!isInside(page.url)) {
    const words = page.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    throw new Error(`not signed in: ${page.status} ${page.url.pathname} ${words.slice(0, 300)}`);
  }
  return proveFactor(at, colleague, { secondFactor, browser });
}

/** The code of the second factor is given to the service behind its page, whose form has tests of its own. */
async function proveFactor(
  at: TestApp,
  colleague: Colleague,
  { secondFactor, browser }: Required<SignInOptions>,
): Promise<TestBrowser> {
  const { accountId } = colleague;
  const session = await at.app.consoleSessions.find(browser.cookies.get(`${cookies.console} /`)?.value ?? '');
  if (session?.accountId !== accountId) throw new Error('not signed in');
  if (secondFactor && !secrets.has(accountId)) await enrol(at, colleague);
  if (!secrets.has(accountId) || session.secondFactorAt !== undefined) return browser;
  // A code works once: for the tests, that sign one person in again and again, the app is always fresh.
  await at.database.db.run(`update second_factors set last_step = 0 where account_id = $1`, [accountId]);
  const proved = await at.app.secondFactor.prove(accountId, session.id, codeOf(at, colleague));
  if ('problem' in proved) throw new Error(`not signed in: ${proved.problem.code}`);
  return browser;
}

/** Inside the back office: the login has come back from the Cloud. */
const isInside = ({ pathname }: URL) => /^\/(console|admin)(?!\/(sign-in|callback)$)/.test(pathname);

/** The same in a browser with a window. Close it with `page.context().close()`. */
export async function openConsole(
  at: TestApp,
  colleague: Colleague,
  display: Omit<Parameters<typeof openPage>[0], 'origin'> = {},
): Promise<BrowserPage> {
  const { cookies } = await walkToConsole(at, colleague);
  const page = await openPage({ origin: at.origin, ...display });
  await page.context().addCookies(
    [...cookies.values()].map(({ name, value, path }) => ({
      name,
      value,
      domain: new URL(at.origin).hostname,
      path,
      httpOnly: true,
      sameSite: 'Lax' as const,
    })),
  );
  return page;
}
