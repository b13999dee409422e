import type { Application } from '../../../applications/aksk/application.ts';
import type { VerificationNeeds } from '../needs.ts';
import { type Seal, sealOf } from '../runs/standing.ts';
import * as store from '../runs/store.ts';

type Of = Pick<Application, 'clientId' | 'redirectUris' | 'sandbox'>;

/** How AKs stand with 在线验证, for those who have been shown them: pages, plan, desks. */
export interface Seals {
  /** Of many at once, by AK. */
  standings(of: readonly Of[]): Promise<Map<string, Seal>>;
  /** Of one. */
  standing(clientId: string): Promise<Seal>;
}

/** The standing of AKs in 在线验证, for pages whose reader may see them: their pages, the plan, the desks. */
export function createSeals({ db, clock, applications }: VerificationNeeds): Seals {
  async function standings(of: readonly Of[]): Promise<Map<string, Seal>> {
    const runs =
      of.length === 0
        ? []
        : await store.latest(
            db,
            of.map(({ clientId }) => clientId),
          );
    const now = clock.now();
    return new Map(
      of.map(({ clientId, redirectUris, sandbox }) => {
        const own = runs.filter((run) => run.clientId === clientId);
        return [clientId, sealOf(own, { redirectUris, sandbox }, now)];
      }),
    );
  }

  return {
    standings,
    async standing(clientId) {
      const { redirectUris = [], sandbox = false } = (await applications.known(clientId)) ?? {};
      const found = (await standings([{ clientId, redirectUris, sandbox }])).get(clientId);
      return found ?? sealOf([], { redirectUris, sandbox }, clock.now());
    },
  };
}
