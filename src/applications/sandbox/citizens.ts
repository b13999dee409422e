import type { TestCitizenKind } from '../../accounts/people/test-citizen-kinds.ts';
import type { Actor } from '../../actor.ts';
import { hours } from '../../clock.ts';
import { rateLimited } from '../../errors.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import { fact } from '../facts.ts';
import * as kept from '../secrets/shown-store.ts';
import type { SandboxNeeds } from './sandbox.ts';

type Program = Extract<Actor, { kind: 'application' }>;

/** A password takes its time to hash. */
const mostMade = { limit: 30, per: hours(1) };

/** Test citizens, whose passwords their maker may read for as long as an SK (R27, R33). */
export function createCitizens({
  db,
  accounts,
  shown,
  institutions,
  throttle,
}: Pick<SandboxNeeds, 'db' | 'accounts' | 'shown' | 'institutions'> & { throttle: Pick<Throttle, 'hit'> }) {
  const keepFor =
    (actor: Actor): Parameters<SandboxNeeds['accounts']['createTestCitizen']>[2] =>
    (trx, { id, password }, at) =>
      shown.keep(trx, actor, { citizenId: id }, password, at);

  return {
    async addTestCitizen(actor: Actor, institutionId: string, kind?: TestCitizenKind) {
      await institutions.mustBeOpen(institutionId);
      return accounts.createTestCitizen(actor, institutionId, keepFor(actor), kind);
    },
    async addOwnTestCitizen(actor: Program, kind: TestCitizenKind) {
      const { allowed, retryAfter } = await throttle.hit('test citizens', actor.clientId, mostMade);
      if (!allowed) throw rateLimited(fact('applications.citizens_often', { most: mostMade.limit }), retryAfter);
      return accounts.createTestCitizen(actor, actor.institutionId, undefined, kind);
    },
    async resetTestCitizen(actor: Actor, institutionId: string, id: string) {
      await institutions.mustBeOpen(institutionId);
      return accounts.resetTestCitizen(actor, institutionId, id, keepFor(actor));
    },

    /** 我已保存. */
    savedTestCitizen: async (actor: Actor, id: string): Promise<void> => {
      if (actor.kind === 'member') await kept.endPassword(db, id, actor.accountId);
    },

    deleteTestCitizen: async (actor: Actor, institutionId: string, id: string): Promise<void> => {
      await accounts.deleteTestCitizen(actor, institutionId, id);
      await kept.endPassword(db, id);
    },
  };
}
