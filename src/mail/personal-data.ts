import { days } from '../clock.ts';
import { type PersonalTable, untilJob } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'mails',
    heading: '邮件',
    kept: untilJob('把邮件送到', days(7), 'mails.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
