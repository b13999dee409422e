import { fileURLToPath } from 'node:url';
import { accountJobs } from './accounts/jobs.ts';
import { createAccounts } from './accounts/service.ts';
import { applicationKind } from './applications/application-kind.ts';
import { createCallbackProbe } from './applications/callback-probe.ts';
import { createCorrespondence } from './applications/correspondence.ts';
import { endTokens } from './applications/ending-store.ts';
import { createIntegrationLog } from './applications/log/service.ts';
import { createLogos } from './applications/logos.ts';
import { createReminders } from './applications/reminders.ts';
import { createApplications } from './applications/service.ts';
import { createAudit } from './audit/service.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { openKeys } from './crypto/keys.ts';
import { createPasswords } from './crypto/passwords.ts';
import { mustBelong } from './database/key-fingerprints.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/open.ts';
import { createDatabaseTime } from './database/time.ts';
import { createRegions } from './fields/regions.ts';
import { fileJobs } from './files/jobs.ts';
import { createFiles } from './files/service.ts';
import { createCursors } from './http/cursors.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createOutgoing, isRefusedTarget } from './http/outgoing.ts';
import { createRenderLetter } from './http/render.ts';
import { createThrottle } from './http/throttle.ts';
import { furnishInstitutions } from './institutions/index.ts';
import { createInstitutions } from './institutions/service.ts';
import { createJobs } from './jobs/service.ts';
import { furnishLicences } from './licences/index.ts';
import { linkKind } from './links/kind.ts';
import { createLinks } from './links/service.ts';
import type { Log } from './log.ts';
import { createMail } from './mail/service.ts';
import { createAnnouncements } from './notices/announcements.ts';
import { createTellHeads } from './notices/heads.ts';
import { createNotices } from './notices/service.ts';
import { createAdminTokens } from './oversight/admin-tokens.ts';
import { toldOf } from './resources/events.ts';
import { createAnnouncing } from './resources/imports/announcing.ts';
import { createImports } from './resources/imports/service.ts';
import { toldOfImport } from './resources/imports/told.ts';
import { furnishResources } from './resources/index.ts';
import { createPublicResources } from './resources/public.ts';
import { createShelf, shelfJobs } from './resources/shelf.ts';
import { createPhrases } from './review/phrases.ts';
import { createReview } from './review/service.ts';
import { createWords } from './review/words.ts';
import { createSandboxData } from './sandbox/service.ts';
import { createSandboxes } from './site/sandbox.ts';
import { createSms } from './sms/service.ts';
import { furnishStatistics } from './statistics/index.ts';
import { createWebhooks } from './webhooks/service.ts';
import { eventOf } from './webhooks/told.ts';

const views = fileURLToPath(new URL('../views', import.meta.url));

export type ServiceNeeds = {
  config: Readonly<Config>;
  clock: Clock;
  log: Log;
  /** Off where a test has a clock of its own. */
  followsDatabaseTime?: boolean;
};

