/** The roster: every room, a line each, in the order of the floors. */

import { accountCommands, createAccountsModule } from './accounts/index.ts';
import { createPasskeysModule } from './accounts/passkeys/index.ts';
import { applicationCommands, createApplicationsModule } from './applications/index.ts';
import { createAssistantsModule } from './assistants/index.ts';
import { auditCommands, createAuditModule } from './audit/index.ts';
import { createFamilyModule } from './citizens/family/index.ts';
import { createFollowsModule } from './citizens/follows/index.ts';
import { createHelpdeskModule } from './citizens/helpdesk/index.ts';
import { createPrivacyModule } from './citizens/privacy/index.ts';
import { consoleCommands, createConsoleModule } from './console/index.ts';
import { createFilesModule } from './files/index.ts';
import { type Ground, type GroundNeeds, groundCommands, openGround } from './ground.ts';
import { createHttpModule } from './http/index.ts';
import { createInstitutionsModule, institutionCommands } from './institutions/index.ts';
import { createIntegrationModule } from './integration/index.ts';
import { createVendorsModule } from './integration/vendors/index.ts';
import { createVerificationModule } from './integration/verification/index.ts';
import { personal as personalOfJobs } from './jobs/personal-data.ts';
import { createLinksModule } from './links/index.ts';
import { createMailModule } from './mail/index.ts';
import type {
  AccountCard,
  Announce,
  FirstStep,
  HistoryOf,
  LateServices,
  Module,
  ProgressLine,
  WayIn,
} from './module.ts';
import { createNoticesModule } from './notices/index.ts';
import { createAdvisoriesModule } from './operations/advisories/index.ts';
import { createDistributionModule, distributionCommands } from './operations/distribution/index.ts';
import { createDoctorModule, doctorCommands } from './operations/doctor/index.ts';
import { createIncidentsModule } from './operations/incidents/index.ts';
import { createMonthsModule, monthCommands } from './operations/months/index.ts';
import { createNodesModule } from './operations/nodes/index.ts';
import { createSealingModule, sealingCommands } from './operations/sealing/index.ts';
import { createStatusModule } from './operations/status/index.ts';
import { createOversightModule } from './oversight/index.ts';
import { createPassportsModule } from './oversight/passports/index.ts';
import { createTransparencyModule, transparencyCommands } from './oversight/transparency/index.ts';
import type { PersonalTable } from './personal.ts';
import { createResourcesModule } from './resources/index.ts';
import { createLicencesModule } from './resources/licences/index.ts';
import { createOpenModule } from './resources/open/index.ts';
import { createReviewModule } from './review/index.ts';
import type { AnnounceTogether } from './review/workflow/needs.ts';
import { type Roster, roster, type ServicesOf } from './roster.ts';
import { createSandboxModule } from './sandbox/index.ts';
import { sealedInSandboxes } from './sandbox/sealed.ts';
import type { Sealed } from './sealed.ts';
import { createBrandModule } from './site/brand/index.ts';
import { createDocsModule } from './site/docs/index.ts';
import { createHelpModule } from './site/help/index.ts';
import { createSiteModule } from './site/index.ts';
import { createSmsModule } from './sms/service.ts';
import { createStatisticsModule } from './statistics/index.ts';
import { createWebhooksModule } from './webhooks/index.ts';

/** Questions to all rooms together: answered once every room is made. */
type Asks = {
  asks: LateServices & {
    announce: Announce;
    announceTogether: AnnounceTogether;
    cards: () => readonly AccountCard[];
    firstSteps: () => readonly FirstStep[];
    waysIn: () => readonly WayIn[];
    progress: () => readonly ProgressLine[];
    history: () => readonly HistoryOf[];
    /** All that is kept of people in the rooms. */
    personal: () => readonly PersonalTable[];
    /** All that is kept sealed in the rooms. */
    sealed: () => readonly Sealed[];
  };
};

/**
 * Every room, in the order of the floors: each is made with the ground and the services of the rooms before it. Adding a room is a line here and
 * its floor in test/floors.ts.
 */
