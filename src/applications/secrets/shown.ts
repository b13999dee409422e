import type { Actor } from '../../actor.ts';
import { after, type Clock, hours } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { ScheduledJob } from '../../jobs/job.ts';
import type { Application } from '../aksk/application.ts';
import type { Change } from '../aksk/change.ts';
import { mayManage, mustHoldSecrets } from '../aksk/rights.ts';
import * as store from './shown-store.ts';

type Needs = { db: Database; clock: Clock; seal: Seal };

/** R33: how long its maker may read an SK who does not say 我已保存. */
export const longestShown = hours(24);

/** R33: the maker of an SK or of a test citizen may read the value until they confirm that it is saved. */
export function createShown({ db, clock, seal }: Needs) {
  return {
    /** In the transaction that makes it. The command line and programs have no page to return to: theirs is shown once. */
    async keep(trx: Connection, actor: Actor, subject: store.Subject, value: string, at: Date): Promise<void> {
      if (actor.kind !== 'member') return;
      await store.keep(trx, seal, subject, { value, madeBy: actor.accountId, until: after(at, longestShown) });
    },

    /** The newest SK, for its maker while they may manage it; undefined for others, and once its time is over. */
    async secretOf(actor: Actor, application: Application): Promise<store.Shown | undefined> {
      if (actor.kind !== 'member' || !mayManage(actor, application) || application.disabledAt !== undefined)
        return undefined;
      const { clientId } = application;
      return store.secretOf(db, seal, { clientId, accountId: actor.accountId }, clock.now());
    },

    passwordsOf: (actor: Actor, citizenIds: readonly string[]): Promise<Map<string, store.Shown>> =>
      actor.kind === 'member'
        ? store.passwordsOf(db, seal, { citizenIds, accountId: actor.accountId }, clock.now())
        : Promise.resolve(new Map()),
  };
}

export type ShownSecrets = ReturnType<typeof createShown>;

/** 我已保存. */
export function createSaving({ change }: { change: Change }) {
  return {
    /** From now on there is only the hash. */
    confirmSaved: (actor: Actor, clientId: string) =>
      change(mustHoldSecrets, actor, 'application.sk_saved', clientId, async (trx) => {
        const account = actor.kind === 'member' ? actor.accountId : undefined;
        return { ended: await store.endSecretsOf(trx, clientId, account) };
      }),
  };
}

export const shownJob = ({ db, clock }: Pick<Needs, 'db' | 'clock'>): ScheduledJob => ({
  name: 'applications.shown_secrets',
  schedule: '*/15 * * * *',
  run: async () => {
    await store.purge(db, clock.now());
  },
});
