import { days } from '../clock.ts';
import { type PersonalTable, untilJob } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'sms_messages',
    heading: '短信',
    kept: untilJob('把短信送到', days(7), 'sms_messages.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
