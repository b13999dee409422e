import { type FirstRooms, type FirstServices, firstRooms, openFirstRooms } from './first-rooms.ts';
import type { GroundNeeds } from './ground.ts';
import type { Pause } from './module.ts';
import { noPause, type Roster, roster, type ServicesOf } from './roster.ts';

/** Every room after the first ones, in the order of the floors. A new one is a line here, unless a token or a login needs it. */
export const rooms = roster<FirstServices>(() => firstRooms.commands())
  .addLater(
    () => import('./review/index.ts'),
    (room) => room.createReviewModule,
  )
  .addLater(
    () => import('./passkeys/index.ts'),
    (room) => room.createPasskeysModule,
  )
  .addLater(
    () => import('./institutions/later.ts'),
    (room) => room.createLaterInstitutionsModule,
    (room) => room.institutionCommands(),
  )
  .addLater(
    () => import('./links/index.ts'),
    (room) => room.createLinksModule,
  )
  .addLater(
    () => import('./applications/later.ts'),
    (room) => room.createLaterApplicationsModule,
    (room) => room.applicationCommands(),
  )
  .addLater(
    async (pause) => (await import('./resources/pieces.ts')).load(pause),
    (room) => room.createResourcesModule,
  )
  .addLater(
    () => import('./open/index.ts'),
    (room) => room.createOpenModule,
  )
  .addLater(
    () => import('./licences/index.ts'),
    (room) => room.createLicencesModule,
  )
  .addLater(
    () => import('./statistics/index.ts'),
    (room) => room.createStatisticsModule,
  )
  .addLater(
    () => import('./transparency/index.ts'),
    (room) => room.createTransparencyModule,
    (room) => room.transparencyCommands(),
  )
  .addLater(
    () => import('./verification/index.ts'),
    (room) => room.createVerificationModule,
  )
  .addLater(
    () => import('./integration/index.ts'),
    (room) => room.createIntegrationModule,
  )
  .addLater(
    () => import('./vendors/index.ts'),
    (room) => room.createVendorsModule,
  )
  .addLater(
    () => import('./assistants/index.ts'),
    (room) => room.createAssistantsModule,
  )
  .addLater(
    () => import('./oversight/index.ts'),
    (room) => room.createOversightModule,
  )
  .addLater(
    () => import('./site/index.ts'),
    (room) => room.createSiteModule,
  )
  .addLater(
    () => import('./docs/index.ts'),
    (room) => room.createDocsModule,
  )
  .addLater(
    () => import('./help/index.ts'),
    (room) => room.createHelpModule,
  )
  .addLater(
    () => import('./brand/index.ts'),
    (room) => room.createBrandModule,
  )
  .addLater(
    () => import('./privacy/index.ts'),
    (room) => room.createPrivacyModule,
  )
  .addLater(
    () => import('./family/index.ts'),
    (room) => room.createFamilyModule,
  )
  .addLater(
    () => import('./helpdesk/index.ts'),
    (room) => room.createHelpdeskModule,
  )
  .addLater(
    () => import('./sealing/index.ts'),
    (room) => room.createSealingModule,
    (room) => room.sealingCommands(),
  )
  .addLater(
    () => import('./doctor/index.ts'),
    (room) => room.createDoctorModule,
    (room) => room.doctorCommands(),
  )
  .addLater(
    () => import('./incidents/index.ts'),
    (room) => room.createIncidentsModule,
  )
  .addLater(
    () => import('./console/index.ts'),
    (room) => room.createConsoleModule,
    (room) => room.consoleCommands(),
  );

export type Services = ServicesOf<typeof rooms>;
type Rooms = Pick<Roster<FirstServices, Services>, 'furnish'>;

/** Everything below the doors, for the web server and the command line: the rooms, and what they hang into the house bound together. */
export async function createServices(needs: GroundNeeds) {
  return completeRooms(await openFirstRooms(needs));
}

/** All rooms, once the first ones are there. */
export async function completeRooms(first: FirstRooms, from: Rooms = rooms, pause: Pause = noPause) {
  const later = await from.furnish(first.services, pause);
  const { services } = later;
  const modules = [...first.modules, ...later.modules];
  for (const { kinds, jobs = [] } of modules) {
    for (const kind of (await kinds?.()) ?? []) services.review.register(kind);
    services.jobs.add(...jobs);
  }
  first.complete({ services, modules });
  return { ...services, modules, personal: services.asks.personal, close: first.close };
}
