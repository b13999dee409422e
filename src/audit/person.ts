import { randomBytes } from 'node:crypto';
import type { AuditHash } from '../crypto/suite.ts';
import { asLogs } from '../personal.ts';
import { keyedHash } from './keyed-hash.ts';

/**
 * How long an event keeps its personal part: address, platform, names. 网络安全法 asks for six months; afterwards it is not needed. The function
 * of the database that removes it knows the same (migrations/0002_audit).
 */
export const personRetention = asLogs;

/** The personal part of an event, beside it: only the hash is signed and sealed, so the rest can end without a trace in the chain. */
export type PersonText = { person: string | null; personSalt: Buffer | null; personHash: Buffer | null };

const hashOf = (salt: Buffer, person: string, by: AuditHash): Buffer =>
  keyedHash(salt, ['audit person 1', salt, person], by); // as a part too: a key is the same with zeros behind it

/** The salt is deleted with the text: the hash alone reveals nothing, however few addresses there are to try. */
export function personText(person: object | undefined, by: AuditHash = 'sha256'): PersonText {
  if (person === undefined) return { person: null, personSalt: null, personHash: null };
  const [text, salt] = [JSON.stringify(person), randomBytes(32)];
  return { person: text, personSalt: salt, personHash: hashOf(salt, text, by) };
}

/** Both kinds of details as one, as they were recorded. */
export function together(details: object, person: object): object {
  const merged: Record<string, unknown> = { ...details };
  for (const [name, value] of Object.entries(person)) {
    const known = merged[name];
    merged[name] = isPlain(known) && isPlain(value) ? together(known, value) : value;
  }
  return merged;
}
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export type PersonState = 'none' | 'kept' | 'ended' | 'changed' | 'removed early';

/** Whether the personal part matches the signed hash. Expiry in due time is told from removal. */
export function personState({ person, personSalt, personHash }: PersonText, at: Date, now: Date): PersonState {
  if (personHash === null) return person === null && personSalt === null ? 'none' : 'changed';
  if (person === null && personSalt === null)
    return now.getTime() - at.getTime() >= personRetention * 1000 ? 'ended' : 'removed early';
  if (person === null || personSalt === null) return 'changed';
  const isSame = (['sha256', 'sm3'] as const).some((by) => hashOf(personSalt, person, by).equals(personHash));
  return isSame ? 'kept' : 'changed';
}
