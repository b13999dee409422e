import { setTimeout as sleep } from 'node:timers/promises';

/** The largest room, read in two pieces with a moment between them. */
export async function load() {
  await import('./imports/service.ts');
  await sleep(1);
  return import('./index.ts');
}
