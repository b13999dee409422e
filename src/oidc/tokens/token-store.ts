import type { Connection, Database, Reader } from '../../database/open.ts';
import type { LastLogin } from './consents-store.ts';
import type { Rotation, StoredRefresh, Unconfirmed } from './families-store.ts';
import type { LoginStep } from './login-store.ts';
import type { Ended, OwnSession } from './own-sessions-store.ts';
import type { Redeemed, Redemption, Times } from './redeem-store.ts';
import type { Related, RelatedKey } from './related-store.ts';
import type { SelfContainedToken } from './self-contained-store.ts';
import type {
  Artefact,
  Exchange,
  Exchanged,
  GrantedWrite,
  Over,
  PendingWrites,
  RowKey,
  Stored,
  Write,
} from './store.ts';

/** The connection for its statements by key. */
type ByKey = Database['byKey'];
/** A statement that selects an account, for embedding in statements of other rooms. */
type Naming = { text: string; values: readonly unknown[] };

/**
 * Storage of the library's models. There are two: plain-store.ts, for one PostgreSQL, and oidc/distributed, for tables distributed over several
 * (docs/adr/0085). Their common behaviour is tested in test/oidc/tokens/token-stores.test.ts.
 */
export interface TokenStore {
  /** How many requests may share a statement, and how many statements may be under way, where that is not as usual (database/batching.ts). */
  readonly batching: Readonly<{ maxBatch?: number; minBatch?: number; concurrency?: number; concurrencyFar?: number }>;
  /** Whether every process is notified of each end of a token (migrations/0024_oidc), so that it may answer from its cache. */
  readonly tells: boolean;

  /** Whether one plan serves a statement that records a login (database/by-key.ts); where logins are spread, only one of its values can be planned. */
  readonly plansLogins: boolean;

  /** The rows of the keys, in their order. */
  find(db: ByKey, rowKeys: readonly RowKey[]): Promise<(Stored | undefined)[]>;
  /** One of them by one statement, where one is enough: it can be sent together with others. */
  findOne?(reader: Reader, rowKey: RowKey): Promise<Stored | undefined>;
  /** Refresh tokens by their row keys, with the states of their families. */
  findRefresh(db: ByKey, keys: readonly Buffer[]): Promise<(StoredRefresh | undefined)[]>;
  /** The same as `find`, and the rows needed next. */
  findRelated(db: ByKey, asked: readonly RelatedKey[]): Promise<(Related | undefined)[]>;
  /** The same two for self-contained tokens, unless one was revoked. */
  findSelfContained(db: ByKey, tokens: readonly SelfContainedToken[]): Promise<(Stored | undefined)[]>;
  findSelfContainedRelated(db: ByKey, tokens: readonly SelfContainedToken[]): Promise<(Related | undefined)[]>;
  /** Ends such a token for good. */
  revoke(db: ByKey, token: SelfContainedToken): Promise<void>;
  /** The session of each uid that goes on, the newest where there are several. */
  findByUid(db: ByKey, uidKeys: readonly Buffer[]): Promise<(Stored | undefined)[]>;
  /**
   * Statements that select the account of a token or session, and the account and application of a login; undefined where they cannot be part of
   * others.
   */
  readonly naming:
    | {
        holderOf(key: RowKey): Naming;
        personOf(accountId: string): Naming;
        loginOf(key: Buffer): { holder: Naming; pair: Naming };
      }
    | undefined;

