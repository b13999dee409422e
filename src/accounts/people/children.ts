import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, type Problems } from '../../errors.ts';
import { type Account, isLive } from '../account/account.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds } from '../account/needs.ts';
import { namesOf, newAccount, taken } from '../account/new-account.ts';
import * as store from '../account/store.ts';
import { mustTakeOn } from '../account/taking-on.ts';
import type { Tickets } from '../account/tickets.ts';
import { fact } from '../facts.ts';
import * as children from './child-store.ts';

type Needs = AccountNeeds & { tickets: Tickets };

/** Validated by the caller (family). */
export type NewChild = {
  guardianId: string;
  nickname: string;
  birthYear: number;
  username: string;
  passwordHash: string;
  /** The version of the terms to which its guardian agrees with it. */
  termsVersion: number;
};

/** Accounts of children under 14; permissions and consents are the family's. */
export function createChildren({ db, clock, passwords, seal, tickets }: Needs) {
  return {
    childrenOf: (guardianId: string, connection: Connection = db) => children.childrenOf(connection, guardianId),
    platformsOfChildren: (ids: readonly string[]) => children.platformsOf(db, ids),
    hashForChild: (password: string) => passwords.hash(password),
    /** From here on no other child of the guardian is added, nor taken back, before the transaction ends. */
    async lockGuardian(trx: Connection, guardianId: string): Promise<void> {
      await mustTakeOn(trx, guardianId);
      if ((await children.lockGuardian(trx, guardianId)) === undefined)
        throw conflict(fact('accounts.changed_meanwhile'));
    },

    /** It has no phone and no e-mail: the guardian's password is the only way to sign in. */
    async insertChild(
      trx: Connection,
      child: NewChild,
      requestId?: string,
    ): Promise<{ id: string } | { problems: Problems }> {
      const { guardianId, nickname, birthYear, username, passwordHash, termsVersion } = child;
      const at = clock.now();
      const known = { username, nickname, over14: false, termsAgreedAt: at, termsVersion };
      const account = { ...newAccount(known, passwordHash, at), guardianId, birthYear };
      if (!(await store.insert(trx, seal, account))) return { problems: await taken(trx, seal, account) };
      const actor: Actor = { kind: 'citizen', accountId: guardianId };
      await record(trx, at, actor, 'account.add_child', subjectOf(account.id), { person: namesOf(account) }, requestId);
      return { id: account.id };
    },

    /** False where it is no child of this guardian any more. */
    setChildPassword: async (trx: Connection, guardianId: string, id: string, hash: string): Promise<boolean> =>
      (await children.setPassword(trx, guardianId, id, hash, clock.now())) > 0,

    askForChild: (id: string, clientId: string, most: number) => children.ask(db, id, clientId, clock.now(), most),
    allowChild: (trx: Connection, id: string, clientIds: readonly string[]) =>
      children.allow(trx, id, clientIds, clock.now()),
    disallowChild: (trx: Connection, id: string, clientId: string) => children.disallow(trx, id, clientId),
    disallowChildEverywhere: (trx: Connection, id: string) => children.disallowAll(trx, id),
    /** False where it is no child of this guardian any more. */
    lockChild: (trx: Connection, guardianId: string, id: string) => children.lockChild(trx, guardianId, id),
    childrenBornUntil: (year: number, limit: number) => children.bornUntil(db, year, limit),

    /** At 14: the guardianship and every session end, and so do the guardian's consents. */
    async handOver(trx: Connection, guardianId: string, id: string): Promise<boolean> {
      if ((await children.handOver(trx, guardianId, id, clock.now())) === 0) return false;
      await children.disallowAll(trx, id);
      return true;
    },
    async handBack(trx: Connection, guardianId: string, id: string): Promise<boolean> {
      await mustTakeOn(trx, guardianId);
      return (await children.handBack(trx, guardianId, id, clock.now())) > 0;
    },
    setFirstPassword: async (trx: Connection, id: string, hash: string): Promise<boolean> =>
      (await children.setFirstPassword(trx, id, hash, clock.now())) > 0,

    /** For a child that proved its password where it may not go on. */
    childTicket: ({ id, sessionsValidFrom }: Pick<Account, 'id' | 'sessionsValidFrom'>, binding: string): string =>
      tickets.issue({ purpose: 'child', accountId: id, since: sessionsValidFrom.getTime() }, binding),
    async childOf(ticket: string, binding: string): Promise<Account | undefined> {
      const proof = tickets.open('child', ticket, binding);
      const found = proof && (await store.find(db, seal, proof.accountId));
      const account = found?.account;
      if (account?.guardianId === undefined || !isLive.holds(account)) return undefined;
      return account.sessionsValidFrom.getTime() === proof?.since ? account : undefined;
    },

    /** For a login just made with the first password. */
    handoverTicket: ({ id, handoverAt }: Pick<Account, 'id' | 'handoverAt'>, binding: string): string =>
      tickets.issue({ purpose: 'handover', accountId: id, since: handoverAt?.getTime() ?? 0 }, binding),
    /** The account of a ticket, and since when it waits; undefined if the ticket is late, or the account no longer waits. */
    async handoverOf(ticket: string, binding: string): Promise<{ account: Account; since: Date } | undefined> {
      const proof = tickets.open('handover', ticket, binding);
      const found = proof && (await store.find(db, seal, proof.accountId));
      const since = found?.account.handoverAt;
      return found === undefined || since === undefined || since.getTime() !== proof?.since
        ? undefined
        : { account: found.account, since };
    },
    /** Whether that is its present password, which its guardian knows. */
    async isFirstPassword(id: string, password: string): Promise<boolean> {
      const hash = (await store.find(db, seal, id))?.passwordHash;
      return hash !== undefined && (await passwords.verify(hash, password));
    },
    async takeOver(trx: Connection, asked: Omit<children.TakeOver, 'at'>): Promise<Account | undefined> {
      if ((await children.takeOver(trx, seal, { ...asked, at: clock.now() })) === 0) return undefined;
      return (await store.find(trx, seal, asked.id))?.account;
    },
  };
}
