import { type Actor, mustOperate, type Staff } from '../actor.ts';
import { record } from '../audit/record.ts';
import { after, type Clock, days, minutes } from '../clock.ts';
import { hashToken, isId, newId, newToken } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, forbidden, invalid, notFound } from '../errors.ts';
import { readFields } from '../fields/read.ts';
import type { Job } from '../jobs/job.ts';
import { type AdminToken, lifeOf, scopesFor, tokenFields } from './admin-token.ts';
import * as store from './admin-token-store.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

type Needs = {
  db: Database;
  clock: Clock;
  /** The account's roles and regions, at this moment. */
  accounts: { staffOf: (accountId: string) => Promise<Pick<Staff, 'roles' | 'regions'>> };
};

const most = 20;
/** How long an ended one stays in the list. */
export const tokenRetention = days(90);

/** Tokens for the administration API, each of one person of staff. */
export interface AdminTokens {
  /** The value is in the answer and nowhere else. Throws `invalid` by field. */
  mint(
    actor: Actor,
    given: { name?: string; scopes?: string; life?: string },
  ): Promise<{ value: string; token: Pick<AdminToken, 'name' | 'scopes' | 'expiresAt'> }>;
  /** The own ones that live or ended within 90 days; those of all for administrator and security. */
  list(actor: Actor, page?: { before?: { at: Date; id: string } | undefined; limit?: number }): Promise<AdminToken[]>;
  /** Throws `not_found` for one of others. */
  revoke(actor: Actor, id: string): Promise<void>;
  /** The actor of a token now; undefined for an unknown or ended one, or if its owner has no role left. */
  find(value: string): Promise<{ actor: Staff; scopes: readonly string[] } | undefined>;
  /** Removes those that are over. */
  jobs: readonly Job[];
}

/** Tokens of operators' programs: each acts as the person who made it, with the present roles (docs/adr/0012). */
export function createAdminTokens({ db, clock, accounts }: Needs): AdminTokens {
  const purge: Job = {
    name: 'admin_tokens.purge',
    schedule: '17 4 * * *',
    async run() {
      await store.remove(db, after(clock.now(), -tokenRetention));
    },
  };

  return {
    jobs: [purge],

    async mint(actor, given) {
      const { accountId, roles } = mustBeInPerson(actor);
      const read = readFields(tokenFields, given);
      if ('problems' in read) throw invalid(read.problems);
      const { name, scopes, life } = read.values;
      const useful = scopesFor(roles);
      if (scopes.some((scope) => useful[scope] === undefined))
        throw invalid({ scopes: fact('oversight.scope_not_needed') });
      const [value, at] = [`ncc_admin_${newToken()}`, clock.now()];
      const token = { id: newId(), accountId, name, scopes, createdAt: at, expiresAt: after(at, lifeOf(life)) };
      await db.transaction(async (trx) => {
        if ((await store.countLive(trx, accountId, at)) >= most)
          throw conflict(fact('oversight.most_tokens', { most }));
        if (!(await store.insert(trx, { ...token, hash: hashToken(value) })))
          throw forbidden(fact('oversight.second_factor_first'));
        await write(trx, at, actor, 'admin_token.create', token.id, { name, scopes, expiresAt: token.expiresAt });
      });
      return { value, token };
    },

    async list(actor, { before, limit = 50 } = {}) {
      const { accountId } = mustBeInPerson(actor);
      return store.list(db, guards(actor) ? undefined : accountId, after(clock.now(), -tokenRetention), before, limit);
    },

    async revoke(actor, id) {
      const { accountId } = mustBeInPerson(actor);
      if (!isId(id)) throw notFound(fact('oversight.no_token'));
      const at = clock.now();
      await db.transaction(async (trx) => {
        const revoked = await store.revoke(trx, id, guards(actor) ? undefined : accountId, at);
        if (revoked === undefined) throw notFound(fact('oversight.no_live_token'));
        await write(trx, at, actor, 'admin_token.revoke', id, { name: revoked.name, account: revoked.accountId });
      });
    },

    async find(value) {
      const now = clock.now();
      const found = await store.findLive(db, hashToken(value), now);
      if (found === undefined) return undefined;
      const standing = await accounts.staffOf(found.accountId);
      if (standing.roles.length === 0) return undefined;
      const noted = after(now, -minutes(1));
      if (found.lastUsedAt === null || found.lastUsedAt <= noted) await store.touch(db, found.id, now, noted);
      return {
        actor: { kind: 'staff', accountId: found.accountId, ...standing, via: found.id },
        scopes: found.scopes,
      };
    },
  };
}

const guards = (actor: Actor) =>
  actor.kind === 'staff' &&
  actor.regions === undefined &&
  (actor.roles.includes('administrator') || actor.roles.includes('security'));

/** A program cannot make or end tokens of programs. */
function mustBeInPerson(actor: Actor): Staff {
  mustOperate(actor, ...may('see and revoke own admin tokens').roles);
  if (actor.kind !== 'staff' || actor.via !== undefined) throw forbidden(fact('oversight.own_tokens_only'));
  return actor;
}

const write = (trx: Connection, at: Date, actor: Actor, verb: string, id: string, details: object) =>
  record(trx, at, actor, verb, { kind: 'admin_token', id }, details);
