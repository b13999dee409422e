import { AsyncLocalStorage } from 'node:async_hooks';

type Reading = { isCurrent: boolean };
const reading = new AsyncLocalStorage<Reading>();

/**
 * Lets what `work` reads come from a standby, which may be some moments behind. Whatever is not done within such a work (forms, jobs,
 * commands, everything under /oidc) is read from the primary.
 */
export const mayBeBehind = <T>(work: () => T): T => reading.run({ isCurrent: false }, work);

/** Whether the next statement may be read from a standby. */
export const isBehindAllowed = (): boolean => reading.getStore()?.isCurrent === false;

/** What has read from the primary once goes on there: nothing that was seen is gone a statement later. */
export function stayCurrent(): void {
  const store = reading.getStore();
  if (store !== undefined) store.isCurrent = true;
}
