import { type PersonalTable, untilErased } from '../../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'child_consents',
    kept: untilErased('证明监护人同意过什么'),
    heading: '家庭账号的同意记录',
    accountIn: ['child_id', 'guardian_id'],
    exported: {
      at: '时间',
      act: '做了什么',
      client_id: '平台的 AK',
      given: '涉及的信息',
      text_version: '文本版本',
      adult: '监护人成年的依据',
    },
    atDeletion: 'removed',
  },
  {
    table: 'child_cares',
    kept: untilErased('孩子登录时称呼监护人，监护人看过新设备没有'),
    heading: '孩子怎样称呼监护人',
    accountIn: ['child_id'],
    exported: { called: '称呼', seen_at: '监护人看过新设备的时间' },
    atDeletion: 'removed',
  },
  {
    table: 'child_handovers',
    kept: untilErased('孩子满 14 周岁时移交账号'),
    heading: '满 14 周岁的账号移交',
    accountIn: ['child_id', 'guardian_id'],
    exported: {
      due_at: '最晚的移交时间',
      year_told_at: '告诉家长今年满 14 周岁的时间',
      soon_told_at: '告诉家长快要移交的时间',
      child_told_at: '告诉孩子快要移交的时间',
      begun_at: '移交的时间',
      cause: '由谁移交',
    },
    atDeletion: 'removed',
  },
];