export const rooms = roster<Ground & Asks>(groundCommands)
  .add(createAuditModule, auditCommands)
  .add(createMailModule)
  .add(createHttpModule)
  .add(createSmsModule)
  .add(createSandboxModule)
  .add(createFilesModule)
  .add(createReviewModule)
  .add(createNoticesModule)
  .add(createAccountsModule, accountCommands)
  .add(createPasskeysModule)
  .add(createInstitutionsModule, institutionCommands)
  .add(createWebhooksModule)
  .add(createLinksModule)
  .add(createApplicationsModule, applicationCommands)
  .add(createResourcesModule)
  .add(createOpenModule)
  .add(createLicencesModule)
  .add(createStatisticsModule)
  .add(createIntegrationModule)
  .add(createVerificationModule)
  .add(createVendorsModule)
  .add(createAssistantsModule)
  .add(createTransparencyModule, transparencyCommands)
  .add(createPassportsModule)
  .add(createOversightModule)
  .add(createDocsModule)
  .add(createHelpModule)
  .add(createBrandModule)
  .add(createSiteModule)
  .add(createPrivacyModule)
  .add(createFollowsModule)
  .add(createFamilyModule)
  .add(createHelpdeskModule)
  .add(createMonthsModule, monthCommands)
  .add(createNodesModule)
  .add(createSealingModule, sealingCommands)
  .add(createAdvisoriesModule)
  .add(createDoctorModule, doctorCommands)
  .add(createDistributionModule, distributionCommands)
  .add(createStatusModule)
  .add(createIncidentsModule)
  .add(createConsoleModule, consoleCommands);

export type Services = ServicesOf<typeof rooms>;
type Made = { services: Services; modules: readonly Module[] };
type Rooms = Pick<Roster<Ground & Asks, Services>, 'make'>;

/** Everything below pages and API, for the web server and the command line: the rooms, and their entries bound together. */
export async function createServices(needs: GroundNeeds, from: Rooms = rooms) {
  const ground = await openGround(needs);
  let made: Made | undefined;
  const all = (): Made => {
    if (made === undefined) throw new Error('all rooms are asked before each is made');
    return made;
  };
  made = from.make({ ...ground, asks: asksOf(all) });
  const { services, modules } = made;
  for (const { kinds = [], jobs = [] } of modules) {
    for (const kind of kinds) services.review.register(kind);
    services.jobs.add(...jobs);
  }
  return {
    ...services,
    modules,
    personal: services.asks.personal,
    async close(): Promise<void> {
      ground.time.stop();
      ground.regions.stop();
      await Promise.all([ground.jobs.stop(), ...modules.map(({ stop }) => stop?.())]);
      ground.keys.close();
      await ground.standby?.close();
      await ground.db.close();
    },
  };
}

const asksOf = (all: () => Made): Asks['asks'] => ({
  names: (...asked) => all().services.names(...asked),
  tieOf: (...asked) => all().services.tieOf(...asked),
  mustBeOpen: (...asked) => all().services.mustBeOpen(...asked),
  vendorsOf: (...asked) => all().services.vendorsOf(...asked),
  promotionsShown: (...asked) => all().services.promotionsShown(...asked),
  sealOf: (...asked) => all().services.sealOf(...asked),
  applicationsOf: (...asked) => all().services.applicationsOf(...asked),
  endTokens: (...asked) => all().services.endTokens(...asked),
  cards: () => all().modules.flatMap(({ cards = [] }) => cards),
  firstSteps: () => all().modules.flatMap(({ firstSteps = [] }) => firstSteps),
  waysIn: () => all().modules.flatMap(({ waysIn = [] }) => waysIn),
  progress: () => all().modules.flatMap(({ progress = [] }) => progress),
  history: () => all().modules.flatMap(({ history = [] }) => history),
  personal: () => [...personalOfJobs, ...all().modules.flatMap(({ personal = [] }) => personal)],
  sealed() {
    const own = all().modules.flatMap(({ sealed = [] }) => sealed);
    return [...own, ...sealedInSandboxes(own)];
  },
  async announce(...said) {
    for (const { announced } of all().modules) await announced?.(...said);
  },
  async announceTogether(...said) {
    for (const { announcedTogether } of all().modules) await announcedTogether?.(...said);
  },
});
