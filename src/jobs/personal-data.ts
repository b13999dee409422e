import { type PersonalTable, untilJob } from '../personal.ts';
import { givenUpRetention } from './service.ts';
import { forget } from './store.ts';

/** Pending jobs name the person they are for; finished ones are kept for 7 days. */
export const personal: readonly PersonalTable[] = [
  {
    table: 'jobs',
    kept: untilJob('办理还没有完成的事', givenUpRetention, 'jobs.purge'),
    heading: '后台任务',
    accountIn: [],
    mentionedIn: ['payload'],
    exported: {},
    atDeletion: (trx, { accountId }) => forget(trx, accountId),
  },
];
