import { z } from 'zod';
import { type Actor, actorId, isRole, mustOperate, mustReachAll, type Role, roles } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { hours } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, rateLimited } from '../../errors.ts';
import { select } from '../../fields/choice.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import { readFields } from '../../fields/read.ts';
import { regionCode } from '../../fields/regions/region.ts';
import { type Account, label } from '../account/account.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { mustTakeOn } from '../account/taking-on.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import * as store from './role-store.ts';

type Needs = AccountNeeds & Cached & { findByIdentifier: (typed: string) => Promise<Account | undefined> };

/** Enough for an administrator who gives out roles, and nothing for an attacker who tries out phone numbers. */
const searches = { limit: 30, per: hours(1) };

/** 三员分立: who runs the system, who guards it and who watches both are three people. */
const apart: readonly Role[] = ['administrator', 'security', 'auditor'];

/** Who opens accounts again and gives out roles. */
const isGuard = (role: Role) => role === 'administrator' || role === 'security';

const input = z.object({ role: select('角色', roles), region: regionCode('负责地区').optional() });

export type StaffMember = { account: Account; label: string; granted: store.Granted[] };

/** R05: the staff of the platform, and their roles. */
export function createRoles({ db, clock, throttle, find, findByIdentifier }: Needs) {
  async function change(
    actor: Actor,
    accountId: string,
    work: (trx: Parameters<typeof store.grant>[0], before: store.Granted[], at: Date) => Promise<number>,
    verb: string,
    mayChange?: (trx: Connection) => Promise<void>,
  ): Promise<void> {
    mustManage(actor);
    if (actor.kind === 'staff' && actor.accountId === accountId) throw forbidden(fact('accounts.own_role'));
    if (!isId(accountId)) throw notFound(fact('accounts.not_found'));
    await db.transaction(async (trx) => {
      await mayChange?.(trx);
      if ((await store.lock(trx, accountId)) === undefined) throw notFound(fact('accounts.not_found'));
      const [before, at] = [await store.grantedTo(trx, accountId), clock.now()];
      if ((await work(trx, before, at)) === 0) return;
      const after = await store.grantedTo(trx, accountId);
      await record(trx, at, actor, verb, subjectOf(accountId), { from: before.map(written), to: after.map(written) });
    });
  }

  return {
    /** The roles and regions of an account: the regions of all limited roles together; none if no role is limited. */
    async staffOf(accountId: string): Promise<{ roles: Role[]; regions?: string[] }> {
      const granted = await store.grantedTo(db, accountId);
      const regions = granted.flatMap(({ region }) => region ?? []);
      return { roles: granted.map(({ role }) => role), ...(regions.length > 0 && { regions }) };
    },

    /** The accounts that hold one of these roles for a region. */
    staffFor: (trx: Connection, held: readonly Role[], regionCode: string | undefined): Promise<string[]> =>
      store.holdersFor(trx, held, regionCode),

    async staff(actor: Actor): Promise<StaffMember[]> {
      mustOperate(actor, ...may('see the staff').roles);
      mustReachAll(actor);
      const found = await Promise.all(
        (await store.roleHolders(db)).map(async ({ accountId, granted }) => {
          const account = await find(accountId);
          return account && { account, label: label(account), granted };
        }),
      );
      return found.filter((each) => each !== undefined);
    },

    async grantedTo(actor: Actor, accountId: string): Promise<store.Granted[]> {
      mustManage(actor);
      return store.grantedTo(db, accountId);
    },

    /** By the whole phone number, user name or e-mail. Each search is recorded in the audit. */
    async search(actor: Actor, typed: string): Promise<Account | undefined> {
      mustManage(actor);
      const standing = await throttle.hit('staff search', actorId(actor) ?? '', searches);
      if (!standing.allowed) throw rateLimited(fact('accounts.many_searches'), standing.retryAfter);
      const found = await findByIdentifier(typed);
      const account = found?.deletedAt === undefined ? found : undefined;
      const subject = account === undefined ? { kind: 'account', id: 'none' } : subjectOf(account.id);
      await record(db, clock.now(), actor, 'account.search', subject, { found: account !== undefined });
      return account;
    },

    async grantRole(actor: Actor, accountId: string, given: { role: string; region?: string }): Promise<void> {
      mustManage(actor);
      const read = readFields(input, given);
      if ('problems' in read) throw invalid(read.problems);
      const { role, region } = read.values;
      await change(
        actor,
        accountId,
        async (trx, before, at) => {
          await mustTakeOn(trx, accountId);
          const held = before.find((each) => each.role !== role && apart.includes(each.role) && apart.includes(role));
          if (held) throw conflict(fact('accounts.roles_apart', { held: roles[held.role], role: roles[role] }));
          return store.grant(trx, accountId, role, region, at);
        },
        'account.grant_role',
        region !== undefined && isGuard(role) ? (trx) => mustLeaveGuard(trx, actor, accountId) : undefined,
      );
    },

    async revokeRole(actor: Actor, accountId: string, role: string): Promise<void> {
      if (!isRole(role)) throw invalid({ role: ofFields('fields.choose', { label: '角色' }) });
      await change(
        actor,
        accountId,
        (trx) => store.revoke(trx, accountId, role),
        'account.revoke_role',
        isGuard(role) ? (trx) => mustLeaveGuard(trx, actor, accountId) : undefined,
      );
    },
  };
}

/**
 * Staff lock no colleague, who could stop them or undo their acts: an administrator takes the roles first, and the lock comes after. The command
 * line locks any account (`cloud account lock`).
 */
export async function mustHoldNoRole(trx: Connection, actor: Actor, accountId: string): Promise<void> {
  if (actor.kind !== 'staff') return;
  await store.lock(trx, accountId); // no role is granted meanwhile
  if ((await store.grantedTo(trx, accountId)).length > 0) throw conflict(fact('accounts.holds_role'));
}

/**
 * A member of staff must not become the only one who can undo their act: after the removal of a role, another one must remain who
 * unlocks accounts and gives out roles. The command line knows no such bound, and is the way back (`cloud account unlock`).
 */
async function mustLeaveGuard(trx: Connection, actor: Actor, accountId: string): Promise<void> {
  if (actor.kind !== 'staff') return;
  const guards = await store.holdGuards(trx, accountId);
  if (!guards.includes(accountId)) return;
  const isLeft = guards.some((id) => id !== accountId && id !== actor.accountId);
  if (!isLeft) throw conflict(fact('accounts.last_guard'));
}

/** An administrator limited to regions could grant more than that. */
function mustManage(actor: Actor): void {
  mustOperate(actor, ...may('grant and revoke staff roles').roles);
  mustReachAll(actor);
}

const written = ({ role, region }: store.Granted) => (region === undefined ? role : `${role} ${region}`);
