import type { Actor, Role, Staff } from '../actor.ts';
import { isId } from '../crypto/secrets.ts';
import { createCache } from '../database/cache.ts';
import type { Connection, Reader } from '../database/open.ts';
import type { Problems } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { longestPassword } from '../fields/account.ts';
import { maskName } from '../fields/person-name.ts';
import { type Account, type Claims, claims, isLive, type LoginMethod } from './account/account.ts';
import { createDevices } from './account/devices.ts';
import type { Login } from './account/login-store.ts';
import { createLogins, type LoggingIn, type LoginRecord, type Occasion, provesPhone } from './account/logins.ts';
import type { AccountNeeds } from './account/needs.ts';
import * as store from './account/store.ts';
import { createTerms, type Terms } from './account/terms.ts';
import { createTickets, type Unagreed } from './account/tickets.ts';
import {
  type Authenticated,
  type AuthenticatedBySms,
  createAuthentication,
  type LookedUp,
  type PasswordLogin,
  type SmsLogin,
} from './authenticate.ts';
import { createPasswordChanges, type PasswordChanged } from './change-password.ts';
import { createCodeChannels } from './codes/code-channels.ts';
import type { CodeChecked, CodeRequest, CodeRequested } from './codes/codes.ts';
import type { CodeGuessByPhone, SmsCodeGuess, SmsCodeRequest } from './codes/sms-codes.ts';
import { type CreatedAccount, type CreateInput, createCreation } from './create.ts';
import { identify } from './identifier.ts';
import { type AddedWays, createAddedWays } from './own/added-ways.ts';
import { type Appeals, createAppeals } from './own/appeals.ts';
import type { Size as AvatarSize } from './own/avatar-store.ts';
import { type AvatarFault, type AvatarUpload, createAvatars } from './own/avatars.ts';
import { createClosing } from './own/closing.ts';
import { createEmails } from './own/emails.ts';
import { createNewDevices } from './own/new-devices.ts';
import { type Changed, type CodeAsker, createOwn, type PhoneChange } from './own/own.ts';
import { hasPhone } from './own/own-store.ts';
import type { Child, ChildBorn, ChildPlatform, TakeOver } from './people/child-store.ts';
import { createChildren, type NewChild } from './people/children.ts';
import { createRealnames, type RealnameSeen } from './people/realname.ts';
import { createRunCitizens, type NewRunCitizen, type RunCitizen } from './people/run-citizens.ts';
import type { TestCitizenKind } from './people/test-citizen-kinds.ts';
import type { TestCitizen } from './people/test-citizen-store.ts';
import {
  createTestCitizens,
  type Keep,
  type Prepared,
  type NewTestCitizen as TestCitizenMade,
} from './people/test-citizens.ts';
import {
  type CodeGuessByEmail,
  createRecovery,
  type EmailRecoveryProved,
  type Recovery,
  type RecoveryProved,
} from './recover.ts';
import {
  createRegistration,
  type PhoneProved,
  type Registered,
  type Registration,
  type RegistrationForm,
} from './register.ts';
import { createPasswordReplacement } from './replace-password.ts';
import { createLocking, type Locking } from './roles/locking.ts';
import { type Granted, nicknames } from './roles/role-store.ts';
import { createRoles, type StaffMember } from './roles/roles.ts';
import { createScans, type Scans } from './scans/scans.ts';
import { createWork, type Work, type Worked } from './work.ts';

/** The verbs of the room. Times of logins are epoch seconds, all other times are Dates; problems are facts by field. */
export interface Accounts {
  // Registration

  /** 注册. A phone comes as a ticket of `proveForRegistration`; of two registrations of one name at once, one becomes an account. */
  register(actor: Actor, input: Registration, requestId?: string): Promise<Registered>;
  /** Problems of the form beside the code, before the phone is looked up. */
  registrationProblems(input: RegistrationForm, phone?: string): Problems;
  /** The proof of work that the form of a user name brings back. */
  registrationWork(binding: string, worked?: Worked): Promise<Work>;
  /** A right code for 注册 gives a ticket; only its reader learns whether the number is registered. */
  proveForRegistration(asked: CodeGuessByPhone): Promise<PhoneProved>;
  /** The phone that a registration ticket proves, to show it on the form; undefined once the ticket expired (15 minutes). */
  ticketPhone(ticket: string, binding: string): string | undefined;

