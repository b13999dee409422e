import { idFrom } from '../crypto/secrets.ts';

/** Events for programs of institutions. Adding one is one entry here and a line where it happens. */
export const eventTypes = {
  'resource.published': '内容已发布',
  'resource.returned': '内容退回修改',
  'resource.rejected': '内容没有通过',
  'resource.withdrawn': '内容已撤回',
  'resource.expired': '内容到期下线',
  'import.completed': '批量导入已完成',
  'certification.approved': '机构认证已通过',
  'certification.returned': '机构认证退回修改',
  'certification.rejected': '机构认证没有通过',
  'credential.expiring': 'AK 即将到期',
  'credential.expired': 'AK 已到期',
  'credential.renewed': 'AK 已延长有效期',
  'credential.disabled': 'AK 已被停用',
  'stats.missing': '服务数据未报',
  'stats.locked': '服务数据按月锁账',
  'subject.deleted': '用户已注销账号',
  'licence.approved': '资源许可已批准',
  'licence.expiring': '资源许可即将到期',
  'licence.revoked': '资源许可已收回',
} as const;

export type EventType = keyof typeof eventTypes;
export const isEventType = (name: string): name is EventType => Object.hasOwn(eventTypes, name);

/** Sent by a room, within the transaction of the event. */
export type NewEvent = {
  type: EventType;
  institutionId: string;
  /** The application concerned: the event is for it alone, and for the members of the institution. */
  clientId?: string | undefined;
  /** Without an application: every application of the institution gets it. */
  isShared?: boolean;
  subject: { kind: string; id: string };
  /** Thin: who wants to know more asks the API. */
  data: Readonly<Record<string, string | number | boolean | null>>;
  at: Date;
  /** Names the occasion: one event per key, however often it is sent. */
  key?: string;
};

export type Event = {
  id: number;
  uid: string;
  type: string;
  institutionId: string;
  clientId: string | undefined;
  subject: { kind: string; id: string };
  data: Readonly<Record<string, unknown>>;
  at: Date;
};

/** An event that means nothing, to try the way. */
export const testEvent = (institutionId: string, at: Date) => ({
  type: 'webhook.test',
  payload: JSON.stringify({
    type: 'webhook.test',
    timestamp: at.toISOString(),
    data: { institution_id: institutionId, message: '这是一次测试，收到后返回 2xx 即可' },
  }),
});

/** Always the same id for one occasion. */
export const uidOf = (key: string) => idFrom(`event\0${key}`);
