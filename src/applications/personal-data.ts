import type { PersonalTable } from '../personal.ts';
import { forgetOwn } from './sandbox/purge.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'applications',
    heading: '开通的沙箱应用',
    accountIn: ['opened_by'],
    exported: { client_id: 'AK', name: '名称', created_at: '开通时间' },
    atDeletion: (trx, { accountId }) => forgetOwn(trx, accountId),
  },
  {
    table: 'shown_secrets',
    heading: '尚未保存的密钥',
    accountIn: ['citizen_id', 'made_by'],
    exported: { shown_until: '显示到' },
    atDeletion: 'removed',
  },
];
