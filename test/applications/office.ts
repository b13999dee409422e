import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAccounts } from '../../src/accounts/service.ts';
import { createCorrespondence } from '../../src/applications/letters/correspondence.ts';
import { createReminders } from '../../src/applications/letters/reminders.ts';
import type { Registration } from '../../src/applications/registration/registration.ts';
import type { Terms } from '../../src/applications/service.ts';
import { createApplications } from '../../src/applications/service.ts';
import { createPasswords } from '../../src/crypto/passwords.ts';
import { createSeal } from '../../src/crypto/seal.ts';
import { createThrottle } from '../../src/http/limits/throttle.ts';
import { createRenderLetter } from '../../src/http/pages/render.ts';
import { createInstitutions } from '../../src/institutions/service.ts';
import { createJobs } from '../../src/jobs/service.ts';
import type { Log } from '../../src/log.ts';
import { createMail } from '../../src/mail/service.ts';
import { createNotices } from '../../src/notices/service.ts';
import { createSms } from '../../src/sms/service.ts';
import { operator } from '../support/app.ts';
import type { TestClock } from '../support/clock.ts';
import { silent, type TestDatabase } from '../support/database.ts';
import { cheap } from '../support/passwords.ts';
import { words } from '../support/words.ts';

export const contact = { contactName: '王芳', contactPhone: '13800138000', contactEmail: 'wang@example.cn' };

type Needs = { base: TestDatabase; clock: TestClock; mailUrl?: string; smsUrl?: string; log?: Log };

const render = createRenderLetter({ dir: fileURLToPath(new URL('../../views', import.meta.url)) });
const keys = { sealing: [randomBytes(32)], index: randomBytes(32) };
const seal = createSeal(() => keys);

/** The part of a node that writes to the contacts of applications; any number of them may share one database and its clock. */
export function openOffice({ base: { db }, clock, mailUrl, smsUrl, log = silent }: Needs) {
  const jobs = createJobs({ db, clock, log, everyMs: 20 });
  const mail = createMail({ db, clock, jobs, seal, url: mailUrl, from: '国家公共文化云 <no-reply@example.cn>', log });
  const sms = createSms({ db, clock, words, jobs, seal, url: smsUrl, log });
  const operators = { phone: '400-0596-087', email: '' };
  const notices = createNotices({ db, clock, mail, sms, words, render, contact: operators });
  const institutions = createInstitutions({ db, clock, seal, tieOf: async () => undefined });
  const throttle = createThrottle({ db, clock, lifted: true });
  const accounts = createAccounts({
    ...{ db, clock, seal, sms, mail, notices, words, throttle },
    ...{ passwords: createPasswords({ cost: cheap }), origin: 'https://sso.example.cn' },
  });
  const correspondence = createCorrespondence({
    seal,
    accounts,
    notices,
    phone: operators.phone,
    publicUrl: new URL('https://sso.example.cn'),
    managersOf: institutions.managersOf,
    tell: async () => undefined,
  });
  const tellAll = async () => undefined;
  const applications = createApplications({
    db,
    clock,
    seal,
    institutions,
    accounts,
    correspondence,
    tellAll,
    throttle,
    log: silent,
    publicUrl: new URL('https://sso.example.cn'),
  });
  const reminders = createReminders({ db, clock, jobs, correspondence, log });
  jobs.add(...mail.jobs, ...sms.jobs, ...reminders.jobs);

  return {
    jobs,
    mail,
    sms,
    institutions,
    applications,
    reminders,

    /** An application with a contact, whose AK is the name that is given. */
    async enter(clientId: string, input: Partial<Registration> = contact, terms: Partial<Terms> = {}) {
      const institutionId =
        (await institutions.findByName('青溪县文化馆'))?.id ??
        (await institutions.create(operator, { name: '青溪县文化馆', certified: true })).id;
      return applications.create(
        operator,
        { name: `应用 ${clientId}`, redirectUris: ['https://m.qx.example.cn/callback'], ...input },
        { institutionId, clientId, ...terms },
      );
    },
  };
}

export type Office = ReturnType<typeof openOffice>;
