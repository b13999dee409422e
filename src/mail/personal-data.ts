import { type PersonalTable, untilJob } from '../personal.ts';
import { outboxRetention } from './outbox.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'mails',
    heading: '邮件',
    kept: untilJob('把邮件送到', outboxRetention, 'mails.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
