import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'applications',
    heading: '开通的沙箱应用',
    accountIn: ['opened_by'],
    exported: { client_id: 'AK', name: '名称', created_at: '开通时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'shown_secrets',
    heading: '尚未保存的密钥',
    accountIn: ['citizen_id', 'made_by'],
    exported: { shown_until: '显示到' },
    atDeletion: 'removed',
  },
];
