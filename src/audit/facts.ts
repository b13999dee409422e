import { factsOf, type None } from '../fact.ts';

/** Results of commands. */
export type AuditCommandFacts = {
  'audit.sound': { count: number };
  /** `text`: as the report has it. */
  'audit.broken': { fault: Fault; text: string; position: number | undefined; eventId: number | undefined };
  'audit.head': { count: number; hash: string; isWhole: boolean };
  'audit.put_away': { count: number; until: string };
  'audit.unsealed': { count: number; seconds: number };
  'audit.persons_ended': { count: number };
  'audit.backdated': { count: number; event: number | null };
  'audit.archived': { events: number; count: number; hash: string; sha256: string };
  'audit.none_listed': None;
};
export type ChainFault =
  | 'event changed'
  | 'event missing'
  | 'event inserted'
  | 'reordered'
  | 'seal changed'
  | 'seal missing'
  | 'cut off'
  | 'event forged';
/** A line that does not fit the chain, or too few of them. */
export type FileFault = 'line changed' | 'file cut off';
/** Also of a file beside the chain in the database. */
export type Fault = ChainFault | FileFault | 'anchor missing' | 'chain elsewhere';

export type AuditFacts = {
  'audit.month_form': { name: string };
  'audit.month_young': { month: string; days: number };
  'audit.month_empty': { month: string };
  'audit.owner_needed': { role: string };
  'audit.not_sound': { position: number; isHead: boolean };
  'audit.anchor_put_away': { count: number; last: number };
  'audit.not_sent': { receiver: string; sent: number };
  'audit.file_exists': { path: string };
  'audit.file_unreadable': { path: string; why: string };
  'audit.file_form': { path: string; line: number };
};
/** Results, and why a month of the audit cannot be put away, or a file not be read. */
export const fact = factsOf<AuditFacts & AuditCommandFacts>();
