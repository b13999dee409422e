import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { Answered, PictureRequest } from './picture-work.ts';

// The process in which strangers' pictures are opened, started by picture-process.ts: one piece of work at a time.

const mostMemory = 640 * 1024 * 1024;
const howOftenMeasured = 25;

/** Passwords and tokens come before pictures and the modules that draw them. */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const loading = import('./picture-work.ts');
try {
  writeFileSync('/proc/self/oom_score_adj', '1000'); // where memory runs out, this process ends and not the one that serves
} catch {
  // Only Linux has it.
}

/** Ends at once, whatever the threads are at: an ordinary exit waits for them. */
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const tell = (answered: Answered) => process.send?.(answered);

// The thread that runs this is free while the library draws on another.
setInterval(() => {
  if (process.memoryUsage.rss() > mostMemory) tell({ tooMuchMemory: true });
}, howOftenMeasured);

process.on('message', (asked: PictureRequest) => {
  run(asked).then(
    (answer) => tell({ answer }),
    (error: unknown) => tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

/** TypeScript cannot see that a name and its arguments belong together. */
async function run({ name, args }: PictureRequest): Promise<unknown> {
  const { work } = await loading;
  return Reflect.apply(work[name], undefined, args);
}
