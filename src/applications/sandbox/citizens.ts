import type { Actor } from '../../actor.ts';
import * as kept from '../secrets/shown-store.ts';
import type { SandboxNeeds } from './sandbox.ts';

/** Test citizens, whose passwords their maker may read for as long as an SK (R27, R33). */
export function createCitizens({
  db,
  accounts,
  shown,
  institutions,
}: Pick<SandboxNeeds, 'db' | 'accounts' | 'shown' | 'institutions'>) {
  const keepFor =
    (actor: Actor): Parameters<SandboxNeeds['accounts']['createTestCitizen']>[2] =>
    (trx, { id, password }, at) =>
      shown.keep(trx, actor, { citizenId: id }, password, at);

  return {
    async addTestCitizen(actor: Actor, institutionId: string) {
      await institutions.mustBeOpen(institutionId);
      return accounts.createTestCitizen(actor, institutionId, keepFor(actor));
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
