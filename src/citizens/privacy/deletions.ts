import { closingDue } from '../../accounts/limits.ts';
import type { Accounts } from '../../accounts/service.ts';
import { type Actor, mustOperate, system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Job } from '../../jobs/job.ts';
import type { Notices } from '../../notices/service.ts';
import type { PersonalTable, PersonSought } from '../../personal.ts';
import type { NewEvent } from '../../webhooks/event.ts';
import type { Webhooks } from '../../webhooks/service.ts';
import { may } from '../policies.ts';
import * as store from './deletion-store.ts';
import { fact, letter } from './facts.ts';
import { remove } from './kept-store.ts';

/** The provider's data of people and their logins; it stands above this room. */
export type Logins = {
  personal: readonly PersonalTable[];
  /** Ends every grant and token of an account; returns the notified AKs. */
  endAll: (trx: Connection, accountId: string) => Promise<string[]>;
  /** The same, and deletes the consents. */
  forgetAll: (trx: Connection, accountId: string) => Promise<void>;
  /** The `sub` of an account at each institution of these AKs. */
  subjectsOf: (accountId: string, clientIds: readonly string[]) => Promise<{ institutionId: string; sub: string }[]>;
};

export type DeletionNeeds = {
  db: Database;
  clock: Clock;
  seal: Seal;
  publicUrl: URL;
  accounts: Accounts;
  institutions: Pick<Institutions, 'membershipsOf'>;
  notices: Pick<Notices, 'send'>;
  webhooks: Pick<Webhooks, 'tell'>;
  logins: () => Logins;
  /** All that is kept of people, wherever. */
  tables: () => readonly PersonalTable[];
};

const batch = 1_000;

/** 注销: asked for, taken back within 15 days, done when it is due. */
export interface Deletions {
  /** Why this account cannot be deleted now; empty where it can. */
  obstacles(accountId: string, connection?: Connection): Promise<Fact[]>;
  /** When it was asked for and when it is due; undefined where it was not asked for. */
  standing(accountId: string): Promise<store.Deletion | undefined>;
  /** After a fresh login, and by the password where there is one. */
  ask(accountId: string, form: DeletionForm): Promise<{ problems: Problems } | { dueAt: Date }>;
  /** For a child, by its guardian, in the caller's transaction. Answers when it is due. */
  askFor(trx: Connection, actor: Actor, deletion: DeletionFor): Promise<Date>;
  /** 撤销注销. Nothing happens where it was taken back meanwhile; one that was done cannot be. */
  takeBack(accountId: string, requestId?: string): Promise<void>;
  /** The same for a child, by its guardian. */
  takeBackChild(guardianId: string, accountId: string, requestId?: string): Promise<void>;
  /** The same by the support, at the person's request. */
  takeBackFor(actor: Actor, accountId: string, requestId?: string): Promise<void>;
  /** Runs due deletions. */
  job: Job;
}

type DeletionForm = { password: string; understood: boolean; device: string; requestId?: string };
type DeletionFor = { accountId: string; device: string; requestId?: string | undefined };

