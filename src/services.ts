import { accountCommands, createAccountsModule } from './accounts/index.ts';
import { applicationCommands, createApplicationsModule } from './applications/index.ts';
import { createAssistantsModule } from './assistants/index.ts';
import { auditCommands, createAuditModule } from './audit/index.ts';
import { createBrandModule } from './brand/index.ts';
import { consoleCommands, createConsoleModule } from './console/index.ts';
import { createDistributionModule, distributionCommands } from './distribution/index.ts';
import { createDocsModule } from './docs/index.ts';
import { createDoctorModule, doctorCommands } from './doctor/index.ts';
import { createFamilyModule } from './family/index.ts';
import { createFilesModule } from './files/index.ts';
import { type Ground, type GroundNeeds, groundCommands, openGround } from './ground.ts';
import { createHelpModule } from './help/index.ts';
import { createHelpdeskModule } from './helpdesk/index.ts';
import { createHttpModule } from './http/index.ts';
import { createIncidentsModule } from './incidents/index.ts';
import { createInstitutionsModule, institutionCommands } from './institutions/index.ts';
import { createIntegrationModule } from './integration/index.ts';
import { createLicencesModule } from './licences/index.ts';
import { createLinksModule } from './links/index.ts';
import { createMailModule } from './mail/index.ts';
import type { AccountCard, Announce, FirstStep, HistoryOf, ProgressLine, Questions, WayIn } from './module.ts';
import { createMonthsModule, monthCommands } from './months/index.ts';
import { createNoticesModule } from './notices/index.ts';
import { createOpenModule } from './open/index.ts';
import { createOversightModule } from './oversight/index.ts';
import { createPasskeysModule } from './passkeys/index.ts';
import type { PersonalTable } from './personal.ts';
import { createPrivacyModule } from './privacy/index.ts';
import { createResourcesModule } from './resources/index.ts';
import { createReviewModule } from './review/index.ts';
import { type Roster, roster, type ServicesOf } from './roster.ts';
import { createSandboxModule } from './sandbox/index.ts';
import type { Sealed } from './sealed.ts';
import { createSealingModule, sealingCommands } from './sealing/index.ts';
import { createSiteModule } from './site/index.ts';
import { createSmsModule } from './sms/service.ts';
import { createStatisticsModule } from './statistics/index.ts';
import { createStatusModule } from './status/index.ts';
import { createTransparencyModule, transparencyCommands } from './transparency/index.ts';
import { createVendorsModule } from './vendors/index.ts';
import { createVerificationModule } from './verification/index.ts';
import { createWebhooksModule } from './webhooks/index.ts';

/** What is asked of all rooms together. */
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

/** Every room, in the order of the floors. A new one is a line here. */
export const rooms = roster<Ground & Asks>(groundCommands)
  .add(createAuditModule, auditCommands)
  .add(createMonthsModule, monthCommands)
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
  .add(createTransparencyModule, transparencyCommands)
  .add(createVerificationModule)
  .add(createIntegrationModule)
  .add(createVendorsModule)
  .add(createAssistantsModule)
  .add(createOversightModule)
  .add(createSiteModule)
  .add(createDocsModule)
  .add(createHelpModule)
  .add(createBrandModule)
  .add(createPrivacyModule)
  .add(createFamilyModule)
  .add(createHelpdeskModule)
  .add(createSealingModule, sealingCommands)
  .add(createDoctorModule, doctorCommands)
  .add(createDistributionModule, distributionCommands)
  .add(createStatusModule)
  .add(createIncidentsModule)
  .add(createConsoleModule, consoleCommands);

export type Services = ServicesOf<typeof rooms>;

/** Everything below the doors, for the web server and the command line: the rooms, and what they hang into the house bound together. */
export async function createServices(
  needs: GroundNeeds,
  from: Pick<Roster<Ground & Asks, Services>, 'furnish'> = rooms,
) {
  const ground = await openGround(needs);
  const { services, modules } = from.furnish({
    ...ground,
    asks: {
      names: (...asked) => answers.names(...asked),
      isMember: (...asked) => answers.isMember(...asked),
      promotionsShown: (...asked) => answers.promotionsShown(...asked),
      sealOf: (...asked) => answers.sealOf(...asked),
      applicationsOf: (...asked) => answers.applicationsOf(...asked),
      endTokens: (...asked) => answers.endTokens(...asked),
      livingNodes: () => answers.livingNodes(),
      cards: () => modules.flatMap(({ cards = [] }) => cards),
      firstSteps: () => modules.flatMap(({ firstSteps = [] }) => firstSteps),
      waysIn: () => modules.flatMap(({ waysIn = [] }) => waysIn),
      progress: () => modules.flatMap(({ progress = [] }) => progress),
      history: () => modules.flatMap(({ history = [] }) => history),
      personal: () => personal(),
      sealed: () => sealed(),
      async announce(...said) {
        for (const { announced } of modules) await announced?.(...said);
      },
    },
  });
  const answers: Questions = services;
  async function personal(): Promise<readonly PersonalTable[]> {
    const kept = modules.flatMap((module) => module.personal?.() ?? []);
    return [(await import('./jobs/personal-data.ts')).personal, ...(await Promise.all(kept))].flat();
  }
  async function sealed(): Promise<readonly Sealed[]> {
    return (await Promise.all(modules.flatMap((module) => module.sealed?.() ?? []))).flat();
  }
  for (const { kinds = [], jobs = [] } of modules) {
    for (const kind of kinds) services.review.register(kind);
    ground.jobs.add(...jobs);
  }
  return {
    ...services,
    modules,
    personal,
    async close() {
      ground.time.stop();
      ground.regions.stop();
      await Promise.all([ground.jobs.stop(), ...modules.map(({ stop }) => stop?.())]);
      ground.keys.close();
      await ground.standby?.close();
      await ground.db.close();
    },
  };
}
