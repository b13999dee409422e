import { z } from 'zod';
import { text } from '../../../fields/text.ts';
import type { Backlog } from '../../../jobs/backlog.ts';

/** What can get stuck, by the names that paths and commands have for it; `subject` is what the audit calls one of them. Adding one is an entry here. */
export const queues = {
  jobs: { name: '后台任务', subject: 'job' },
  mails: { name: '邮件', subject: 'mail' },
  sms: { name: '短信', subject: 'sms' },
  webhooks: { name: '事件通知', subject: 'webhook_delivery' },
} as const;

export type QueueName = keyof typeof queues;
export const isQueue = (name: string): name is QueueName => Object.hasOwn(queues, name);
export const queueNames: readonly QueueName[] = ['jobs', 'mails', 'sms', 'webhooks'];

export type Backlogs = Readonly<Record<QueueName, Backlog>>;

/** Why somebody tries it again, or gives it up: the audit keeps it. */
export const asked = z.object({ reason: text('原因', { min: 4, max: 200 }) });
