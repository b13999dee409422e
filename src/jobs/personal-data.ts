import type { PersonalTable } from '../personal.ts';
import { forget } from './store.ts';

/** What is to be done names whom it is done for; what is done is kept for 7 days. */
export const personal: readonly PersonalTable[] = [
  {
    table: 'jobs',
    heading: '后台任务',
    accountIn: [],
    mentionedIn: ['payload'],
    exported: {},
    atDeletion: (trx, { accountId }) => forget(trx, accountId),
  },
];