  // Signing in

  /** By phone, user name or e-mail and a password. One message and one timing for an unknown name, a wrong password and a locked account. */
  authenticate(asked: PasswordLogin): Promise<Authenticated>;
  /** Counts an attempt by password no more, as its login could not be recorded: an outage. */
  uncount(username: string, address: string): void;
  /** Prefetches data for `authenticate`, while its login is still looked for. */
  lookUp(
    username: string,
    address: string,
    knownDevice: string | undefined,
    beside?: (reader: Reader) => Promise<void>,
  ): LookedUp;
  /** By a code to the phone; of an unknown number, a ticket to its registration. */
  authenticateBySms(asked: SmsLogin): Promise<AuthenticatedBySms>;
  /** Sends a code by SMS or voice call, the same for every number; refused with seconds to wait once a budget is spent. */
  requestCode(asked: SmsCodeRequest): Promise<CodeRequested>;
  /** Spends a guess at the newest code for this phone, purpose and browser. */
  checkCode(asked: SmsCodeGuess): Promise<CodeChecked>;
  /** Sends a code by e-mail, the same for every address. */
  requestEmailCode(asked: CodeRequest): Promise<CodeRequested>;
  /** 扫码登录: begin on the screen, scan and confirm on the phone, use on the screen (docs/adr/0056). */
  scans: Scans;
  /** Records a login and answers its auth_time. Throws `start_again` where the password changed or the account was locked meanwhile. */
  recordLogin(trx: Connection, account: LoggingIn, login: LoginRecord, requestId?: string, at?: Date): Promise<number>;
  /** Records a refused login, by the same writes whether or not the account exists. `named` is a keyed hash of the typed identifier. */
  recordRefusal(accountId: string | undefined, named: string, login: LoginRecord): Promise<void>;
  /** 登录记录 of the last 180 days, newest first; `before` is the id of the last entry of the page before. */
  loginsOf(accountId: string, page?: { before?: number; limit?: number }): Promise<Login[]>;
  /** The ways to sign in without a passkey. */
  fallbackMethods(id: string): Promise<{ password: boolean; sms: boolean }>;

  // Agreement to the terms

  /** 用户协议 and 隐私政策 by version, and who agreed to which. */
  terms: Terms;
  /** For a login without the agreement: it alone is left to give (15 minutes). */
  agreementTicket(account: Account, given: Unagreed, binding: string): string;
  /** Undefined where the ticket expired, or every login of the account ended meanwhile. */
  agreementOf(ticket: string, binding: string): Promise<(Unagreed & { account: Account }) | undefined>;

  // Known browsers: a cookie names the accounts that signed in there

  /** The new value of the cookie; `known` is the old one. `shown`: the account is offered by name at the next login. */
  deviceToken(accountId: string, known?: string, shown?: boolean): string;
  /** Whether the account signed in before in the browser with this cookie. */
  isKnownOn(accountId: string, known: string | undefined): boolean;
  /** The accounts that this browser offers by name, newest first; `key` names one in this cookie only. */
  rememberedOn(known: string | undefined): Promise<{ key: string; account: Account; at: Date }[]>;
  /** The cookie without the account of that key. */
  forgottenOn(known: string | undefined, key: string): string;
  /** Whether a login now comes from a new browser; never the first login of an account. */
  isNewDevice(
    account: Account,
    known: string | undefined,
    method: LoginMethod,
    hasSignedIn?: boolean,
  ): Promise<boolean>;
  /** Whether there is a way to notify the owner, and the daily budget of notices is not spent. Asked before the transaction. */
  mayTellOfDevice(account: Account): Promise<boolean>;
  /** Notifies the owner of a login from a new browser, with a link that ends it. */
  tellOfDevice(trx: Connection, account: Account, login: Pick<Occasion, 'device'>): Promise<void>;

  // Passwords and their recovery

