import type { Speech } from '../fact.ts';
import type { Endpoint } from './endpoint.ts';
import { eventTypes, isEventType } from './event.ts';
import { fact } from './facts.ts';
import type { Delivery } from './service.ts';

const nameOf = (type: string): string =>
  isEventType(type) ? eventTypes[type] : type === 'webhook.test' ? '测试' : type;

const reasons = {
  failing: fact('webhooks.off_failing'),
  gone: fact('webhooks.off_gone'),
  paused: fact('webhooks.off_paused'),
} as const;

/** An endpoint as its pages show it. */
export const shownEndpoint = (endpoint: Endpoint, { say }: Speech) => ({
  id: endpoint.id,
  url: endpoint.url,
  host: URL.parse(endpoint.url)?.host ?? endpoint.url,
  description: endpoint.description,
  ak: endpoint.clientId,
  types: endpoint.types.length === 0 ? '全部事件' : endpoint.types.map(nameOf).join('、'),
  state:
    endpoint.disabledReason !== undefined
      ? { tag: 'bad-t', label: '已停用', note: say(reasons[endpoint.disabledReason]) }
      : endpoint.failingSince !== undefined
        ? { tag: 'warn', label: '投递不成功', note: say(fact('webhooks.retrying')) }
        : { tag: 'ok', label: '生效', note: '' },
  isDisabled: endpoint.disabledAt !== undefined,
  failingSince: endpoint.failingSince,
  createdAt: endpoint.createdAt,
});

const states = { pending: ['wait', '投递中'], delivered: ['ok', '已收到'], failed: ['bad-t', '没有收到'] } as const;

export const shownDelivery = ({ state, type, lastProblem, ...delivery }: Delivery, { say }: Speech) => ({
  ...delivery,
  shortId: delivery.messageId.slice(0, 8),
  type,
  name: nameOf(type),
  state: { tag: states[state][0], label: states[state][1] },
  lastProblem: lastProblem && say(lastProblem),
  isPending: state === 'pending',
});
