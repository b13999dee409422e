import { ofInstitution, type PersonalTable } from '../personal.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'integration_plans',
    kept: ofInstitution('机构的对接计划'),
    heading: '负责的对接计划',
    accountIn: ['keeper_id'],
    exported: { institution_id: '机构', created_at: '建立时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'plan_letters',
    kept: ofInstitution('机构的对接计划'),
    heading: '对接往来',
    accountIn: ['account_id'],
    exported: { institution_id: '机构', at: '时间', says: '内容' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'promotions',
    kept: ofInstitution('公开发布的推广'),
    heading: '发布的联合推广',
    accountIn: ['published_by'],
    exported: { title: '标题', body: '内容', published_at: '时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'plan_items',
    heading: '对接计划的负责人',
    kept: ofInstitution('机构的对接计划'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
