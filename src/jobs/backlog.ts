import type { Connection } from '../database/open.ts';
import type { Fact } from '../fact.ts';

/** `waiting`: it continues automatically. `dead`: it is not retried any more. */
export type BacklogState = 'dead' | 'waiting';

/** Something that did not get where it should, yet or at all. Nothing in it is a secret, and of a receiver only a part. */
export interface Stuck {
  id: string;
  /** The queue of a job, the type of an event. */
  what: string | undefined;
  createdAt: Date;
  attempts: number;
  /** Of the next attempt. */
  dueAt: Date | undefined;
  /** The last failure, as noted by the worker. */
  problem: string | Fact | undefined;
  receiver: string | undefined;
}

export type BacklogCounts = { waiting: number; dead: number; oldestAt: Date | undefined };
export type BacklogPage = { state: BacklogState; before: { at: Date; id: string } | undefined; limit: number };

/** The backlog of one queue, for operators of the service. */
export interface Backlog {
  counts: () => Promise<BacklogCounts>;
  /** The longest waiting first, the newest dead first. */
  list: (page: BacklogPage) => Promise<Stuck[]>;
  find: (connection: Connection, id: string) => Promise<(Stuck & { state: BacklogState }) | undefined>;
  /** Tries it now, from the first attempt on; false where it is no more, or under way. */
  again: (trx: Connection, id: string) => Promise<boolean>;
  /** Removes it; false where it is no more, or under way. */
  drop: (trx: Connection, id: string) => Promise<boolean>;
}
