import { fileURLToPath } from 'node:url';
import { accountJobs } from './accounts/jobs.ts';
import { createAccounts } from './accounts/service.ts';
import { createCorrespondence } from './applications/correspondence.ts';
import { createIntegrationLog } from './applications/log/service.ts';
import { createReminders } from './applications/reminders.ts';
import { createApplications } from './applications/service.ts';
import { createAudit } from './audit/service.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { openKeys } from './crypto/keys.ts';
import { createPasswords } from './crypto/passwords.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/open.ts';
import { createRenderLetter } from './http/render.ts';
import { createThrottle } from './http/throttle.ts';
import { createInstitutions } from './institutions/service.ts';
import { createJobs } from './jobs/service.ts';
import type { Log } from './log.ts';
import { createMail } from './mail/service.ts';
import { createNotices } from './notices/service.ts';
import { createSms } from './sms/service.ts';

const views = fileURLToPath(new URL('../views', import.meta.url));

export type ServiceNeeds = { config: Readonly<Config>; clock: Clock; log: Log };

/** Everything below the doors: what the web server and the command line both stand on. Migrates before anything reads. */
export async function createServices({ config, clock, log }: ServiceNeeds) {
  const keys = await openKeys({ dir: config.KEYS_DIR, clock, production: config.NODE_ENV === 'production', log });
  const db = await openDatabase({ url: config.DATABASE_URL, dataDir: config.DATA_DIR, log });
  try {
    await migrate(db, log, Infinity, config.MIGRATE_DATABASE_URL);
  } catch (error) {
    await db.close(); // or a command that is refused here would not end
    throw error;
  }

  const { seal } = keys;
  const audit = createAudit({ db, clock, log, key: keys.auditKey });
  const jobs = createJobs({ db, clock, log });
  const mail = createMail({ db, clock, jobs, seal, url: config.SMTP_URL, from: config.MAIL_FROM, log });
  const sms = createSms({ db, clock, jobs, seal, url: config.SMS_URL, log });
  const throttle = createThrottle({ db, clock, lifted: !config.THROTTLE });
  const passwords = createPasswords();
  const accounts = createAccounts({ db, clock, passwords, seal, sms, throttle, log });
  accountJobs({ jobs, db, clock, throttle });
  const institutions = createInstitutions({ db, clock });
  const contact = { phone: config.CONTACT_PHONE, email: config.CONTACT_EMAIL };
  const notices = createNotices({ db, clock, jobs, mail, sms, render: createRenderLetter({ dir: views }), contact });
  const correspondence = createCorrespondence({ seal, notices, phone: contact.phone });
  const applications = createApplications({ db, clock, seal, institutions, correspondence });
  const reminders = createReminders({ db, clock, jobs, correspondence, log });
  const integrationLog = createIntegrationLog({ db, clock, jobs, log });

  return {
    config,
    clock,
    log,
    keys,
    db,
    audit,
    jobs,
    mail,
    sms,
    throttle,
    accounts,
    institutions,
    applications,
    reminders,
    integrationLog,
    async close() {
      await Promise.all([jobs.stop(), audit.stop()]);
      await integrationLog.close();
      keys.close();
      await db.close();
    },
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;
