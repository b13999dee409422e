import { endpoints } from './call.ts';
import type { LogEntry } from './page.ts';

/** An entry of the log as pages show it. */
export const presentedCall = ({ endpoint, error, details, ...entry }: LogEntry) => ({
  ...entry,
  endpoint: endpoints[endpoint],
  isOk: error === undefined,
  error,
  details,
});