  /** The change of a known password; ends every older session. Throws `forbidden` for another account than the actor's. */
  changePassword(
    actor: Actor,
    accountId: string,
    passwords: { current: string; password: string },
  ): Promise<PasswordChanged>;
  /** The first password of an account without one, after a fresh login. */
  setPassword(accountId: string, password: string, requestId?: string): Promise<PasswordChanged>;
  /** Whether the account has a password. */
  hasPassword(accountId: string): Promise<boolean>;
  /** Why this password of a signed-in person is refused; undefined where it is right. */
  passwordProblem(accountId: string, password: string): Promise<Fact | undefined>;
  /** 找回密码 by phone: a right code gives a ticket to a new password; of an unknown number, to its registration. */
  proveForRecovery(asked: CodeGuessByPhone): Promise<RecoveryProved>;
  /** The same by a confirmed e-mail; refused for staff and after 不是我, who use the phone. */
  proveEmailForRecovery(asked: CodeGuessByEmail): Promise<EmailRecoveryProved>;
  /** The account whose password a recovery ticket would replace. */
  recovering(ticket: string, binding: string): string | undefined;
  /** Replaces the password by a ticket of the phone, once; passkeys end unless kept. `sub` stays (docs/adr/0079). */
  recover(input: Recovery): Promise<PasswordChanged>;
  /** The same by a ticket of the e-mail. */
  recoverByEmail(input: Recovery): Promise<PasswordChanged>;
  /** The new password of a form: typed now, or sealed into `kept` when the form was shown again. */
  typedPassword(form: { password?: string; kept?: string }, binding: string): string;
  /** The sealed password for a form that is shown again; undefined where it must be typed again. */
  keptPassword(password: string, problem: unknown, binding: string): string | undefined;

  // The own account

  /** Another nickname. */
  rename(accountId: string, input: unknown, requestId?: string): Promise<Changed>;
  /** 头像: `bytes` as uploaded, rendered again by the process of pictures; a few times an hour. */
  setAvatar(accountId: string, upload: AvatarUpload): Promise<Changed>;
  /** Removes the own picture. */
  removeAvatar(accountId: string, requestId?: string): Promise<void>;
  /** By the support after a complaint; the owner is told why. Throws `conflict` where there is no picture. */
  removeAvatarOf(
    actor: Actor,
    accountId: string,
    why: { fault: AvatarFault; caseId: string; requestId?: string },
  ): Promise<void>;
  /** Where a page of the Cloud shows the picture; each reader has an address of its own. */
  avatarPath(account: Pick<Account, 'avatarId'>, reader?: string): string | undefined;
  /** The JPEG behind an address. Throws `not_found` for one that never was or is over. */
  openAvatar(address: string, size: AvatarSize): Promise<Buffer>;
  /** Whose picture an address shows, for the support. */
  avatarOwner(text: string): Promise<string | undefined>;
  /** Sends a link that binds this e-mail; the same answer for every address. */
  requestEmail(
    accountId: string,
    input: unknown,
    address: string,
  ): Promise<{ sentTo: string } | { problems: Problems }>;
  /** The e-mail that a link would bind; undefined where the link is over or belongs to another account. */
  emailOf(accountId: string, token: string): Promise<string | undefined>;
  /** Binds the e-mail of a link, once. */
  confirmEmail(accountId: string, token: string, from?: { device?: string; requestId?: string }): Promise<Changed>;
  /** Refused where the account has no other way to sign in. */
  removeEmail(accountId: string, requestId?: string): Promise<Changed>;
  /** Sends a code to the present number of the account. */
  requestOldPhoneCode(accountId: string, asked: CodeAsker): Promise<CodeRequested>;
  /** A right code of it gives the ticket to the second step (15 minutes). */
  proveOldPhone(accountId: string, code: string): Promise<{ ticket: string } | { problems: Problems }>;
  /** Sends a code to the new number, registered or not. */
  requestNewPhoneCode(accountId: string, asked: CodeAsker & { phone: string }): Promise<CodeRequested>;
  /** 改绑手机号; an account without a number needs no ticket. The old number and the e-mail are told, with a link that undoes it. */
  changePhone(accountId: string, change: PhoneChange, requestId?: string): Promise<Changed>;
  /** Whether another account has this number; only for a person who proved it. */
  hasPhone(phone: string): Promise<boolean>;
  /** 改绑手机号 without the old number, after 48 hours that the owner can stop (docs/adr/0062). */
  appeals: Appeals;
  /** Added sign-in methods, and the links that remove them (docs/adr/0114). */
  added: AddedWays;
  /** 不是我: every session ends, and a code and a new password come before the next. False where there is no phone. */
  disown(accountId: string, requestId?: string): Promise<boolean>;
  /** Ends all sessions and tokens of the account: by the owner, or by administrator, security or support. */
  endSessions(actor: Actor, id: string): Promise<void>;

