import type { Actor } from '../../actor.ts';
import * as kept from '../secrets/shown-store.ts';
import type { SandboxNeeds } from './sandbox.ts';

/** Test citizens, whose passwords may be read by whoever made them for as long as an SK may (R27, R33). */
export function createCitizens({ db, accounts, shown }: Pick<SandboxNeeds, 'db' | 'accounts' | 'shown'>) {
  const keepFor =
    (actor: Actor): Parameters<SandboxNeeds['accounts']['createTestCitizen']>[2] =>
    (trx, { id, password }, at) =>
      shown.keep(trx, actor, { citizenId: id }, password, at);

  return {
    addTestCitizen: (actor: Actor, institutionId: string) =>
      accounts.createTestCitizen(actor, institutionId, keepFor(actor)),
    resetTestCitizen: (actor: Actor, institutionId: string, id: string) =>
      accounts.resetTestCitizen(actor, institutionId, id, keepFor(actor)),

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
