/** Declarations of a room's personal data, for exports and erasure. */

import { days } from './clock.ts';
import type { Seal } from './crypto/seal.ts';
import type { Connection } from './database/open.ts';

/** A person whose data are searched, exported or erased. */
type Person = {
  accountId: string;
  phone: string | undefined;
  email: string | undefined;
};

/** A row as it is exported, under the names of its columns. */
export type PersonalRow = Record<string, unknown>;

/**
 * The fate of the rows at the deletion of the account:
 * - `removed`: they go;
 * - `pseudonymous`: they stay, as another keeps them by law or as its own (audit, papers of institutions); the id in them is the random one of
 *   an account without other data, and identifies no one any more;
 * - a function of the room. It is repeatable, and works in bounded steps: the answer is how many rows it changed, and
 *   it is asked until that is none.
 */
type AtDeletion = 'removed' | 'pseudonymous' | ((trx: Connection, person: PersonSought, at: Date) => Promise<number>);

export type PersonSought = Person & { seal: Seal };

/**
 * The period, and its end:
 * - `account`: until its owner takes it back, at the latest until the account is erased;
 * - `time`: so many seconds, then the job of that name takes it, `months`: with its month; where `column` is named the room of privacy does
 *   (`privacy.purge`);
 * - `institution`: it belongs to the papers of an institution or to the work of the operators, and stays when a person goes; that person is
 *   a random number in it from then on.
 */
type Term =
  | { until: 'account' }
  | { until: 'time'; seconds: number; job: string; column?: string; months?: true }
  | { until: 'institution' };

/** Why it is kept, as people read it in their copy and in 隐私政策, and how long. */
export type Retention = { why: string; term: Term };

export const untilErased = (why: string): Retention => ({ why, term: { until: 'account' } });
export const untilJob = (why: string, seconds: number, job: string, months?: true): Retention => ({
  why,
  term: { until: 'time', seconds, job, ...(months && { months }) },
});
/** `column`: from when on the time counts. */
export const forTime = (why: string, seconds: number, column: string): Retention => ({
  why,
  term: { until: 'time', seconds, column, job: 'privacy.purge' },
});
export const ofInstitution = (why: string): Retention => ({ why, term: { until: 'institution' } });

/** Retention of legally required records: 网络安全法 requires six months. */
export const asLogs = days(180);

/** One table that keeps something of people (个人信息保护法). A table with the id of an account that no room names fails a test. */
export type PersonalTable = {
  table: string;
  /** As the readable pages of an export call it: 登录记录. */
  heading: string;
  /** Why, and how long: the purge, the copy for the person and 隐私政策 go by it. */
  kept: Retention;
  /** Parts of a row that end earlier. */
  parts?: readonly { what: string; kept: Retention }[];
  /** Columns with the id of an account, all of one type: a row belongs to all accounts in them. */
  accountIn: readonly string[];
  /** Columns by which an account's rows are found without its id: keyed hashes of a phone. */
  alsoFoundBy?: Readonly<Record<string, (person: PersonSought) => Buffer | undefined>>;
  /** Columns in which an id may be part of a value (JSON, a key): they are not searched. */
  mentionedIn?: readonly string[];
  /** The exported columns of a row: column → label. Never hashes, secrets, or data of others. */
  exported: Readonly<Record<string, string>>;
  /** For sealed values exported in clear: all columns that are read, and the function that presents them. */
  reads?: readonly string[];
  present?: (row: PersonalRow, seal: Seal, accountId: string, phone?: string) => PersonalRow;
  atDeletion: AtDeletion;
};
