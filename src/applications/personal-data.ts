import { days } from '../clock.ts';
import { asLogs, forTime, type PersonalTable, untilErased, untilJob } from '../personal.ts';
import { forgetOwn } from './sandbox/purge.ts';
import { longestShown } from './secrets/shown.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'applications',
    kept: untilErased('您自己的沙箱应用，用来试验'),
    heading: '开通的沙箱应用',
    accountIn: ['opened_by'],
    exported: { client_id: 'AK', name: '名称', created_at: '开通时间' },
    atDeletion: (trx, { accountId }) => forgetOwn(trx, accountId),
  },
  {
    table: 'start_sandboxes',
    kept: untilErased('您选定在“起步”里使用的沙箱应用'),
    heading: '起步使用的沙箱应用',
    accountIn: ['account_id'],
    exported: { client_id: 'AK', chosen_at: '选定时间' },
    atDeletion: 'removed',
  },
  {
    table: 'shown_secrets',
    kept: untilJob('密钥只显示 24 小时', longestShown, 'applications.shown_secrets'),
    heading: '尚未保存的密钥',
    accountIn: ['citizen_id', 'made_by'],
    exported: { shown_until: '显示到' },
    atDeletion: 'removed',
  },
  {
    table: 'sandbox_kits',
    kept: forTime('您领回的沙箱密钥，一个领回码只用一次', days(30), 'ends_at'),
    heading: '领回的沙箱密钥',
    accountIn: ['claimed_by'],
    exported: { client_id: 'AK', claimed_at: '领回时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'integration_failures',
    heading: '平台对接的错误',
    kept: untilJob('让机构查到登录为什么失败', asLogs, 'months.keep', true),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
