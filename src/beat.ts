/** Periodic reports of a process. */

/** Reports at once and again after so many milliseconds, until it is stopped; then a last report, once. */
export function createBeat(tell: () => Promise<unknown>, everyMs: number, lastWord: () => Promise<unknown> = tell) {
  let timer: NodeJS.Timeout | undefined;
  return {
    /** The promise is that of the first word. */
    async start(): Promise<void> {
      if (timer !== undefined) return;
      timer = setInterval(() => void tell(), everyMs).unref();
      await tell();
    },
    async stop(): Promise<void> {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      await lastWord();
    },
  };
}
