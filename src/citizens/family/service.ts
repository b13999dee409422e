import { type Account, isOlderThan } from '../../accounts/account/account.ts';
import { subjectOf } from '../../accounts/account/logins.ts';
import type { Child, ChildPlatform } from '../../accounts/people/child-store.ts';
import type { Accounts } from '../../accounts/service.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, dayOf, yearOf } from '../../clock.ts';
import { newId, newToken } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, forbidden, notFound, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { passwordProblem } from '../../fields/account.ts';
import { readFields } from '../../fields/read.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Deletions } from '../privacy/deletions.ts';
import {
  added,
  changedPassword,
  childFields,
  childrenCounted,
  isChild,
  limits,
  mostAsked,
  mostChildren,
  nextPasswordProblem,
  platformScopes,
  textVersion,
} from './child.ts';
import { fact, letter } from './facts.ts';
import type { HandoverNotices } from './handover-notices.ts';
import type { Handovers } from './handovers.ts';
import * as store from './store.ts';

export type FamilyNeeds = {
  db: Database;
  clock: Clock;
  throttle: Throttle;
  accounts: Accounts;
  deletions: Pick<Deletions, 'askFor' | 'takeBackChild'>;
  handovers: Pick<Handovers, 'settle'>;
  notices: HandoverNotices;
};

export type OwnChild = Child & { platforms: readonly ChildPlatform[] };

/** A guardian's typed data and ticks. */
type NewChild = {
  form: Readonly<Record<string, string | undefined>>;
  isGuardian: boolean;
  agreed: boolean;
  platforms: readonly string[];
  /** AKs that the guardian uses, of which the platforms are chosen. */
  own: readonly string[];
  requestId?: string;
};

type Answer = 'allow' | 'refuse' | 'withdraw';

/** 我的孩子 (C12): a guardian's decisions for children under 14. Others' children are `not_found`; one that is being deleted is a `conflict`. */
export interface Family {
  // Reading

  /** The children of a guardian with their platforms; those who reached 14 are handed over first. */
  list(guardianId: string): Promise<OwnChild[]>;
  /** Throws `not_found`. */
  mustFind(guardianId: string, id: string): Promise<OwnChild>;
  /** The same, and it may be changed. */
  mustManage(guardianId: string, id: string): Promise<OwnChild>;
  /** Why this person may not add a child; undefined where nothing is in the way. */
  obstacle(guardian: Account): Fact | undefined;
  /** The guardian's consents, newest first. */
  consentsOf(guardianId: string, id: string): Promise<store.Consent[]>;

  // By the guardian

  /** A new child, with the consents of the form. */
  add(guardian: Account, child: NewChild): Promise<{ id: string } | { problems: Problems }>;
  /** The newer terms that wait for the guardian; `changed` is undefined where there are none. */
  termsFor(
    guardianId: string,
    id: string,
  ): Promise<{ child: OwnChild; changed: Awaited<ReturnType<Accounts['terms']['changedFor']>> }>;
  /** To the version that the page showed; false where another counts by now. */
  agreeToTerms(guardianId: string, id: string, version: number, requestId?: string): Promise<boolean>;
  /** Allows, refuses or takes back a platform; the page ends the tokens of one that is taken back. */
  decide(guardianId: string, id: string, decision: Decision): Promise<void>;
  /** The child signs in by it from now on, and is signed out everywhere. */
  setPassword(
    guardianId: string,
    id: string,
    form: { password?: string | undefined },
    requestId?: string,
  ): Promise<{ problems: Problems } | undefined>;
  /** 注销 of a child, which the guardian can take back for 15 days. */
  end(guardianId: string, id: string, from: { device: string; requestId?: string }): Promise<void>;
  /** Takes it back; platforms are allowed again one by one. */
  keep(guardianId: string, id: string, requestId?: string): Promise<void>;

  /** How the child calls its guardian; anything unknown stands for 家长. */
  setCalled(guardianId: string, id: string, called: string): Promise<void>;
  /** 是孩子: the logins on new devices until now. */
  recognise(guardianId: string, id: string): Promise<void>;
  /** 不是，马上退出: the child signs in again once its guardian has chosen another password; the page ends its sessions. */
  signOut(guardianId: string, id: string, requestId?: string): Promise<void>;

  // Needs of a child's login

  /** How the child calls its guardian, and until when its devices were looked at. */
  care(childId: string): Promise<store.Care>;
  /** Sends the guardian a request of the child, once a day for each platform; one that is not allowed yet waits for an answer. */
  ask(
    child: Pick<Account, 'id' | 'guardianId' | 'closingAt' | 'nickname' | 'allowedAt'>,
    platform: { clientId: string; name: string; firstParty: boolean; sandbox: boolean },
  ): Promise<void>;
  /** Notifies the guardian of newer terms, once for each version. */
  askForTerms(child: Account, version: number): Promise<void>;
}

type Decision = { clientId: string; answer: Answer; own: readonly string[]; requestId?: string };

