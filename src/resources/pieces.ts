import type { Pause } from '../module.ts';

/** The largest room, read in two pieces with a pause between them. */
export async function load(pause: Pause) {
  await import('./imports/service.ts');
  await pause();
  return import('./index.ts');
}
