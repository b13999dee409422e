import { type PersonalTable, untilErased, untilJob } from '../../personal.ts';
import { challengeLife, challengeRetention } from './passkey.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'passkeys',
    kept: untilErased('用指纹、面容或锁屏密码登录'),
    heading: '通行密钥',
    accountIn: ['account_id'],
    exported: {
      name: '名称',
      made_on: '添加时的设备',
      backed_up: '由设备厂商同步',
      created_at: '添加时间',
      last_used_at: '最近使用',
      last_used_on: '最近使用的设备',
    },
    atDeletion: 'removed',
  },
  {
    table: 'passkey_offers',
    kept: untilErased('您选择暂不添加时不再提示'),
    heading: '是否提示添加通行密钥',
    accountIn: ['account_id'],
    exported: { quiet_until: '在此之前不提示' },
    atDeletion: 'removed',
  },
  {
    table: 'passkey_challenges',
    heading: '正在使用的通行密钥',
    kept: untilJob('使用通行密钥时防止重放', challengeLife + challengeRetention, 'passkeys.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
