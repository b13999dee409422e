import type { Config } from '../config.ts';
import { createSms, type SmsNeeds } from './service.ts';

type Needs = Omit<SmsNeeds, 'url'> & { config: Pick<Config, 'SMS_URL'> };

/** Short messages, which leave as mails do. */
export function createSmsModule({ config, ...needs }: Needs) {
  const sms = createSms({ ...needs, url: config.SMS_URL });
  return { service: { sms }, jobs: sms.jobs };
}
