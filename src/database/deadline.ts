import { AsyncLocalStorage } from 'node:async_hooks';

/** Milliseconds after which a statement that was not answered ends, and its connection with it. */
const usual = 5_000;

/** Work whose statements may take longer, each by its name. */
const longer = {
  job: 60_000,
  command: 60_000,
  export: 60_000,
  upload: 60_000,
  maintenance: 12 * 3_600_000, // reads all rows of a table once, in the background
  readiness: 2_000, // the caller of readiness has a timeout of its own
} as const;

const within = new AsyncLocalStorage<number>();

/** Gives every statement within `work` the deadline of its kind. */
export const timed = <T>(kind: keyof typeof longer, work: () => T): T => within.run(longer[kind], work);

export const deadline = (): number => within.getStore() ?? usual;
