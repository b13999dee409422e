import { ofInstitution, type PersonalTable, untilJob } from '../personal.ts';
import { deliveryRetention } from './service.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'webhook_endpoints',
    kept: ofInstitution('机构接收通知的地址'),
    heading: '建立的事件通知地址',
    accountIn: ['created_by'],
    exported: { id: '编号', institution_id: '机构', created_at: '建立时间' },
    atDeletion: 'pseudonymous',
  },
  {
    table: 'webhook_deliveries',
    heading: '发给机构的通知',
    kept: untilJob('告诉机构发生了什么', deliveryRetention, 'webhooks.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
  {
    table: 'events',
    heading: '发给机构的通知',
    kept: ofInstitution('告诉机构发生了什么，只有该机构自己的编号'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
  {
    table: 'event_arrivals',
    heading: '发给机构的通知',
    kept: ofInstitution('告诉机构发生了什么，只有该机构自己的编号'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
