import { type Account, label } from '../../accounts/account/account.ts';
import { may as mayInAccounts } from '../../accounts/policies.ts';
import {
  type Actor,
  everyRole,
  isMemberOf,
  type Member,
  mustOperate,
  mustReachAll,
  reachOf,
  type Staff,
} from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound } from '../../errors.ts';
import { maskMobile, normalMobile } from '../../fields/china/mobile.ts';
import { maskName } from '../../fields/person-name.ts';
import type { SearchQuery } from '../../fields/search-query.ts';
import { fact } from '../facts.ts';
import { subjectOf } from '../institution/institution.ts';
import { setPost } from '../institution/joining.ts';
import * as store from '../institution/member-store.ts';
import type { Membership } from '../institution/membership.ts';
import { lock } from '../institution/store.ts';
import type { InstitutionNeeds } from '../needs.ts';
import { may } from '../policies.ts';
import { revokeBy as revokeLinksBy } from './invitation-link-store.ts';
import { revokeBy } from './invitation-store.ts';
import { type PostInput, readPost } from './post.ts';

export type Colleague = Membership & { label: string };

const lastOwner = () => conflict(fact('institutions.last_owner'));

/** 成员与权限 (R14): changed by owners only (`forbidden`); of another institution there is nothing (`not_found`). */
export interface Members {
  /** The colleagues, for a member; first joined first. */
  list(actor: Actor, institutionId: string): Promise<Colleague[]>;
  /** The same for staff who have been shown the institution. */
  show(institutionId: string): Promise<Colleague[]>;
  /** By whole name, by a whole phone number or by its last four: colleagues for a member, and members within reach for staff; the caller records it. */
  find(actor: Member | Staff, asked: SearchQuery, limit: number): Promise<Colleague[]>;
  /** People who develop in a sandbox of their own and work for no institution, by the same words; for staff who look up people. */
  findWithoutInstitution(
    actor: Staff,
    asked: SearchQuery,
    limit: number,
  ): Promise<{ accountId: string; label: string }[]>;
  /** Its AKs, to some of which a hired developer may be limited. */
  applicationsOf(institutionId: string): Promise<readonly { clientId: string; name: string }[]>;
  /** Another role, other AKs, another end. Throws `invalid` by field, `conflict` for the last owner. */
  setPost(actor: Actor, institutionId: string, accountId: string, input: PostInput): Promise<void>;
  /** By an owner or on one's own, at once. Throws `conflict` for the last owner. */
  remove(actor: Actor, institutionId: string, accountId: string): Promise<void>;
}

