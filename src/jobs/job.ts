/** Seconds until the next attempt after this one; undefined gives up. */
export type Retry = (attempt: number) => number | undefined;

/** Work requested with `enqueue`. It runs at least once, so it must be repeatable. */
export interface QueuedJob {
  queue: string;
  handle: (payload: unknown, attempt: number) => Promise<void>;
  /** Over a day in seven attempts where it says nothing. */
  retry?: Retry;
}

/**
 * Work that is due by the clock, once in the cluster. The pattern is read in Asia/Shanghai. The last run that was missed while no node
 * lived is made up for at the next start, within an hour or as long as `madeUpFor` says.
 */
export interface ScheduledJob {
  name: string;
  schedule: string;
  run: (slot: Date) => Promise<void>;
  madeUpFor?: number;
}

/** Background work of a room. */
export type Job = QueuedJob | ScheduledJob;