/** C12 家庭账号: children under 14, each with an account of its own that its guardian manages. Every consent is written down. */
export function createFamily({ db, clock, throttle, accounts, deletions, handovers, notices }: FamilyNeeds): Family {
  /** Why this account may not add a child. Being of age is declared; a known age under 18 counts. */
  function obstacle(guardian: Account): Fact | undefined {
    if (isOlderThan(18, guardian, clock.now()) === false || guardian.guardianId !== undefined)
      return fact('family.not_of_age');
    return guardian.phone === undefined ? fact('family.phone_needed') : undefined;
  }

  async function list(guardianId: string): Promise<OwnChild[]> {
    const found = await accounts.childrenOf(guardianId);
    const grown = await Promise.all(found.map((child) => handovers.settle({ ...child, guardianId })));
    const children = found.filter((_, index) => !grown[index]);
    const platforms = await accounts.platformsOfChildren(children.map(({ id }) => id));
    return children.map((child) => ({
      ...child,
      platforms: platforms.filter(({ accountId }) => accountId === child.id),
    }));
  }

  async function mustFind(guardianId: string, id: string): Promise<OwnChild> {
    const child = (await list(guardianId)).find((each) => each.id === id);
    if (child === undefined) throw notFound(fact('family.no_child'));
    return child;
  }

  async function mustManage(guardianId: string, id: string): Promise<OwnChild> {
    const child = await mustFind(guardianId, id);
    if (child.closingAt !== undefined) throw conflict(fact('family.closing'));
    return child;
  }

  /** Before anything is changed: it is still this guardian's and stays, until the transaction ends. */
  async function lock(trx: Connection, guardianId: string, id: string): Promise<void> {
    const locked = await accounts.lockChild(trx, guardianId, id);
    if (locked === undefined) throw notFound(fact('family.no_child'));
    if (locked.isClosing) throw conflict(fact('family.closing'));
  }

  type Said = Pick<store.Consent, 'guardianId' | 'childId' | 'act'> & {
    clientId?: string;
    given?: readonly string[];
    textVersion?: string;
  };
  const write = (trx: Connection, { clientId, given = [], ...said }: Said) =>
    store.insert(trx, { textVersion, ...said, id: newId(), at: clock.now(), clientId, given, adult: 'declared' });

  function problemsOf({ form, isGuardian, agreed, platforms, own }: NewChild) {
    const read = readFields(added, form);
    const problems: Problems = 'problems' in read ? { ...read.problems } : {};
    if ('values' in read) {
      const { birthYear, password, username } = read.values;
      if (!isChild(birthYear, yearOf(clock.now())))
        problems.birthYear =
          birthYear > yearOf(clock.now()) ? fact('family.year_form') : fact('family.too_old', { year: birthYear });
      const unfit = passwordProblem(password, [username]);
      if (unfit !== undefined) problems.password = unfit;
    }
    if (platforms.some((clientId) => !own.includes(clientId))) problems.platforms = fact('family.no_platform');
    if (!isGuardian) problems.guardian = fact('family.not_guardian');
    if (!agreed) problems.agreed = fact('family.not_agreed');
    return 'values' in read && Object.keys(problems).length === 0 ? { values: read.values } : { problems };
  }

  return {
    list,
    mustFind,
    mustManage,
    obstacle,
    consentsOf: async (guardianId, id) => store.list(db, (await mustFind(guardianId, id)).id),

    async add(guardian, asked) {
      const refused = obstacle(guardian);
      if (refused !== undefined) throw forbidden(refused);
      const checked = problemsOf(asked);
      if ('problems' in checked) return { problems: checked.problems };
      const { allowed, retryAfter } = await throttle.hit('children added', guardian.id, limits.added);
      if (!allowed) return { problems: { form: fact('family.many_tries', { minutes: Math.ceil(retryAfter / 60) }) } };
      const { password, ...values } = checked.values;
      const [passwordHash, termsVersion] = await Promise.all([
        accounts.hashForChild(password),
        accounts.terms.inForce(),
      ]);
      return db.transaction(async (trx) => {
        const guardianId = guardian.id;
        await accounts.lockGuardian(trx, guardianId);
        const since = after(clock.now(), -childrenCounted);
        if ((await store.countChildren(trx, guardianId, { since })) >= mostChildren)
          return { problems: { form: fact('family.most_children', { most: mostChildren }) } };
        const made = await accounts.insertChild(
          trx,
          { ...values, guardianId, passwordHash, termsVersion },
          asked.requestId,
        );
        if ('problems' in made) return made;
        await write(trx, { guardianId, childId: made.id, act: 'add', given: childFields });
        await accounts.allowChild(trx, made.id, asked.platforms);
        for (const clientId of asked.platforms)
          await write(trx, { guardianId, childId: made.id, act: 'allow', clientId, given: platformScopes });
        return made;
      });
    },

    async ask(child, platform) {
      if (child.guardianId === undefined || child.closingAt !== undefined) return;
      if (platform.firstParty || platform.sandbox) return;
      const { id, guardianId, nickname } = child;
      const isNew = child.allowedAt?.includes(platform.clientId) !== true;
      if (isNew) await accounts.askForChild(id, platform.clientId, mostAsked);
      const said = letter('family.asks_letter', { nickname, platform: platform.name, isNew });
      const key = `${id} ${platform.clientId} ${dayOf(clock.now())}`;
      await db.transaction((trx) => notices.tell(trx, guardianId, { event: 'child.asks', key, said }));
    },

    care: (childId) => store.care(db, childId),

    async setCalled(guardianId, id, called) {
      await mustManage(guardianId, id);
      await store.setCalled(
        db,
        id,
        store.callings.find((each) => each === called),
      );
    },

    async recognise(guardianId, id) {
      await mustFind(guardianId, id);
      await store.setSeen(db, id, clock.now());
    },

    async signOut(guardianId, id, requestId) {
      await mustManage(guardianId, id);
      const unknown = await accounts.hashForChild(newToken()); // the stranger may know the password
      await db.transaction(async (trx) => {
        await lock(trx, guardianId, id);
        if (!(await accounts.setChildPassword(trx, guardianId, id, unknown))) throw notFound(fact('family.no_child'));
        await store.setSeen(trx, id, clock.now());
        const actor = { kind: 'citizen', accountId: guardianId } as const;
        await record(trx, clock.now(), actor, 'account.disown', subjectOf(id), {}, requestId);
      });
      accounts.forget(id);
    },

    async askForTerms({ id, guardianId, nickname }, version) {
      if (guardianId === undefined) return;
      const said = letter('family.terms_letter', { nickname });
      await db.transaction((trx) =>
        notices.tell(trx, guardianId, { event: 'child.terms', key: `${id} ${version}`, said }),
      );
    },

    termsFor: async (guardianId, id) => {
      const child = await mustManage(guardianId, id);
      return { child, changed: await accounts.terms.changedFor(child) };
    },

    async agreeToTerms(guardianId, id, version, requestId) {
      const changed = await accounts.terms.changedFor(await mustManage(guardianId, id));
      if (changed === undefined) return true;
      if (changed.version !== version) return false;
      await db.transaction(async (trx) => {
        await lock(trx, guardianId, id);
        if (!(await accounts.terms.agreeForChild(trx, { guardianId, childId: id, version }, requestId))) return;
        await write(trx, { guardianId, childId: id, act: 'terms', textVersion: `v${version}` });
      });
      accounts.forget(id);
      return true;
    },

    async decide(guardianId, id, { clientId, answer, own, requestId }) {
      const child = await mustManage(guardianId, id);
      const known = child.platforms.some((platform) => platform.clientId === clientId);
      if (!(known || (answer === 'allow' && own.includes(clientId)))) throw notFound(fact('family.no_platform'));
      await db.transaction(async (trx) => {
        await lock(trx, guardianId, id);
        const at = clock.now();
        const changed =
          answer === 'allow'
            ? await accounts.allowChild(trx, id, [clientId])
            : await accounts.disallowChild(trx, id, clientId);
        if (changed === 0) return;
        await write(trx, { guardianId, childId: id, act: answer, clientId, given: platformScopes });
        const actor = { kind: 'citizen', accountId: guardianId } as const;
        const said = { person: { clientId } };
        if (answer === 'allow') await record(trx, at, actor, 'account.child_allow', subjectOf(id), said, requestId);
        if (answer === 'refuse') await record(trx, at, actor, 'account.child_refuse', subjectOf(id), said, requestId);
        if (answer === 'withdraw')
          await record(trx, at, actor, 'account.child_withdraw', subjectOf(id), said, requestId);
      });
      accounts.forget(id);
    },

    async setPassword(guardianId, id, form, requestId) {
      const child = await mustManage(guardianId, id);
      const read = readFields(changedPassword, form);
      if ('problems' in read) return read;
      const unfit = nextPasswordProblem(read.values.password, child.username);
      if (unfit !== undefined) return { problems: { password: unfit } };
      const hash = await accounts.hashForChild(read.values.password);
      await db.transaction(async (trx) => {
        await lock(trx, guardianId, id);
        if (!(await accounts.setChildPassword(trx, guardianId, id, hash))) throw notFound(fact('family.no_child'));
        await write(trx, { guardianId, childId: id, act: 'password' });
        const actor = { kind: 'citizen', accountId: guardianId } as const;
        await record(trx, clock.now(), actor, 'account.child_password', subjectOf(id), {}, requestId);
      });
      accounts.forget(id);
      return undefined;
    },

    async end(guardianId, id, { device, requestId }) {
      await mustManage(guardianId, id);
      await db.transaction(async (trx) => {
        await lock(trx, guardianId, id);
        await deletions.askFor(trx, { kind: 'citizen', accountId: guardianId }, { accountId: id, device, requestId });
        await accounts.disallowChildEverywhere(trx, id);
        await write(trx, { guardianId, childId: id, act: 'end' });
      });
      accounts.forget(id);
    },

    async keep(guardianId, id, requestId) {
      const child = await mustFind(guardianId, id);
      if (child.closingAt === undefined) return;
      await deletions.takeBackChild(guardianId, id, requestId);
      await db.transaction((trx) => write(trx, { guardianId, childId: id, act: 'keep' }));
    },
  };
}
