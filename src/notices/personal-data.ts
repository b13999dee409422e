import { ofInstitution, type PersonalTable, untilJob } from '../personal.ts';
import { noticeRetention } from './service.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'notices',
    kept: untilJob('同一件事只通知一次', noticeRetention, 'notices.purge'),
    heading: '发出的通知',
    accountIn: ['recipient_id'],
    mentionedIn: ['key'],
    exported: { event: '事项', ways: '方式', created_at: '时间' },
    atDeletion: 'removed',
  },
  {
    table: 'message_texts',
    kept: ofInstitution('消息模板的修改记录'),
    heading: '修改的消息模板',
    accountIn: ['changed_by'],
    exported: { message: '消息', version: '版本', changed_at: '时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'inbox',
    kept: untilJob('站内消息', noticeRetention, 'notices.purge'),
    heading: '站内消息',
    accountIn: ['account_id'],
    exported: { title: '标题', body: '内容', created_at: '时间', read_at: '阅读时间' },
    atDeletion: 'removed',
  },
];
