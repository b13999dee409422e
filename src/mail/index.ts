import type { Config } from '../config.ts';
import { personal } from './personal-data.ts';
import { sealed } from './sealed.ts';
import { createMail, type MailNeeds } from './service.ts';

type Needs = Omit<MailNeeds, 'url' | 'from'> & { config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'> };

/** Mails, and the outbox that brings them on their way. */
export function createMailModule({ config, ...needs }: Needs) {
  const mail = createMail({ ...needs, url: config.SMTP_URL, from: config.MAIL_FROM });
  return {
    service: { mail },
    jobs: mail.jobs,
    personal,
    sealed,
  };
}
