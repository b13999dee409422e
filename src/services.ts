import { accountJobs } from './accounts/jobs.ts';
import { createAccounts } from './accounts/service.ts';
import { createApplications } from './applications/service.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { openKeys } from './crypto/keys.ts';
import { createPasswords } from './crypto/passwords.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/open.ts';
import { createThrottle } from './http/throttle.ts';
import { createInstitutions } from './institutions/service.ts';
import { createJobs } from './jobs/service.ts';
import type { Log } from './log.ts';
import { createMail } from './mail/service.ts';
import { createSms } from './sms/service.ts';

export type ServiceNeeds = { config: Readonly<Config>; clock: Clock; log: Log };

/** Everything below the doors: what the web server and the command line both stand on. Migrates before anything reads. */
export async function createServices({ config, clock, log }: ServiceNeeds) {
  const keys = await openKeys({ dir: config.KEYS_DIR, clock, production: config.NODE_ENV === 'production', log });
  const db = await openDatabase({ url: config.DATABASE_URL, dataDir: config.DATA_DIR, log });
  await migrate(db, log);

  const { seal } = keys;
  const jobs = createJobs({ db, clock, log });
  const mail = createMail({ db, clock, jobs, seal, url: config.SMTP_URL, from: config.MAIL_FROM, log });
  const sms = createSms({ db, clock, jobs, seal, url: config.SMS_URL, log });
  const throttle = createThrottle({ db, clock, lifted: !config.THROTTLE });
  const passwords = createPasswords();
  const accounts = createAccounts({ db, clock, passwords, seal, sms, throttle, log });
  accountJobs({ jobs, db, clock, throttle });
  const institutions = createInstitutions({ db, clock });
  const applications = createApplications({ db, clock, institutions });

  return {
    config,
    clock,
    log,
    keys,
    db,
    jobs,
    mail,
    sms,
    throttle,
    accounts,
    institutions,
    applications,
    async close() {
      await jobs.stop();
      keys.close();
      await db.close();
    },
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;
