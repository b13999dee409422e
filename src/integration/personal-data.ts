import type { PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'integration_plans',
    heading: '负责的对接计划',
    accountIn: ['keeper_id'],
    exported: { institution_id: '机构编号', created_at: '建立时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'plan_letters',
    heading: '对接往来',
    accountIn: ['account_id'],
    exported: { institution_id: '机构编号', at: '时间', says: '内容' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'promotions',
    heading: '发布的联合推广',
    accountIn: ['published_by'],
    exported: { title: '标题', body: '内容', published_at: '时间' },
    atDeletion: 'pseudonymous',
  },
];