/** C13 注销: asked for, 15 days in which it can be taken back, then nothing is left. */
export function createDeletions(needs: DeletionNeeds): Deletions {
  const { db, clock, seal, publicUrl, accounts, institutions, notices, webhooks, logins, tables } = needs;

  async function tell(
    trx: Connection,
    event: 'account.closing' | 'account.kept' | 'account.erased',
    deletion: Pick<store.Deletion, 'id' | 'accountId'>,
    said: Fact,
  ): Promise<void> {
    const person = await accounts.person(trx, deletion.accountId);
    if (person === undefined) return;
    const { email, phone } = person;
    await notices.send(trx, {
      event,
      key: `${event} ${deletion.id}`,
      // Named by the deletion: after it nothing may name the person.
      recipient: { kind: 'contact', id: deletion.id, email, phone },
      letter: said,
      to: person.nickname,
      because: fact('privacy.because_own'),
      ...(event !== 'account.erased' && { href: `${publicUrl.origin}/account/privacy` }),
    });
  }

  /** Why an account may not be deleted now: others depend on it. A decision by it is made within the transaction, once the account is locked. */
  async function obstacles(accountId: string, connection: Connection = db): Promise<Fact[]> {
    const memberships = await institutions.membershipsOf(accountId, connection);
    const roles = await accounts.rolesOf(accountId, connection);
    const children = await accounts.childrenOf(accountId, connection);
    const owned = memberships.filter(({ role }) => role === 'owner').length;
    return [
      ...(owned > 0 ? [fact('privacy.owner_left', { count: owned })] : []),
      ...(roles.length > 0 ? [fact('privacy.role_left', { count: roles.length })] : []),
      ...(children.length > 0 ? [fact('privacy.children_left', { count: children.length })] : []),
    ];
  }

  /** One table until nothing of the person is left in it, a batch in a transaction. */
  async function clear(table: PersonalTable, person: PersonSought): Promise<void> {
    const { atDeletion } = table;
    if (atDeletion === 'pseudonymous') return;
    const step = (trx: Connection) =>
      atDeletion === 'removed' ? remove(trx, table, person, batch) : atDeletion(trx, person, clock.now());
    while ((await db.transaction(step)) > 0);
  }

  /** From here on deletion is final; unless others depend on the account after all, which is checked under its lock, as in `begin`. */
  async function endOrGiveBack(trx: Connection, accountId: string): Promise<void> {
    const [deletion, at] = [await store.openForUpdate(trx, accountId), clock.now()];
    if (deletion === undefined || !(await accounts.endClosing(trx, accountId, at))) return;
    const found = await obstacles(accountId, trx);
    if (found.length === 0) return;
    await accounts.giveBack(trx, accountId, at);
    await store.takeBack(trx, accountId);
    const why = { obstacles: found.map(({ code }) => code) };
    await record(trx, at, system('privacy'), 'account.keep', subjectOf(accountId), why);
    const said = letter('privacy.not_closed_letter', { at: at.toISOString(), obstacles: found });
    await tell(trx, 'account.kept', deletion, said);
  }

  /** Repeatable from any point: deleted rows stay deleted, and the account itself goes last, with all facts about it. */
  async function erase(accountId: string): Promise<void> {
    const deletion = await store.open(db, accountId);
    if (deletion === undefined || deletion.dueAt > clock.now()) return;
    // Before anything is changed: where one of them cannot be had, nothing is half done.
    const [all, subjects] = [tables(), await logins().subjectsOf(accountId, deletion.platforms)];
    await db.transaction((trx) => endOrGiveBack(trx, accountId));
    accounts.forget(accountId);
    const account = await accounts.person(db, accountId);
    if (account?.deletedAt === undefined) return;
    const person = { accountId, phone: account.phone, email: account.email, seal };
    const isAccount = ({ table }: PersonalTable) => table === 'accounts';
    for (const table of all.filter((each) => !isAccount(each))) await clear(table, person);
    await db.transaction(async (trx) => {
      const at = clock.now();
      if ((await store.openForUpdate(trx, accountId)) === undefined) return;
      for (const { institutionId, sub } of subjects) await webhooks.tell(trx, eventOfDeletion(institutionId, sub, at));
      await tell(trx, 'account.erased', deletion, letter('privacy.erased_letter', { at: at.toISOString() }));
      for (const { atDeletion } of all.filter(isAccount))
        if (typeof atDeletion === 'function') await atDeletion(trx, person, at);
      await store.end(trx, accountId, at);
      const details = { platformCount: deletion.platforms.length, asked: deletion.askedAt.toISOString() };
      await record(trx, at, system('privacy'), 'account.erase', subjectOf(accountId), details);
    });
    accounts.forget(accountId);
  }

  const job: Job = {
    name: 'privacy.erase',
    schedule: '*/5 * * * *',
    async run() {
      for (;;) {
        const ids = await store.due(db, clock.now(), 20);
        for (const id of ids) await erase(id);
        if (ids.length < 20) return;
      }
    },
  };

  return {
    job,
    obstacles,
    standing: (accountId) => store.open(db, accountId),

    async ask(accountId, { password, understood, device, requestId }) {
      const [obstacle] = await obstacles(accountId);
      if (obstacle !== undefined) return { problems: { form: obstacle } }; // before anything is typed in vain
      if (!understood) return { problems: { understood: fact('privacy.not_understood') } };
      if (await accounts.hasPassword(accountId)) {
        const problem =
          password === '' ? fact('privacy.password_missing') : await accounts.passwordProblem(accountId, password);
        if (problem !== undefined) return { problems: { password: problem } };
      }
      const actor = { kind: 'citizen', accountId } as const;
      const dueAt = await db.transaction((trx) => begin(trx, actor, { accountId, device, requestId }));
      accounts.forget(accountId);
      return { dueAt };
    },

    askFor: begin,

    takeBack: (accountId, requestId) => takeBack({ kind: 'citizen', accountId }, accountId, requestId),

    takeBackChild: (guardianId, accountId, requestId) =>
      takeBack({ kind: 'citizen', accountId: guardianId }, accountId, requestId),

    async takeBackFor(actor, accountId, requestId) {
      mustOperate(actor, ...may('look a citizen up, and act for them').roles);
      if ((await store.open(db, accountId)) === undefined) throw conflict(fact('privacy.not_closing'));
      await takeBack(actor, accountId, requestId);
    },
  };

  async function begin(trx: Connection, actor: Actor, { accountId, device, requestId }: DeletionFor): Promise<Date> {
    const at = clock.now();
    const dueAt = closingDue(at);
    if (!(await accounts.beginClosing(trx, accountId, at))) throw conflict(fact('privacy.closing_already'));
    // This locks the account: duties taken on at the same time are complete, or wait and are refused.
    const [obstacle] = await obstacles(accountId, trx);
    if (obstacle !== undefined) throw conflict(obstacle);
    const platforms = await logins().endAll(trx, accountId);
    const deletion = { id: newId(), accountId, askedAt: at, dueAt, device, platforms };
    if ((await store.insert(trx, deletion)) === 0) throw conflict(fact('privacy.closing_already'));
    const details = { due: dueAt.toISOString(), person: { platforms } };
    await record(trx, at, actor, 'account.close', subjectOf(accountId), details, requestId);
    const said = letter('privacy.closing_letter', { due: after(dueAt, -60).toISOString() });
    await tell(trx, 'account.closing', deletion, said);
    return dueAt;
  }

  async function takeBack(actor: Actor, accountId: string, requestId?: string): Promise<void> {
    await db.transaction(async (trx) => {
      const at = clock.now();
      const deletion = await store.openForUpdate(trx, accountId);
      if (deletion === undefined) return;
      if (!(await accounts.takeBackClosing(trx, accountId, at))) throw conflict(fact('privacy.not_closing'));
      await store.takeBack(trx, accountId);
      await record(trx, at, actor, 'account.keep', subjectOf(accountId), {}, requestId);
      await tell(trx, 'account.kept', deletion, letter('privacy.kept_letter', { at: at.toISOString() }));
    });
    accounts.forget(accountId);
  }
}

const subjectOf = (accountId: string) => ({ kind: 'account', id: accountId });

/** The event for an institution when a person known to it under this `sub` is deleted: it has to erase its own data. */
const eventOfDeletion = (institutionId: string, sub: string, at: Date): NewEvent => ({
  type: 'subject.deleted',
  institutionId,
  isShared: true,
  subject: { id: sub, kind: 'subject' },
  data: { sub },
  at,
  key: `subject.deleted ${institutionId} ${sub}`,
});
