import { type Actor, mustOperate } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Passwords } from '../crypto/passwords.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId } from '../crypto/secrets.ts';
import { createCache } from '../database/cache.ts';
import type { Connection, Database } from '../database/open.ts';
import { notFound } from '../errors.ts';
import type { Words } from '../fact.ts';
import { longestPassword } from '../fields/account.ts';
import { maskName } from '../fields/person-name.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Log } from '../log.ts';
import type { Mail } from '../mail/service.ts';
import type { WayIn } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import type { Sms } from '../sms/service.ts';
import { type Account, claims, isLive } from './account/account.ts';
import { createDevices } from './account/devices.ts';
import { createLogins, provesPhone, subjectOf } from './account/logins.ts';
import * as store from './account/store.ts';
import { createTerms } from './account/terms.ts';
import { createTickets, type Unagreed } from './account/tickets.ts';
import { createAuthentication } from './authenticate.ts';
import { createPasswordChanges, type PasswordChanged } from './change-password.ts';
import { createCodeChannels } from './codes/code-channels.ts';
import { createCreation } from './create.ts';
import { fact } from './facts.ts';
import { identify } from './identifier.ts';
import { createAddedWays } from './own/added-ways.ts';
import { createAppeals } from './own/appeals.ts';
import { createAvatars } from './own/avatars.ts';
import { createClosing } from './own/closing.ts';
import { createEmails } from './own/emails.ts';
import { createNewDevices } from './own/new-devices.ts';
import { createOwn } from './own/own.ts';
import { hasPhone } from './own/own-store.ts';
import { createChildren } from './people/children.ts';
import { createRealnames } from './people/realname.ts';
import { createRunCitizens } from './people/run-citizens.ts';
import { createTestCitizens } from './people/test-citizens.ts';
import { createRecovery } from './recover.ts';
import { createRegistration } from './register.ts';
import { createPasswordReplacement } from './replace-password.ts';
import { nicknames } from './roles/role-store.ts';
import { createRoles, mustLeaveGuard } from './roles/roles.ts';
import { createScans } from './scans/scans.ts';
import { createWork } from './work.ts';

export type AccountNeeds = {
  db: Database;
  clock: Clock;
  passwords: Passwords;
  seal: Seal;
  sms: Pick<Sms, 'send' | 'speaks'>;
  mail: Pick<Mail, 'send'>;
  notices: Pick<Notices, 'send'>;
  /** Of the Cloud, for links in messages. */
  origin: string;
  words: Words;
  throttle: Throttle;
  workHardness?: number | undefined;
  log?: Log;
  codesInDay?: number;
  /** The ways to sign in of rooms above: what is built on a password or was added is ended there. */
  waysIn?: () => readonly WayIn[];
};

