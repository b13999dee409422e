import { factsOf } from '../fact.ts';

export type AuditFacts = {
  'audit.month_form': { name: string };
  'audit.month_young': { month: string; days: number };
  'audit.month_empty': { month: string };
  'audit.owner_needed': { role: string };
  'audit.not_sound': { text: string };
  'audit.anchor_put_away': { count: number; last: number };
  'audit.not_sent': { receiver: string; sent: number };
  'audit.file_exists': { path: string };
  'audit.file_unreadable': { path: string; why: string };
  'audit.file_form': { path: string; line: number };
};
/** Why a month of the audit cannot be put away, or a file not be read. */
export const fact = factsOf<AuditFacts>();