  // 注销

  /** Ends every session and token; false where it was asked for before. */
  beginClosing(trx: Connection, id: string, at: Date): Promise<boolean>;
  /** Takes it back before it is due. */
  takeBackClosing(trx: Connection, id: string, at: Date): Promise<boolean>;
  /** 注销 is due: from here there is no way back. Done again it changes nothing. */
  endClosing(trx: Connection, id: string, at: Date): Promise<boolean>;
  /** Not due after all: undoes `endClosing`, within the transaction that found out why. */
  giveBack(trx: Connection, id: string, at: Date): Promise<boolean>;

  // Reading accounts

  /** Cached for half a second; a lock and a change of password are read with every session and token, without this cache. */
  find(id: string): Promise<Account | undefined>;
  /** The account that a statement names; `find` has it for half a second afterwards. */
  findHolder(holder: store.Holder): Promise<Account | undefined>;
  /** By phone, user name or e-mail, however it is written. */
  findByIdentifier(typed: string): Promise<Account | undefined>;
  /** The account, locked or not, within a transaction. */
  person(trx: Connection, id: string): Promise<Account | undefined>;
  /** 张* by id, for lists and timelines; unknown ids are left out. */
  names(ids: readonly string[]): Promise<Map<string, string>>;
  /** The accounts to notify, without those that are locked or deleted. */
  reach(trx: Connection, ids: readonly string[]): Promise<Account[]>;
  /** The same with those that are locked. */
  reachLocked(trx: Connection, ids: readonly string[]): Promise<Account[]>;
  /** Neither locked nor deleted. */
  isLive(account: Account): boolean;
  /** The claims of these scopes. `reader`: the institution that asks, or its sandbox. */
  claims(account: Account, scopes: Iterable<string>, reader: string): Claims;
  /** Drops the account from the cache of `find`, after the commit that changed it. */
  forget(id: string): void;

  // Locks

  /** Locks an account, by administrator, security or support; every session ends. Throws `conflict` for the last guard (R05). */
  lock(actor: Actor, id: string, reason: string): Promise<void>;
  /** False where it was not locked; sessions do not come back. */
  unlock(actor: Actor, id: string, reason: string): Promise<boolean>;
  /** The same within the transaction of a caller who locks many; it calls `forget` afterwards. */
  locking: Locking;

  // Staff: roles for the platform (R05)

  /** Makes an account, by an administrator; throws `invalid`, by field, for a name that is taken. */
  create(actor: Actor, input: CreateInput): Promise<Account>;
  /** `count` accounts with one password (user0 … user99), at most 100,000, with one audit row. */
  createMany(actor: Actor, input: CreateInput & { count: number }): Promise<CreatedAccount[]>;
  /** The roles of an account. */
  rolesOf(id: string, connection?: Connection): Promise<Role[]>;
  /** The roles and the regions they are limited to; no regions where none is limited. */
  staffOf(accountId: string): Promise<{ roles: Role[]; regions?: string[] }>;
  /** The ids of those who hold one of these roles for a region; of no region those of the whole country. */
  staffFor(trx: Connection, roles: readonly Role[], regionCode: string | undefined): Promise<string[]>;
  /** Everyone with a role, for administrator, security and auditor. */
  staff(actor: Actor): Promise<StaffMember[]>;
  /** The roles of an account with region and date, for those who manage roles. */
  grantedTo(actor: Actor, accountId: string): Promise<Granted[]>;
  /** By the whole phone number, user name or e-mail; audited, 30 an hour. */
  search(actor: Actor, typed: string): Promise<Account | undefined>;
  /** Throws `conflict` for two of 三员分立 (administrator, security, auditor) at one account. */
  grantRole(actor: Actor, accountId: string, given: { role: string; region?: string }): Promise<void>;
  /** Throws `conflict` for the last guard, `forbidden` for the own role. */
  revokeRole(actor: Actor, accountId: string, role: string): Promise<void>;

