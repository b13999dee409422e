import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';

const known = ['from', 'date', 'subject', 'to', 'message-id', 'received', 'mime-version'];

/** Why this is no saved letter (RFC 5322); it is never opened here, only handed out to be saved. */
export function mailProblem(bytes: Buffer): Fact | undefined {
  const text = bytes.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const problem = fact('files.mail_expected');
  if (end === null || text.includes('\0')) return problem;
  const lines = text.slice(0, end.index).split(/\r?\n/);
  if (!lines.every((line, place) => /^[\x21-\x39\x3b-\x7e]+:/.test(line) || (place > 0 && /^[ \t]/.test(line))))
    return problem;
  const names = new Set(lines.map((line) => line.split(':', 1)[0]?.toLowerCase()));
  return names.has('from') && known.filter((name) => names.has(name)).length >= 3 ? undefined : problem;
}
