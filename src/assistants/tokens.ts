import type { Actor, Member } from '../actor.ts';
import { record } from '../audit/record.ts';
import { after, type Clock, days, minutes } from '../clock.ts';
import { hashToken, isId, newId, newToken } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, forbidden, invalid, notFound } from '../errors.ts';
import { readFields } from '../fields/read.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Job } from '../jobs/job.ts';
import { type AssistantToken, mayWork, tokenFields, type Worker } from './assistant-token.ts';
import { fact } from './facts.ts';
import * as store from './token-store.ts';
import { memberIn } from './workers.ts';

type Needs = {
  db: Database;
  clock: Clock;
  institutions: Pick<Institutions, 'membershipsOf' | 'ofPerson' | 'mustBeOpen'>;
};

const most = 10;
const shown = 50;
export const tokenLife = days(30);
/** How long an ended one stays in the list. */
export const tokenRetention = days(90);

/** Tokens with which an assistant of a person works in the sandboxes of one institution, or in their own. */
export interface AssistantTokens {
  /** The value is in the answer and nowhere else. `member`: for which institution; undefined for the person's own. Throws `invalid`, `conflict`. */
  mint(
    accountId: string,
    member: Member | undefined,
    given: { name?: string },
  ): Promise<{ value: string; token: Pick<AssistantToken, 'name' | 'expiresAt'> }>;
  /** Those that live or ended within 90 days. */
  list(accountId: string): Promise<AssistantToken[]>;
  /** Throws `not_found` for one of others. */
  revoke(accountId: string, id: string): Promise<void>;
  /** The worker of a token now; undefined for an unknown or ended one, or if its owner is no member any more. */
  find(value: string): Promise<Worker | undefined>;
  /** Removes those that are over. */
  jobs: readonly Job[];
}

/** Tokens of developers' assistants: each acts as its owner, in sandboxes and nowhere else (docs/adr/0051). */
export function createAssistantTokens({ db, clock, institutions }: Needs): AssistantTokens {
  const purge: Job = {
    name: 'assistant_tokens.purge',
    schedule: '19 4 * * *',
    async run() {
      await store.remove(db, after(clock.now(), -tokenRetention));
    },
  };

  return {
    jobs: [purge],

    async mint(accountId, member, given) {
      if (member !== undefined && !mayWork(member)) throw forbidden(fact('assistants.role_may_not'));
      if (member !== undefined) await institutions.mustBeOpen(member.institutionId);
      const read = readFields(tokenFields, given);
      if ('problems' in read) throw invalid(read.problems);
      const [value, at, institutionId] = [`ncc_assistant_${newToken()}`, clock.now(), member?.institutionId];
      const token = {
        id: newId(),
        institutionId,
        name: read.values.name,
        createdAt: at,
        expiresAt: after(at, tokenLife),
      };
      await db.transaction(async (trx) => {
        if ((await store.lockAndCount(trx, accountId, at)) >= most)
          throw conflict(fact('assistants.most_tokens', { most }));
        if (!(await store.insert(trx, { ...token, accountId, hash: hashToken(value) })))
          throw forbidden(fact('assistants.no_account'));
        await write(trx, at, accountId, 'assistant_token.create', token.id, {
          ...{ name: token.name, expiresAt: token.expiresAt },
          ...(institutionId !== undefined && { institution: institutionId }),
        });
      });
      return { value, token };
    },

    list: (accountId) => store.list(db, accountId, after(clock.now(), -tokenRetention), shown),

    async revoke(accountId, id) {
      if (!isId(id)) throw notFound(fact('assistants.no_token'));
      const at = clock.now();
      await db.transaction(async (trx) => {
        const revoked = await store.revoke(trx, id, accountId, at);
        if (revoked === undefined) throw notFound(fact('assistants.no_token'));
        await write(trx, at, accountId, 'assistant_token.revoke', id, { name: revoked.name });
      });
    },

    async find(value) {
      const now = clock.now();
      const found = await store.findLive(db, hashToken(value), now);
      if (found === undefined) return undefined;
      const institutionId = found.institutionId ?? undefined;
      const member = await memberIn(institutions, found.accountId, institutionId);
      if (institutionId !== undefined && member === undefined) return undefined;
      const noted = after(now, -minutes(1));
      if (found.lastUsedAt === null || found.lastUsedAt <= noted) await store.touch(db, found.id, now, noted);
      return { accountId: found.accountId, member: member && { ...member, via: found.id } };
    },
  };
}

function write(trx: Connection, at: Date, accountId: string, verb: string, id: string, details: object) {
  const actor: Actor = { kind: 'citizen', accountId };
  return record(trx, at, actor, verb, { kind: 'assistant_token', id }, details);
}
