import { days } from '../clock.ts';
import { forTime, type PersonalTable, untilErased } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'institutions',
    kept: untilErased('您自己的沙箱和登记的机构'),
    heading: '自己的沙箱和登记的机构',
    accountIn: ['person_id', 'registered_by'],
    exported: { id: '编号', created_at: '建立时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'members',
    kept: untilErased('代表机构办理对接'),
    heading: '机构成员身份',
    accountIn: ['account_id'],
    exported: { institution_id: '机构', role: '身份', ends_at: '到期时间', created_at: '加入时间' },
    atDeletion: 'removed',
  },
  {
    table: 'invitations',
    kept: forTime('邀请您加入机构', days(180), 'expires_at'),
    heading: '机构邀请',
    accountIn: ['invited_by', 'agreed_by'],
    exported: { institution_id: '机构', role: '身份', created_at: '邀请时间', accepted_at: '接受时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'invitation_links',
    kept: forTime('邀请您加入机构', days(180), 'expires_at'),
    heading: '邀请链接',
    accountIn: ['invited_by', 'accepted_by'],
    exported: { institution_id: '机构', role: '身份', created_at: '邀请时间', accepted_at: '接受时间' },
    atDeletion: 'pseudonymous',
  },
];
