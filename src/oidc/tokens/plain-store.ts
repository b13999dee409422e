import * as families from './families-store.ts';
import { takeLoginStep } from './login-store.ts';
import * as sessions from './own-sessions-store.ts';
import { readBack, redeem } from './redeem-store.ts';
import { findRelated, holderOf, loginOf, personOf } from './related-store.ts';
import { findSelfContained, findSelfContainedRelated, revoke } from './self-contained-store.ts';
import * as store from './store.ts';
import type { TokenStore } from './token-store.ts';

/** Tokens in one PostgreSQL: statements for many at once, joined with whatever decides about them. */
export const plainStore: TokenStore = {
  batching: {},
  tells: true,
  plansLogins: true,
  find: store.find,
  findOne: store.findOne,
  findRefresh: families.find,
  findRelated,
  findSelfContained,
  findSelfContainedRelated,
  revoke,
  findByUid: store.findByUid,
  naming: { holderOf, personOf, loginOf },
  upsert: store.upsert,
  insertNew: store.insertNew,
  insertOnce: store.insertOnce,
  insertGranted: store.insertGranted,
  upsertGrant: store.upsertGrant,
  consume: store.consume,
  exchange: store.exchange,
  rotate: families.rotate,
  areExchanged: store.areExchanged,
  redeem: { run: redeem, readBack },
  takeLoginStep,
  writeHeld: store.writeHeld,
  commitHeld: (db, held, at) => db.together((trx) => store.writeHeld(trx, held, at)),
  forgive: families.forgive,
  destroy: store.destroy,
  purge: store.purge,
  holdPair: undefined,
  touchConsent: undefined,
  destroyGrantsOf: store.destroyGrantsOf,
  destroyAllGrantsOf: store.destroyAllGrantsOf,
  settled: undefined,
  sessions,
};
