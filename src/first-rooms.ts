import { accountCommands, createAccountsModule } from './accounts/index.ts';
import { createApplicationsModule } from './applications/index.ts';
import { auditCommands, createAuditModule } from './audit/index.ts';
import { createDistributionModule, distributionCommands } from './distribution/index.ts';
import { createFilesModule } from './files/index.ts';
import { type Ground, type GroundNeeds, groundCommands, openGround } from './ground.ts';
import { createHttpModule } from './http/index.ts';
import { createInstitutionsModule } from './institutions/index.ts';
import { createMailModule } from './mail/index.ts';
import type { AccountCard, Announce, FirstStep, HistoryOf, Module, ProgressLine, Questions, WayIn } from './module.ts';
import { createMonthsModule, monthCommands } from './months/index.ts';
import { createNodesModule } from './nodes/index.ts';
import { createNoticesModule } from './notices/index.ts';
import type { PersonalTable } from './personal.ts';
import { roster, type ServicesOf } from './roster.ts';
import { createSandboxModule } from './sandbox/index.ts';
import type { Sealed } from './sealed.ts';
import { createSmsModule } from './sms/service.ts';
import { createStatusModule } from './status/index.ts';
import { createWebhooksModule } from './webhooks/index.ts';

/** What is asked of all rooms together: answered once all are there. */
type Asks = {
  asks: Questions & {
    announce: Announce;
    cards: () => readonly AccountCard[];
    firstSteps: () => readonly FirstStep[];
    waysIn: () => readonly WayIn[];
    progress: () => readonly ProgressLine[];
    history: () => readonly HistoryOf[];
    /** All that is kept of people below the doors. */
    personal: () => Promise<readonly PersonalTable[]>;
    /** All that is kept sealed below the doors. */
    sealed: () => Promise<readonly Sealed[]>;
  };
};

/** The rooms that tokens and logins stand on, in the order of the floors: they are there before anybody is answered (docs/adr/0096). */
export const firstRooms = roster<Ground & Asks>(groundCommands)
  .add(createAuditModule, auditCommands)
  .add(createMonthsModule, monthCommands)
  .add(createNodesModule)
  .add(createMailModule)
  .add(createHttpModule)
  .add(createSmsModule)
  .add(createSandboxModule)
  .add(createFilesModule)
  .add(createNoticesModule)
  .add(createAccountsModule, accountCommands)
  .add(createInstitutionsModule)
  .add(createWebhooksModule)
  .add(createApplicationsModule)
  .add(createDistributionModule, distributionCommands)
  .add(createStatusModule);

export type FirstServices = ServicesOf<typeof firstRooms>;

/** All rooms: what they answer to each other, and what they hang into the house. */
type All = { services: Questions; modules: readonly Module[] };

/** The ground and the first rooms. `complete` is told of all rooms, the first ones among them, and then whatever is asked of all is answered. */
export async function openFirstRooms(needs: GroundNeeds) {
  const ground = await openGround(needs);
  const { promise: all, resolve } = Promise.withResolvers<All>();
  let known: All | undefined;
  const modules = () => {
    if (known === undefined) throw new Error('all rooms are asked before all are there');
    return known.modules;
  };
  const opened = await firstRooms.furnish({
    ...ground,
    asks: {
      names: async (...asked) => (await all).services.names(...asked),
      tieOf: async (...asked) => (await all).services.tieOf(...asked),
      mustBeOpen: async (...asked) => (await all).services.mustBeOpen(...asked),
      vendorsOf: async (...asked) => (await all).services.vendorsOf(...asked),
      promotionsShown: async (...asked) => (await all).services.promotionsShown(...asked),
      sealOf: async (...asked) => (await all).services.sealOf(...asked),
      applicationsOf: async (...asked) => (await all).services.applicationsOf(...asked),
      endTokens: async (...asked) => (await all).services.endTokens(...asked),
      cards: () => modules().flatMap(({ cards = [] }) => cards),
      firstSteps: () => modules().flatMap(({ firstSteps = [] }) => firstSteps),
      waysIn: () => modules().flatMap(({ waysIn = [] }) => waysIn),
      progress: () => modules().flatMap(({ progress = [] }) => progress),
      history: () => modules().flatMap(({ history = [] }) => history),
      async personal() {
        const kept = (await all).modules.flatMap((module) => module.personal?.() ?? []);
        return [(await import('./jobs/personal-data.ts')).personal, ...(await Promise.all(kept))].flat();
      },
      async sealed() {
        return (await Promise.all((await all).modules.flatMap((module) => module.sealed?.() ?? []))).flat();
      },
      async announce(...said) {
        for (const { announced } of (await all).modules) await announced?.(...said);
      },
    },
  });
  return {
    ...opened,
    complete(rooms: All): void {
      known = rooms;
      resolve(rooms);
    },
    async close(): Promise<void> {
      ground.time.stop();
      ground.regions.stop();
      const { modules } = known ?? opened;
      await Promise.all([ground.jobs.stop(), ...modules.map(({ stop }) => stop?.())]);
      ground.keys.close();
      await ground.standby?.close();
      await ground.db.close();
    },
  };
}

export type FirstRooms = Awaited<ReturnType<typeof openFirstRooms>>;