  // 实名 (claims `realname`)

  /** Records that the support compared a person with papers; keeps 张*, the day and, where wanted, the year of birth. */
  confirmRealname(
    actor: Staff,
    id: string,
    seen: RealnameSeen,
    requestId?: string,
  ): Promise<{ problems: Problems } | { done: true }>;
  /** By the person or the support; nothing happens where there is none. */
  removeRealname(actor: Actor, id: string, requestId?: string): Promise<void>;

  // Children under 14 (C12): permissions are the family's

  /** The children of a guardian, the first added first. */
  childrenOf(guardianId: string, connection?: Connection): Promise<Child[]>;
  /** Requests and permissions of these children, by AK. */
  platformsOfChildren(ids: readonly string[]): Promise<ChildPlatform[]>;
  /** The hash of a child's password, made before the transaction. */
  hashForChild(password: string): Promise<string>;
  /** Until the transaction ends no other child of the guardian is added or taken back. Throws `conflict` where the guardian may not act. */
  lockGuardian(trx: Connection, guardianId: string): Promise<void>;
  /** Adds a child, which signs in by user name and password only. */
  insertChild(trx: Connection, child: NewChild, requestId?: string): Promise<{ id: string } | { problems: Problems }>;
  /** False where it is not a child of this guardian any more. */
  setChildPassword(trx: Connection, guardianId: string, id: string, hash: string): Promise<boolean>;
  /** Notes that the child asked for an AK, once each and at most `most` at a time; answers 0 where nothing was noted. */
  askForChild(id: string, clientId: string, most: number): Promise<number>;
  /** Allows a child these AKs. */
  allowChild(trx: Connection, id: string, clientIds: readonly string[]): Promise<number>;
  /** Takes one AK back; answers 0 where it was not allowed. */
  disallowChild(trx: Connection, id: string, clientId: string): Promise<number>;
  /** Takes all AKs back. */
  disallowChildEverywhere(trx: Connection, id: string): Promise<number>;
  /** Holds the row of a child until the transaction ends; undefined where it is not a child of this guardian any more. */
  lockChild(trx: Connection, guardianId: string, id: string): Promise<{ isClosing: boolean } | undefined>;
  /** Children born in that year or before. */
  childrenBornUntil(year: number, limit: number): Promise<ChildBorn[]>;
  /** At 14: its guardian manages it no more, every session and permission ends. False where it was not managed. */
  handOver(trx: Connection, guardianId: string, id: string): Promise<boolean>;
  /** Back to its guardian, as long as it waits to be taken over. */
  handBack(trx: Connection, guardianId: string, id: string): Promise<boolean>;
  /** Another first password while it waits. */
  setFirstPassword(trx: Connection, id: string, hash: string): Promise<boolean>;
  /** For a child that proved its password, and waits for its guardian there (15 minutes). */
  childTicket(account: Pick<Account, 'id' | 'sessionsValidFrom'>, binding: string): string;
  /** Undefined where the ticket expired, its password was changed, or it has no guardian any more. */
  childOf(ticket: string, binding: string): Promise<Account | undefined>;
  /** For a login by the first password: the ticket to take the account over (15 minutes). */
  handoverTicket(account: Pick<Account, 'id' | 'handoverAt'>, binding: string): string;
  /** The account of that ticket; undefined where it expired or the account does not wait any more. */
  handoverOf(ticket: string, binding: string): Promise<{ account: Account; since: Date } | undefined>;
  /** Whether this is its present password, which the guardian knows. */
  isFirstPassword(id: string, password: string): Promise<boolean>;
  /** The child chooses password, phone and terms of its own, once; undefined where another came first. */
  takeOver(trx: Connection, asked: Omit<TakeOver, 'at'>): Promise<Account | undefined>;

  // Invented citizens, for sandboxes (R27) and verifications (R57)

