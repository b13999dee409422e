import { z } from 'zod';
import { text } from '../../../fields/text.ts';
import type { Backlog } from '../../../jobs/backlog.ts';

/**
 * Queues whose items can get stuck, by the names of paths and commands; `subject` is the audit's name of an item. Adding one is an entry here.
 */
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

/** The reason for a retry or for giving up: kept in the audit. */
export const reasonForm = z.object({ reason: text('原因', { min: 4, max: 200 }) });