  /** New, or merged into the row of the same key. No key may come twice in one call, as in all that follow. */
  upsert(db: ByKey, writes: readonly Write[]): Promise<void>;
  /** Under keys that were made for them just now. */
  insertNew(db: ByKey, writes: readonly Write[]): Promise<void>;
  /** New, or nothing at all: the answer holds the keys (in hex) that were new. */
  insertOnce(db: ByKey, writes: readonly Write[]): Promise<Set<string>>;
  /**
   * Rows that depend on a grant, while it stands, and while a named session is unchanged (where the store `tells`: elsewhere nothing is cached):
   * the answer contains the keys (in hex) that were written.
   */
  insertGranted(db: ByKey, writes: readonly GrantedWrite[]): Promise<Set<string>>;
  /** A grant, while its consent stands and allows as much. */
  upsertGrant(db: ByKey, key: Buffer, artefact: Artefact): Promise<boolean>;
  /** Single use: the answer holds the keys (in hex) that were not consumed before. */
  consume(db: ByKey, rowKeys: readonly RowKey[], at: Date): Promise<Set<string>>;
  /** Consumes and writes in one commit: the answer holds the keys (in hex) of the sources that were not consumed before. */
  exchange(db: ByKey, exchanges: readonly Exchange[], at: Date): Promise<Set<string>>;
  /**
   * Advances families of refresh tokens and writes the other tokens, in one commit: the answer contains the successors' hashes (in hex) of those
   * whose token was the current one.
   */
  rotate(db: ByKey, rotations: readonly Rotation[], at: Date): Promise<Set<string>>;
  /** Whether those exchanges used the codes or refresh tokens, in their order. */
  areExchanged(db: ByKey, asked: readonly Exchanged[]): Promise<boolean[]>;
  /** Judges, consumes and writes in one statement; undefined where the library takes each step. */
  readonly redeem:
    | {
        run(db: ByKey, redemptions: readonly Redemption[], times: Times): Promise<(Redeemed | undefined)[]>;
        /** The result of each exchange that was committed although its answer was lost. */
        readBack(db: ByKey, redemptions: readonly Redemption[]): Promise<(Redeemed | undefined)[]>;
      }
    | undefined;
  /** Takes a login a step on and writes its tokens, in a transaction that leaves with its commit; undefined where the library takes each. */
  readonly takeLoginStep: ((trx: Connection, step: LoginStep) => Promise<boolean>) | undefined;
  /**
   * Writes the pending rows of a request, in the transaction of the caller, who may send its commit at once; returns which grants were written.
   */
  writeHeld(trx: Connection, held: PendingWrites, at: Date): Promise<boolean[]>;
  /** The same in a transaction of its own. */
  commitHeld(db: ByKey, held: PendingWrites, at: Date): Promise<boolean[]>;
  /** Dates the use of refresh tokens to now, where the answer was an outage; the keys (in hex) of those that were used. */
  forgive(db: ByKey, used: readonly Unconfirmed[], now: Date): Promise<Set<string>>;
  destroy(db: Connection, kind: RowKey['kind'], key: Buffer): Promise<void>;
  /** Deletes expired rows, at most about `limit` of the old and of the recent; fewer deleted: no more exist. */
  purge(db: Connection, over: Over, limit: number): Promise<number>;

  /** Holds a person and an application against their end while a consent is written; undefined where keys between the tables do so. */
  readonly holdPair: ((trx: Connection, accountId: string, clientId: string) => Promise<void>) | undefined;
  /** Notes a login on its consent and the day of that; undefined where the statement of consents-store.ts can be planned. */
  readonly touchConsent: ((db: Database, login: LastLogin) => Promise<void>) | undefined;
  /** 取消授权: no grant of the pair is left, even if another transaction is writing one. */
  destroyGrantsOf(trx: Connection, accountId: string, clientId: string): Promise<number>;
  destroyAllGrantsOf(trx: Connection, accountId: string): Promise<number>;
  /** Waits until every server has executed the decided commits; undefined on a single server. */
  readonly settled: ((db: Connection) => Promise<void>) | undefined;

  /** Browsers in which an account is signed in, and how that ends (own-sessions-store.ts). */
  readonly sessions: {
    list(db: Connection, accountId: string, now: Date): Promise<OwnSession[]>;
    end(
      trx: Connection,
      accountId: string,
      which: { only: Buffer } | { not: Buffer | undefined },
      at: Date,
    ): Promise<Ended[]>;
    removeGrants(trx: Connection, accountId: string, keys: readonly Buffer[]): Promise<number>;
    removeOtherGrants(trx: Connection, accountId: string, kept: readonly Buffer[]): Promise<number>;
  };
}
