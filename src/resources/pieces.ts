import { setImmediate as turn } from 'node:timers/promises';

/** The largest room, read in two pieces with a turn of the event loop between them. */
export async function load() {
  await import('./imports/service.ts');
  await turn();
  return import('./index.ts');
}