  /** Those that the member may use; a developer limited to AKs sees those made for them. */
  testCitizens(actor: Actor, institutionId: string, connection?: Connection): Promise<TestCitizen[]>;
  /** Id and password of a new one, hashed before the transaction. */
  prepareTestCitizen(): Promise<Prepared>;
  /** Makes it in the transaction of a sandbox that begins; throws `conflict` beyond ten. */
  insertTestCitizen(trx: Connection, actor: Actor, institutionId: string, prepared: Prepared): Promise<TestCitizenMade>;
  /** Both at once; `keep` keeps the password for a while in the same transaction. */
  createTestCitizen(actor: Actor, institutionId: string, keep?: Keep, kind?: TestCitizenKind): Promise<TestCitizenMade>;
  /** One of unclaimed sandbox keys, in the transaction that makes them. */
  insertKitCitizen(trx: Connection, institutionId: string, prepared: Prepared): Promise<TestCitizenMade>;
  /** Those of claimed keys go with them, as far as there is room; returns the ids of all, for `forget` after the commit. */
  moveTestCitizens(trx: Connection, from: string, to: string): Promise<string[]>;
  /** All invented citizens of an institution, with every row that names them; returns their ids. */
  removeTestCitizens(trx: Connection, institutionId: string): Promise<string[]>;
  /** Another password. Throws `not_found`. */
  resetTestCitizen(
    actor: Actor,
    institutionId: string,
    id: string,
    keep?: Keep,
  ): Promise<Pick<TestCitizenMade, 'username' | 'password'>>;
  /** Removes it and ends its sessions. Throws `not_found`. */
  deleteTestCitizen(actor: Actor, institutionId: string, id: string): Promise<void>;
  /** A password and its hash, made before the transaction of `createRunCitizen`. */
  newRunPassword(): Promise<{ password: string; hash: string }>;
  /** A citizen of one verification, who signs in at its AK only. */
  createRunCitizen(trx: Connection, actor: Actor, citizen: NewRunCitizen): Promise<RunCitizen>;
  /** The same citizen under another name. */
  renameRunCitizen(trx: Connection, id: string, nickname: string): Promise<void>;
  /** Ends it with its verification; `forget` follows the commit. */
  endRunCitizen(trx: Connection, actor: Actor, id: string, clientId: string): Promise<void>;
}