/** Everything below the doors: what the web server and the command line both stand on. Migrates before anything reads. */
export async function createServices({ config, clock, log, followsDatabaseTime = false }: ServiceNeeds) {
  const keys = await openKeys({ dir: config.KEYS_DIR, clock, production: config.NODE_ENV === 'production', log });
  const db = await openDatabase({
    url: config.DATABASE_URL,
    listenUrl: config.DATABASE_LISTEN_URL,
    dataDir: config.DATA_DIR,
    log,
    auditKey: keys.auditKey,
  });
  const time = createDatabaseTime({ db, log, ahead: config.CLOCK_OFFSET });
  try {
    if (followsDatabaseTime) await time.start();
    await migrate(db, log, Infinity, config.MIGRATE_DATABASE_URL);
    await mustBelong(db, keys.fingerprints, clock.now(), config.KEYS_DIR);
  } catch (error) {
    time.stop();
    await db.close(); // or a command that is refused here would not end
    throw error;
  }

  const { seal } = keys;
  const cursors = createCursors({ seal });
  const regions = createRegions({ db, clock, log });
  await regions.start();
  const audit = createAudit({ db, clock, log, key: keys.auditKey });
  const jobs = createJobs({ db, clock, log });
  const mail = createMail({ db, clock, jobs, seal, url: config.SMTP_URL, from: config.MAIL_FROM, log });
  const sms = createSms({ db, clock, jobs, seal, url: config.SMS_URL, log });
  const throttle = createThrottle({ db, clock, lifted: !config.THROTTLE });
  const passwords = createPasswords({ longest: config.LONGEST_WAIT * 1000 });
  const accounts = createAccounts({ db, clock, passwords, seal, sms, throttle, log });
  accountJobs({ jobs, db, clock, throttle });
  const institutions = createInstitutions({ db, clock, seal });
  const contact = { phone: config.CONTACT_PHONE, email: config.CONTACT_EMAIL };
  const notices = createNotices({ db, clock, jobs, mail, sms, render: createRenderLetter({ dir: views }), contact });
  const tellHeads = createTellHeads({ notices, headsOf: institutions.headsOf, accounts });
  const announcements = createAnnouncements({ notices, tellHeads, publicUrl: config.PUBLIC_URL });
  const couriers = createJobs({ db, clock, log });
  const outside = {
    fetch: createOutgoing({ allowedHosts: config.OUTGOING_HOSTS, timeout: 15_000 }),
    isRefused: (url: URL) => isRefusedTarget(url, config.OUTGOING_HOSTS),
  };
  const webhooks = createWebhooks({
    ...{ db, clock, seal, jobs, couriers, tellHeads, publicUrl: config.PUBLIC_URL, ...outside },
  });
  const announce: typeof announcements = async (trx, announcement) => {
    await announcements(trx, announcement);
    const told = eventOf(announcement);
    if (told !== undefined) await webhooks.tell(trx, told);
  };
  const files = createFiles({ db, clock, seal });
  fileJobs({ jobs, db, clock });
  const review = createReview({ db, clock, seal, isMember: institutions.isMember, announce, uploads: files });
  const phrases = createPhrases({ db, clock });
  const words = createWords({ db, clock });
  const correspondence = createCorrespondence({
    seal,
    notices,
    phone: contact.phone,
    publicUrl: config.PUBLIC_URL,
    heads: institutions.headsOf,
    tell: webhooks.tell,
  });
  const applications = createApplications({ db, clock, seal, institutions, correspondence, log });
  const { certification, ...people } = furnishInstitutions({
    ...{ db, clock, seal, institutions, accounts, notices, files, endTokens, publicUrl: config.PUBLIC_URL },
    applicationsOf: (institutionId) => applications.list(institutionId, '', 100),
  });
  review.register(certification);
  const links = createLinks({ db, clock, files, institutions });
  review.register(linkKind({ links, institutions }));
  const logos = createLogos({ db, files });
  const fetch = createOutgoing({ allowedHosts: config.OUTGOING_HOSTS });
  const probe = createCallbackProbe({ fetch });
  review.register(applicationKind({ db, clock, seal, institutions, applications, logos, links, probe }));
  const shelf = createShelf({ db, clock });
  shelfJobs({ jobs, shelf });
  const resources = furnishResources({
    ...{ db, clock, jobs, review, files, institutions, applications, fetch, tellHeads },
    publicUrl: config.PUBLIC_URL,
    shelf,
    tell: (trx, event) => webhooks.tell(trx, toldOf(event)),
  });
  const announceImport = createAnnouncing({ notices, accounts, publicUrl: config.PUBLIC_URL });
  const imports = createImports({
    ...{ db, clock, seal, jobs, review, resources, applications },
    completed: async (trx, done) => {
      await webhooks.tell(trx, toldOfImport(done));
      await announceImport(trx, done);
    },
  });
  const publicResources = createPublicResources({ db, clock, files, links });
  const lending = furnishLicences({
    ...{ db, clock, jobs, review, files, institutions, applications, resources, tellHeads },
    publicUrl: config.PUBLIC_URL,
    tell: webhooks.tell,
  });
  const { statistics, totals, countCloud, tellLocked } = furnishStatistics({
    ...{ db, clock, jobs, review, applications, institutions },
    activitiesOf: resources.activitiesOf,
    tell: webhooks.tell,
  });
  const sandboxData = createSandboxData({ db, clock, jobs });
  const sandboxes = createSandboxes({ db, clock, seal, jobs, resources, sandboxData, ...outside, couriers });
  const reminders = createReminders({ db, clock, jobs, correspondence, log });
  const idempotency = createIdempotency({ db, clock, seal, jobs });
  const adminTokens = createAdminTokens({ db, clock, jobs, accounts });
  const integrationLog = createIntegrationLog({ db, clock, jobs, log, cursors });

  return {
    config,
    clock,
    log,
    keys,
    db,
    audit,
    cursors,
    jobs,
    mail,
    sms,
    throttle,
    time,
    regions,
    accounts,
    institutions,
    ...people,
    notices,
    files,
    links,
    review,
    phrases,
    words,
    applications,
    resources,
    statistics,
    sandboxData,
    sandboxes,
    totals,
    countCloud,
    tellLocked,
    ...lending,
    webhooks,
    couriers,
    idempotency,
    imports,
    publicResources,
    shelf,
    logos,
    reminders,
    integrationLog,
    adminTokens,
    async close() {
      time.stop();
      regions.stop();
      await Promise.all([applications.stop(), jobs.stop(), couriers.stop(), audit.stop()]);
      await integrationLog.close();
      keys.close();
      await db.close();
    },
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;
