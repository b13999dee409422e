import { fileURLToPath } from 'node:url';

const preload = fileURLToPath(new URL('./wrong-clock.mjs', import.meta.url));

/** Settings of a node whose machine has a clock that is wrong by so many seconds. */
export const wrongBy = (seconds: number): Record<string, string> => ({
  NODE_OPTIONS: `--import=${preload}`,
  MACHINE_CLOCK_WRONG: String(seconds),
});
