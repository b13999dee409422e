import { removeGrants, removeOtherGrants } from '../tokens/own-sessions-store.ts';
import { destroy, destroyAllGrantsOf } from '../tokens/store.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import { endWhole, list } from './own-sessions-store.ts';
import * as reading from './reading-store.ts';
import { settled } from './settling.ts';
import * as writing from './writing-store.ts';

/**
 * Tokens that are spread over several servers by their key (Citus; docs/adr/0085): one key in each statement, applications and people read
 * beside, and an exchange as a transaction over the servers that it concerns. It is plain SQL that one PostgreSQL answers as well.
 */
export const distributedStore: TokenStore = {
  // A batch of one: no statement is repeated because another failed, or waits for another key's server.
  batching: { maxBatch: 1, minBatch: 1, concurrency: 8, concurrencyFar: 8 },
  tells: false,
  plansLogins: false,
  naming: undefined,
  redeem: undefined,
  takeLoginStep: undefined,
  ...reading,
  ...writing,
  destroy,
  destroyAllGrantsOf,
  settled,
  sessions: { list, end: endWhole, removeGrants, removeOtherGrants },
};
