import { ofInstitution, type PersonalTable, untilJob } from '../../personal.ts';
import { keptAfterEnd } from './clearing.ts';
import { forgetTarget } from './store.ts';

const own = { heading: '安全事件的处置', atDeletion: 'pseudonymous' } as const; // the record of an incident is kept by law

export const personal: readonly PersonalTable[] = [
  {
    ...own,
    table: 'incidents',
    kept: ofInstitution('处置安全事件，法律要求留存'),
    accountIn: ['opened_by'],
    exported: { title: '标题', opened_at: '时间' },
  },
  {
    ...own,
    table: 'incident_steps',
    kept: ofInstitution('处置安全事件，法律要求留存'),
    accountIn: ['account_id'],
    exported: { kind: '步骤', at: '时间' },
  },
  {
    ...own,
    table: 'incident_freezes',
    kept: ofInstitution('处置安全事件，法律要求留存'),
    accountIn: ['by'],
    mentionedIn: ['target'],
    exported: { kind: '措施', at: '时间' },
    atDeletion: (trx, { accountId }) => forgetTarget(trx, accountId),
  },
  {
    ...own,
    table: 'incident_freeze_items',
    kept: ofInstitution('处置安全事件，法律要求留存'),
    accountIn: ['account_id'],
    exported: { state: '措施的状态', locked_at: '账号停用的时间' },
  },
  {
    ...own,
    table: 'incident_people',
    kept: untilJob('告诉受影响的人，从事件结束算起', keptAfterEnd, 'incidents.clear'),
    accountIn: ['account_id'],
    exported: { times: '事件期间的登录次数', last_at: '最近一次' },
    atDeletion: 'removed', // how many they were stays
  },
  {
    ...own,
    table: 'incident_tellings',
    kept: ofInstitution('处置安全事件，法律要求留存'),
    accountIn: ['by'],
    mentionedIn: ['place'],
    exported: { body: '通知', at: '时间' },
  },
];