/** People who log in. */
export function createAccounts(needs: AccountNeeds) {
  const { db, clock, seal, waysIn = () => [] } = needs;
  const tickets = createTickets(needs);
  const devices = createDevices(needs);
  const work = createWork(needs);
  const cache = createCache<Account | undefined>({
    read: async (id) => (await store.find(db, seal, id))?.account,
  });
  const find = async (id: string): Promise<Account | undefined> => (isId(id) ? cache.get(id) : undefined);
  const { codes, emailCodes } = createCodeChannels({ ...needs, work, devices, find });
  const terms = createTerms({ ...needs, forget: cache.invalidate });
  const logins = createLogins({ ...needs, termsInForce: terms.inForce });
  const authentication = createAuthentication({
    ...{ ...needs, tickets, devices, codes, logins, work },
    keepAccount: cache.begin,
  });
  const registration = createRegistration({ ...needs, tickets, codes, work, termsInForce: terms.inForce });
  const replace = createPasswordReplacement({ ...needs, waysIn });
  const changes = createPasswordChanges({ ...needs, replace });
  const recovery = createRecovery({ ...needs, tickets, codes, emailCodes, replace });

  const added = createAddedWays({ ...needs, waysIn, forget: cache.invalidate });
  const appeals = createAppeals({ ...needs, codes, find, forget: cache.invalidate });
  const avatars = createAvatars({ ...needs, find, forget: cache.invalidate });

  /** By phone, user name or e-mail, however it is written. */
  const findByIdentifier = async (typed: string): Promise<Account | undefined> =>
    (await store.findBy(db, seal, identify(typed)))?.account;
  const forgetting = async (changed: Promise<PasswordChanged>) => {
    const result = await changed;
    if ('account' in result) cache.invalidate(result.account.id);
    return result;
  };

  type Work = (trx: Connection, at: Date) => Promise<number>;

  /** One change of one account with its audit row; `work` says how many rows it changed. */
  /** False where nothing was to be changed. */
  async function changeIn(trx: Connection, actor: Actor, id: string, verb: string, details: object, work: Work) {
    if (!isId(id)) throw notFound(fact('accounts.not_found'));
    const from = await store.standing(trx, id);
    if (from === undefined) throw notFound(fact('accounts.not_found'));
    const at = clock.now();
    if ((await work(trx, at)) === 0) return false;
    const to = await store.standing(trx, id);
    await record(trx, at, actor, verb, subjectOf(id), { ...details, from, to });
    return true;
  }

  async function change(actor: Actor, id: string, verb: string, details: object, work: Work) {
    await db.transaction((trx) => changeIn(trx, actor, id, verb, details, work));
    cache.invalidate(id);
  }

  /** Locking also ends every session; unlocking brings none back. A lock on top of another one is the one that counts. */
  async function lockIn(trx: Connection, actor: Actor, id: string, reason: string): Promise<void> {
    mustOperate(actor, 'administrator', 'security', 'support');
    await mustLeaveGuard(trx, actor, id);
    await changeIn(trx, actor, id, 'account.lock', { reason }, (within, at) => store.lock(within, id, at));
  }
  /** False where it was not locked. */
  async function unlockIn(trx: Connection, actor: Actor, id: string, reason: string): Promise<boolean> {
    mustOperate(actor, 'administrator', 'security', 'support');
    return changeIn(trx, actor, id, 'account.unlock', { reason }, (within, at) => store.unlock(within, id, at));
  }

  return {
    ...createCreation(needs),
    register: registration.register,
    registrationProblems: registration.problemsOf,
    registrationWork: registration.work,
    proveForRegistration: registration.provePhone,
    authenticate: authentication.byPassword,
    lookUp: authentication.lookUp,
    authenticateBySms: authentication.bySms,
    requestCode: codes.request,
    checkCode: codes.check,
    requestEmailCode: emailCodes.request,
    proveForRecovery: recovery.prove,
    proveEmailForRecovery: recovery.proveEmail,
    recovering: recovery.recovering,
    recover: (input: Parameters<typeof recovery.recover>[0]) => forgetting(recovery.recover(input)),
    recoverByEmail: (input: Parameters<typeof recovery.recover>[0]) => forgetting(recovery.recoverByEmail(input)),
    changePassword: (...args: Parameters<typeof changes.changePassword>) => forgetting(changes.changePassword(...args)),
    setPassword: (...args: Parameters<typeof changes.setPassword>) => forgetting(changes.setPassword(...args)),
    ...createEmails({ ...needs, added, find, forget: cache.invalidate }),
    added,
    appeals,
    setAvatar: avatars.setAvatar,
    removeAvatar: avatars.removeAvatar,
    removeAvatarOf: avatars.removeAvatarOf,
    avatarPath: avatars.avatarPath,
    openAvatar: avatars.openAvatar,
    avatarOwner: avatars.avatarOwner,
    ...createNewDevices({ ...needs, devices, added }),
    ...createOwn({ ...needs, codes, tickets, added, find, forget: cache.invalidate }),
    terms,
    async recordLogin(...given: Parameters<typeof logins.recordLogin>): Promise<number> {
      const [trx, account, { method }] = given;
      const at = await logins.recordLogin(...given);
      if (provesPhone(method)) await appeals.oldPhoneProved(trx, account.id);
      return at;
    },
    recordRefusal: logins.recordRefusal,
    loginsOf: logins.loginsOf,
    deviceToken: devices.token,
    scans: createScans({ ...needs, logins, find }),
    /** Whether somebody has signed in before in the browser with this cookie. */
    isKnownOn: (accountId: string, known: string | undefined) => devices.accountsOn(known).includes(accountId),

    /** Who asked this browser to remember them, the newest first; `key` names one in it, and nowhere else. */
    async rememberedOn(known: string | undefined): Promise<{ key: string; account: Account; at: Date }[]> {
      const found = devices.shownOn(known).map(async ({ accountId, key, at }) => {
        const account = await find(accountId);
        const isGood = account !== undefined && isLive.holds(account) && devices.idFor(account, known) === key;
        return isGood ? [{ key, account, at }] : [];
      });
      return (await Promise.all(found)).flat();
    },
    forgottenOn: devices.without,

    /** For whoever has signed in and did not tick the agreement: it alone is left to give. */
    agreementTicket: ({ id, sessionsValidFrom }: Account, given: Unagreed, binding: string): string =>
      tickets.issue({ purpose: 'agreement', accountId: id, since: sessionsValidFrom.getTime(), ...given }, binding),
    /** Undefined where it was too late, or every login of that account ended meanwhile. */
    async agreementOf(ticket: string, binding: string): Promise<(Unagreed & { account: Account }) | undefined> {
      const proof = tickets.open('agreement', ticket, binding);
      const account = proof && (await store.find(db, seal, proof.accountId))?.account;
      if (proof === undefined || account === undefined || !isLive.holds(account)) return undefined;
      const { method, remember, isAble, since } = proof;
      return account.sessionsValidFrom.getTime() === since ? { account, method, remember, isAble } : undefined;
    },

    /** The new password of a form, typed now or before it came again. */
    typedPassword: ({ password = '', kept = '' }: { password?: string; kept?: string }, binding: string): string =>
      password !== '' || kept === '' ? password : (tickets.open('typed', kept, binding)?.password ?? ''),
    /** What the form carries that comes again because of something else; undefined where the password is to be typed anew. */
    keptPassword: (password: string, problem: unknown, binding: string): string | undefined =>
      password === '' || password.length > longestPassword || problem !== undefined
        ? undefined
        : tickets.issue({ purpose: 'typed', password }, binding),

    /** The phone that a registration ticket proves, to show it on the form. */
    ticketPhone: (ticket: string, binding: string) => tickets.open('registration', ticket, binding)?.phone,

    ...createRoles({ ...needs, find, findByIdentifier }),
    ...createTestCitizens({ ...needs, forget: cache.invalidate }),
    ...createRealnames({ ...needs, forget: cache.invalidate }),
    ...createChildren({ ...needs, tickets, forget: cache.invalidate }),
    ...createRunCitizens({ ...needs, forget: cache.invalidate }),
    ...createClosing({ ...needs, forget: cache.invalidate }),

    /** 张*: whom a list or a timeline names by id; ids of nobody are left out. */
    async names(ids: readonly string[]): Promise<Map<string, string>> {
      const asked = [...new Set(ids.filter(isId))];
      const found = asked.length === 0 ? [] : await nicknames(db, asked);
      return new Map(found.map(({ id, nickname }) => [id, maskName(nickname)]));
    },

    /** Cached for half a second; a lock and a change of password are read with every session and token, without this cache. */
    find,

    /** The account that a statement names, beside that which asks for more: `find` has it for half a second. */
    async findHolder(holder: store.Holder): Promise<Account | undefined> {
      const keep = cache.begin();
      const account = await store.findHolder(db, seal, holder);
      if (account !== undefined) keep(account.id, account);
      return account;
    },

    findByIdentifier,
    /** For whoever has proved the number, and may learn it. */
    hasPhone: (phone: string) => hasPhone(db, seal, phone),

    /** By what somebody can sign in who has no passkey at hand. */
    async waysOf(id: string): Promise<{ password: boolean; sms: boolean }> {
      const found = isId(id) ? await store.find(db, seal, id) : undefined;
      return { password: found?.passwordHash !== undefined, sms: found?.account.phone !== undefined };
    },

    /** How to tell people something, within the transaction that gives the occasion; who is locked or deleted is left out. */
    reach: (trx: Connection, ids: readonly string[]) => store.findLive(trx, seal, ids),
    /** The same where also whoever is locked has to hear of it. */
    reachLocked: (trx: Connection, ids: readonly string[]) => store.findNotDeleted(trx, seal, ids),

    isLive: isLive.holds,
    /** `reader`: the institution that asks, or its sandbox. */
    claims: (account: Account, scopes: Iterable<string>, reader: string) =>
      claims(account, scopes, clock.now(), avatars.pictureFor(account, reader)),
    rolesOf: (id: string, connection: Connection = db) => store.rolesOf(connection, id),

    async lock(actor: Actor, id: string, reason: string): Promise<void> {
      await db.transaction((trx) => lockIn(trx, actor, id, reason));
      cache.invalidate(id);
    },
    /** False where it was not locked. */
    async unlock(actor: Actor, id: string, reason: string): Promise<boolean> {
      const wasLocked = await db.transaction((trx) => unlockIn(trx, actor, id, reason));
      cache.invalidate(id);
      return wasLocked;
    },

    /** The same within a transaction of whoever locks many and writes down whom: it calls `forget` afterwards. */
    locking: {
      lock: lockIn,
      /** Before anything else of the transaction: somebody stays who can undo it. */
      mustLeaveGuard,
      unlock: unlockIn,
      /** Since when it is locked; nobody changes that until the transaction ends. Undefined: no such account. */
      async hold(trx: Connection, id: string): Promise<{ lockedAt: Date | undefined } | undefined> {
        const held = await store.standing(trx, id);
        return held && { lockedAt: held.lockedAt ?? undefined };
      },
      forget: cache.invalidate,
    },

    /** Sessions and tokens that began before now are dead: 不是我, 其他设备退出. */
    async endSessions(actor: Actor, id: string): Promise<void> {
      if (!isOwn(actor, id)) mustOperate(actor, 'administrator', 'security', 'support');
      await change(actor, id, 'account.end_sessions', {}, (trx, at) => store.endSessions(trx, id, at));
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;

const isOwn = (actor: Actor, id: string) =>
  (actor.kind === 'citizen' || actor.kind === 'staff') && actor.accountId === id;
