import { writtenEntries } from './by-hand.ts';
import type { DemoEntry } from './entry.ts';
import { ruledEntries } from './ruled.ts';

/** All that the demo shows of resources, with times around `now`. The same each time but for those. */
export const demoEntries = (now: Date): DemoEntry[] => [...writtenEntries(now), ...ruledEntries(now)];