/** R14, P17 成员与权限: members of an institution and their posts. Only its owners change them. */
export function createMembers({ db, clock, accounts, asks: { applicationsOf } }: InstitutionNeeds): Members {
  const of = (institutionId: string, trx: Connection = db) => store.membersOf(trx, institutionId, clock.now());

  /** Work on the members of one institution under its lock; the actor is still an owner when it begins. */
  async function change(
    actor: Actor,
    institutionId: string,
    accountId: string,
    verb: string,
    work: (trx: Connection, member: Membership) => Promise<object>,
  ): Promise<void> {
    if (actor.kind !== 'member' || actor.institutionId !== institutionId)
      throw notFound(fact('institutions.no_member'));
    await db.transaction(async (trx) => {
      await lock(trx, institutionId);
      const everybody = await of(institutionId, trx);
      const self = everybody.find((each) => each.accountId === actor.accountId);
      const isOwn = verb === 'member.remove' && accountId === actor.accountId;
      if (self === undefined || (self.role !== 'owner' && !isOwn)) throw forbidden(fact('institutions.owners_manage'));
      const member = everybody.find((each) => each.accountId === accountId);
      if (member === undefined) throw notFound(fact('institutions.no_member'));
      const details = await work(trx, member);
      await record(trx, clock.now(), actor, verb, subjectOf(institutionId), { member: accountId, ...details });
    });
  }

  /** Those of them whose phone ends so. A sealed number has no index by its end: it is compared one by one, and not without end. */
  async function reached<One extends { accountId: string }>(found: readonly One[], lastFour: string | undefined) {
    const people = await Promise.all(found.map(async (one) => ({ one, account: await accounts.find(one.accountId) })));
    return people.flatMap(({ one, account }) =>
      account === undefined || (lastFour !== undefined && account.phone?.endsWith(lastFour) !== true)
        ? []
        : [{ ...one, label: label(account) }],
    );
  }

  /** The words as the phone number of a person or its last four, and names; undefined where a whole number is that of no account. */
  async function readPeople(words: SearchQuery['words']) {
    const lastFour = words.find(({ typed }) => isLastFour(typed))?.typed;
    const phone = words.map(({ typed }) => normalMobile(typed)).find((each) => each !== undefined);
    const account = phone === undefined ? undefined : await accounts.findByIdentifier(phone);
    if (phone !== undefined && account === undefined) return undefined;
    const isNumber = (typed: string) => isLastFour(typed) || normalMobile(typed) !== undefined;
    const patterns = words.flatMap(({ typed, pattern }) => (isNumber(typed) ? [] : [pattern]));
    return { lastFour, patterns, accountId: account?.id };
  }

  /** A former owner could come back, or bring others, by invitations sent before. */
  const withdraw = async (trx: Connection, institutionId: string, accountId: string) => {
    const at = clock.now();
    const links = await revokeLinksBy(trx, institutionId, accountId, at);
    const invitations = links + (await revokeBy(trx, institutionId, accountId, at));
    return invitations === 0 ? {} : { revokedInvitations: invitations };
  };

  return {
    async list(actor, institutionId) {
      if (!isMemberOf(actor, institutionId, everyRole)) throw notFound(fact('institutions.not_found'));
      return this.show(institutionId);
    },

    show: async (institutionId) =>
      Promise.all(
        (await of(institutionId)).map(async (member) => {
          const account = await accounts.find(member.accountId);
          return { ...member, label: account === undefined ? '已注销' : label(account) };
        }),
      ),

    async find(actor, { words }, limit) {
      if (actor.kind === 'staff') mustOperate(actor, ...may('see every institution').roles);
      const people = await readPeople(words);
      if (people === undefined) return [];
      const { lastFour, patterns, accountId } = people;
      const asked = {
        institutionId: actor.kind === 'member' ? actor.institutionId : undefined,
        reach: reachOf(actor),
        ...{ patterns, byName: lastFour === undefined && accountId === undefined, accountId },
      };
      const found = await store.namedMembers(db, asked, clock.now(), lastFour === undefined ? limit : mostCompared);
      return (await reached(found, lastFour)).slice(0, limit);
    },

    async findWithoutInstitution(actor, { words }, limit) {
      mustOperate(actor, ...mayInAccounts('look up a member of staff').roles);
      mustReachAll(actor);
      const people = await readPeople(words);
      if (people === undefined) return [];
      const { lastFour } = people;
      const most = lastFour === undefined ? limit : mostCompared;
      const found = await store.namedWithoutInstitution(db, people, clock.now(), most);
      return (await reached(found, lastFour)).slice(0, limit);
    },

    applicationsOf,

    async setPost(actor, institutionId, accountId, input) {
      if (!isMemberOf(actor, institutionId, may('change the post of a member').roles))
        throw forbidden(fact('institutions.owners_manage'));
      const read = readPost(input, await applicationsOf(institutionId), clock.now());
      if ('problems' in read) throw invalid(read.problems);
      await change(actor, institutionId, accountId, 'member.change', async (trx, { role, applications, endsAt }) => {
        if (!(await setPost(trx, institutionId, accountId, read.post))) throw lastOwner();
        const more = read.post.role === 'owner' ? {} : await withdraw(trx, institutionId, accountId);
        return { from: { role, applications, endsAt }, to: read.post, ...more };
      });
    },

    remove: (actor, institutionId, accountId) =>
      change(actor, institutionId, accountId, 'member.remove', async (trx, { role }) => {
        if (!(await store.remove(trx, institutionId, accountId))) throw lastOwner();
        return { from: { role }, ...(await withdraw(trx, institutionId, accountId)) };
      }),
  };
}

const isLastFour = (typed: string) => /^\d{4}$/.test(typed);
const mostCompared = 200;

type HeadNeeds = { clock: Clock; reach: (trx: Connection, ids: readonly string[]) => Promise<readonly Account[]> };

/** 138****1111: the contact of an institution, in a public form. */
export const createHeadOf =
  ({ clock, reach }: HeadNeeds) =>
  async (institutionId: string, trx: Connection): Promise<string> => {
    const owners = (await store.membersOf(trx, institutionId, clock.now())).filter(({ role }) => role === 'owner');
    const [first] = await reach(
      trx,
      owners.map(({ accountId }) => accountId),
    );
    if (first === undefined) return '国家公共文化云运营';
    return first.phone === undefined ? maskName(first.nickname) : maskMobile(first.phone);
  };

export type HeadOf = ReturnType<typeof createHeadOf>;
