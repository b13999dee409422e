import { z } from 'zod';
import { time } from '../http/answer.ts';
import { type EventType, eventTypes } from './event.ts';

const application = { application: z.string().meta({ description: '应用的名称' }) };
const reason = z.string().optional().meta({ description: '原因' });
const entry = { channel: z.string(), external_id: z.string(), title: z.string(), reason };
const certification = { institution: z.string().meta({ description: '机构的名称' }) };
const licence = { number: z.string(), starts_at: time, ends_at: time, reason };

/** The members of `data` by type, beside those of every event. Adding a type is an entry here too. */
const members: Readonly<Record<EventType, z.ZodRawShape>> = {
  'resource.published': entry,
  'resource.returned': entry,
  'resource.rejected': entry,
  'resource.withdrawn': entry,
  'resource.expired': entry,
  'import.completed': {
    channel: z.string(),
    status: z.string(),
    problems: z.int().meta({ description: '有问题、没有导入的行' }),
  },
  'certification.approved': certification,
  'certification.returned': certification,
  'certification.rejected': certification,
  'credential.expiring': { ...application, expires_at: time, days_left: z.int() },
  'credential.expired': { ...application, expires_at: time, days_left: z.int() },
  'credential.renewed': { ...application, expires_at: time },
  'credential.disabled': { ...application, reason: z.string() },
  'stats.missing': {
    ...application,
    date: z.iso.date().meta({ description: '最近没有报的一天' }),
    days: z.int().meta({ description: '最近七天里没有报的天数' }),
  },
  'stats.locked': { ...application, month: z.string().meta({ description: '锁账的月份', example: '2026-11' }) },
  'subject.deleted': { sub: z.string().length(43).meta({ description: '在 id_token 里见过的那个 sub' }) },
  'licence.approved': licence,
  'licence.expiring': licence,
  'licence.revoked': licence,
};

/** An event as programs get it (`presented`), by type; with its title. */
export const payloads = Object.entries(members).map(([type, own]) => ({
  type,
  title: isNamed(type) ? eventTypes[type] : type,
  payload: z.object({
    type: z.enum([type]),
    timestamp: time,
    data: z.object({
      institution_id: z.uuid(),
      client_id: z.string().nullable().meta({ description: '有关的应用；与一个应用无关的为 null' }),
      subject: z.object({ kind: z.string(), id: z.string() }),
      ...own,
    }),
  }),
}));

function isNamed(type: string): type is EventType {
  return Object.hasOwn(eventTypes, type);
}
