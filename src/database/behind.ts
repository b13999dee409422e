import { AsyncLocalStorage } from 'node:async_hooks';

type Reading = { isCurrent: boolean };
const reading = new AsyncLocalStorage<Reading>();

/**
 * Lets the reads of `work` come from a standby, which may be some moments behind. All other reads (forms, jobs, commands, everything under
 * /oidc) go to the primary.
 */
export const mayBeBehind = <T>(work: () => T): T => reading.run({ isCurrent: false }, work);

/** Whether the next statement may be read from a standby. */
export const isBehindAllowed = (): boolean => reading.getStore()?.isCurrent === false;

/** Once a work has read from the primary, it stays there: no row that it saw is missing a statement later. */
export function stayCurrent(): void {
  const store = reading.getStore();
  if (store !== undefined) store.isCurrent = true;
}
