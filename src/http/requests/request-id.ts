import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: no I, L, O, U to misread on the telephone
const pool = new Uint8Array(4096);
let next = pool.length;

/** 40 random bits as XXXX-XXXX: in the log, on the error page, in problem+json as trace_id. */
export function newRequestId(): string {
  if (next + 8 > pool.length) {
    randomFillSync(pool); // one call of the random source for 512 requests
    next = 0;
  }
  let id = '';
  for (const end = next + 8; next < end; next += 1)
    id += (id.length === 4 ? '-' : '') + alphabet[(pool[next] ?? 0) % 32];
  return id;
}
