import { executionAsyncResource } from 'node:async_hooks';
import type { Server } from 'node:http';

/** Of one constructor: by then V8 has decided how much room its objects get. */
const decided = 8;

/** Alive as long as the process is. */
const kept = new Set<unknown>();

/**
 * Keeps V8 from losing shapes that each request needs (docs/adr/0090). A collection that is to give memory back, as V8 makes one in a process of
 * which little is asked, takes those of which no object is alive; then every process.nextTick costs five times as much, as it takes the next
 * shape for one of many, and requests and responses become dictionaries, whose room it decides at the seventh by the shapes of those before it. So
 * one tick is kept, and the first requests with their responses until that is decided. Called before the server listens.
 */
export function keepShapes(server: Server): void {
  process.nextTick(() => kept.add(executionAsyncResource()));

  const first = new Map<unknown, unknown>();
  const keep = (req: unknown, res: unknown) => {
    first.set(req, res);
    if (first.size < decided) return;
    server.off('request', keep);
    first.clear();
  };
  server.on('request', keep);
}
