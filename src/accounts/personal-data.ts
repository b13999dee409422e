import type { PersonalTable } from '../personal.ts';
import { empty, personalOf } from './personal-store.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'accounts',
    heading: '基本资料',
    accountIn: ['id'],
    exported: {
      id: '账号编号',
      username: '登录名',
      phone: '手机号',
      email: '邮箱',
      email_verified_at: '邮箱核实时间',
      nickname: '昵称',
      region_code: '地区代码',
      over_14: '已满 14 周岁',
      terms_agreed_at: '同意协议的时间',
      created_at: '注册时间',
      updated_at: '修改时间',
    },
    reads: [
      ...['id', 'username', 'phone_sealed', 'email_sealed', 'email_verified_at', 'nickname', 'region_code', 'over_14'],
      ...['terms_agreed_at', 'created_at', 'updated_at'],
    ],
    present: personalOf,
    atDeletion: empty,
  },
  {
    table: 'test_citizen_applications',
    heading: '测试市民可登录的应用',
    accountIn: ['account_id'],
    exported: { client_id: 'AK' },
    atDeletion: 'removed',
  },
  {
    table: 'account_roles',
    heading: '运营角色',
    accountIn: ['account_id'],
    exported: { role: '角色', region_code: '地区代码', granted_at: '授予时间' },
    atDeletion: 'removed',
  },
  {
    table: 'logins',
    heading: '登录记录',
    accountIn: ['account_id'],
    exported: {
      at: '时间',
      method: '方式',
      succeeded: '成功',
      client_id: '平台的 AK',
      address: 'IP 地址',
      device: '设备',
    },
    atDeletion: 'removed',
  },
  {
    table: 'sms_codes',
    heading: '短信验证码',
    accountIn: [],
    alsoFoundBy: {
      phone_index: ({ phone, seal }) => (phone === undefined ? undefined : seal.index(phone, 'accounts phone')),
    },
    exported: { purpose: '用途', created_at: '发送时间', used_at: '使用时间' },
    atDeletion: 'removed',
  },
];
