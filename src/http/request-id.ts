import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: no I, L, O, U to misread on the telephone

/** 40 random bits as XXXX-XXXX: in the log, on the error page, in problem+json as trace_id. */
export function newRequestId(): string {
  const letters = Array.from(randomBytes(8), (byte) => alphabet[byte % 32]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
