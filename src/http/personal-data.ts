import { type PersonalTable, untilJob } from '../personal.ts';
import { answerRetention } from './idempotency.ts';
import { longestWindow } from './limits/throttle.ts';

export const personal: readonly PersonalTable[] = [
  {
    table: 'idempotency_keys',
    heading: '接口的重复请求',
    kept: untilJob('同一个请求只办一次', answerRetention, 'idempotency.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
  {
    table: 'throttle',
    heading: '次数限制',
    kept: untilJob('限制次数，防止他人冒用；只有无法还原的校验值', longestWindow, 'throttle.purge'),
    accountIn: [],
    exported: {},
    atDeletion: 'pseudonymous',
  },
];
