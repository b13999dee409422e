import { days } from '../clock.ts';
import { forTime, type PersonalTable, untilErased, untilJob } from '../personal.ts';
import { absoluteLife } from './sessions/session.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'console_sessions',
    kept: untilJob('登录管理后台', absoluteLife, 'console.purge'),
    heading: '管理后台的登录',
    accountIn: ['account_id'],
    exported: { created_at: '登录时间', seen_at: '最近访问', ends_at: '结束时间', address: 'IP 地址', device: '设备' },
    atDeletion: 'removed',
  },
  {
    table: 'second_factors',
    kept: untilErased('管理后台的二次验证'),
    heading: '二次验证',
    accountIn: ['account_id'],
    exported: { confirmed_at: '开通时间' },
    atDeletion: 'removed',
  },
  {
    table: 'enrolment_codes',
    kept: forTime('管理后台的二次验证', days(1), 'ends_at'),
    heading: '开通码',
    accountIn: ['account_id'],
    exported: { ends_at: '有效期至' },
    atDeletion: 'removed',
  },
  {
    table: 'recovery_codes',
    kept: untilErased('管理后台的二次验证'),
    heading: '备用码',
    accountIn: ['account_id'],
    exported: { created_at: '生成时间', used_at: '使用时间' },
    atDeletion: 'removed',
  },
];
