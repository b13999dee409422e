import { type PersonalTable, untilErased } from '../../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'followed_institutions',
    kept: untilErased('在“我的关注”里列出您关注的机构近期的活动；机构看不到谁关注了它'),
    heading: '关注的机构',
    accountIn: ['account_id'],
    exported: { institution_id: '机构', followed_at: '关注的时间' },
    atDeletion: 'removed',
  },
];