/** People who log in. */
export function createAccounts(needs: AccountNeeds): Accounts {
  const { db, clock, seal, waysIn = () => [] } = needs;
  const tickets = createTickets(needs);
  const devices = createDevices(needs);
  const work = createWork(needs);
  const cache = createCache<Account | undefined>({
    read: async (id) => (await store.find(db, seal, id))?.account,
  });
  const find = async (id: string): Promise<Account | undefined> => (isId(id) ? cache.get(id) : undefined);
  const all = { ...needs, find, forget: cache.invalidate };
  const { codes, emailCodes } = createCodeChannels({ ...all, work, devices });
  const terms = createTerms(all);
  const logins = createLogins({ ...needs, termsInForce: terms.inForce });
  const authentication = createAuthentication({
    ...{ ...needs, tickets, devices, codes, logins, work },
    keepAccount: cache.begin,
  });
  const registration = createRegistration({ ...needs, tickets, codes, work, termsInForce: terms.inForce });
  const replace = createPasswordReplacement({ ...needs, waysIn });
  const changes = createPasswordChanges({ ...needs, replace });
  const recovery = createRecovery({ ...needs, tickets, codes, emailCodes, replace });

  const added = createAddedWays({ ...all, waysIn });
  const appeals = createAppeals({ ...all, codes });
  const avatars = createAvatars(all);

  /** By phone, user name or e-mail, however it is written. */
  const findByIdentifier = async (typed: string): Promise<Account | undefined> =>
    (await store.findBy(db, seal, identify(typed)))?.account;
  const forgetting = async (changed: Promise<PasswordChanged>) => {
    const result = await changed;
    if ('account' in result) cache.invalidate(result.account.id);
    return result;
  };

  return {
    ...createCreation(needs),
    register: registration.register,
    registrationProblems: registration.problemsOf,
    registrationWork: registration.work,
    proveForRegistration: registration.provePhone,
    authenticate: authentication.byPassword,
    lookUp: authentication.lookUp,
    uncount: authentication.uncount,
    authenticateBySms: authentication.bySms,
    requestCode: codes.request,
    checkCode: codes.check,
    requestEmailCode: emailCodes.request,
    proveForRecovery: recovery.prove,
    proveEmailForRecovery: recovery.proveEmail,
    recovering: recovery.recovering,
    recover: (input) => forgetting(recovery.recover(input)),
    recoverByEmail: (input) => forgetting(recovery.recoverByEmail(input)),
    changePassword: (...given) => forgetting(changes.changePassword(...given)),
    setPassword: (...given) => forgetting(changes.setPassword(...given)),
    ...createEmails({ ...all, added }),
    added,
    appeals,
    setAvatar: avatars.setAvatar,
    removeAvatar: avatars.removeAvatar,
    removeAvatarOf: avatars.removeAvatarOf,
    avatarPath: avatars.avatarPath,
    openAvatar: avatars.openAvatar,
    avatarOwner: avatars.avatarOwner,
    ...createNewDevices({ ...needs, devices, added }),
    ...createOwn({ ...all, codes, tickets, added }),
    terms,
    async recordLogin(...given) {
      const [trx, account, { method }] = given;
      const at = await logins.recordLogin(...given);
      if (provesPhone(method)) await appeals.oldPhoneProved(trx, account.id);
      return at;
    },
    recordRefusal: logins.recordRefusal,
    loginsOf: logins.loginsOf,
    deviceToken: devices.token,
    scans: createScans({ ...all, logins }),
    isKnownOn: (accountId, known) => devices.accountsOn(known).includes(accountId),

    async rememberedOn(known) {
      const found = devices.shownOn(known).map(async ({ accountId, key, at }) => {
        const account = await find(accountId);
        const isGood = account !== undefined && isLive.holds(account) && devices.idFor(account, known) === key;
        return isGood ? [{ key, account, at }] : [];
      });
      return (await Promise.all(found)).flat();
    },
    forgottenOn: devices.without,

    agreementTicket: ({ id, sessionsValidFrom }, given, binding) =>
      tickets.issue({ purpose: 'agreement', accountId: id, since: sessionsValidFrom.getTime(), ...given }, binding),
    async agreementOf(ticket, binding) {
      const proof = tickets.open('agreement', ticket, binding);
      const account = proof && (await store.find(db, seal, proof.accountId))?.account;
      if (proof === undefined || account === undefined || !isLive.holds(account)) return undefined;
      const { method, remember, isAble, since } = proof;
      return account.sessionsValidFrom.getTime() === since ? { account, method, remember, isAble } : undefined;
    },

    typedPassword: ({ password = '', kept = '' }, binding) =>
      password !== '' || kept === '' ? password : (tickets.open('typed', kept, binding)?.password ?? ''),
    keptPassword: (password, problem, binding) =>
      password === '' || password.length > longestPassword || problem !== undefined
        ? undefined
        : tickets.issue({ purpose: 'typed', password }, binding),

    ticketPhone: (ticket, binding) => tickets.open('registration', ticket, binding)?.phone,

    ...createRoles({ ...all, findByIdentifier }),
    ...createTestCitizens(all),
    ...createRealnames(all),
    ...createChildren({ ...needs, tickets }),
    ...createRunCitizens(all),
    ...createClosing(all),

    async names(ids) {
      const asked = [...new Set(ids.filter(isId))];
      const found = asked.length === 0 ? [] : await nicknames(db, asked);
      return new Map(found.map(({ id, nickname }) => [id, maskName(nickname)]));
    },

    find,
    async findHolder(holder) {
      const keep = cache.begin();
      const account = await store.findHolder(db, seal, holder);
      if (account !== undefined) keep(account.id, account);
      return account;
    },

    findByIdentifier,
    hasPhone: (phone) => hasPhone(db, seal, phone),

    async fallbackMethods(id) {
      const found = isId(id) ? await store.find(db, seal, id) : undefined;
      return { password: found?.passwordHash !== undefined, sms: found?.account.phone !== undefined };
    },

    reach: (trx, ids) => store.findLive(trx, seal, ids),
    reachLocked: (trx, ids) => store.findNotDeleted(trx, seal, ids),

    isLive: isLive.holds,
    claims: (account, scopes, reader) => claims(account, scopes, clock.now(), avatars.pictureFor(account, reader)),
    rolesOf: (id, connection = db) => store.rolesOf(connection, id),

    ...createLocking(all),
  };
}
