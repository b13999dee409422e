import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'child_consents',
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
];
