import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'notices',
    heading: '发出的通知',
    accountIn: ['recipient_id'],
    mentionedIn: ['key'],
    exported: { event: '事项', ways: '方式', created_at: '时间' },
    atDeletion: 'removed',
  },
  {
    table: 'inbox',
    heading: '站内消息',
    accountIn: ['account_id'],
    exported: { title: '标题', body: '内容', created_at: '时间', read_at: '阅读时间' },
    atDeletion: 'removed',
  },
];
