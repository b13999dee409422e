import { outboxRetention } from '../mail/outbox.ts';
import { type PersonalTable, untilJob } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'sms_messages',
    heading: '短信',
    kept: untilJob('把短信送到', outboxRetention, 'sms_messages.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
