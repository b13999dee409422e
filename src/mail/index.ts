import type { Config } from '../config.ts';
import { createMail, type MailNeeds } from './service.ts';

type Needs = Omit<MailNeeds, 'url' | 'from'> & { config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'> };

/** Mails, and the outbox that brings them on their way. */
export function createMailModule({ config, ...needs }: Needs) {
  const mail = createMail({ ...needs, url: config.SMTP_URL, from: config.MAIL_FROM });
  return {
    service: { mail },
    jobs: mail.jobs,
    personal: async () => (await import('./personal-data.ts')).personal,
    sealed: async () => (await import('./sealed.ts')).sealed,
  };
}
