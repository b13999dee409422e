import { connect, createServer, type Socket } from 'node:net';

// A process of its own, so that its work is not the server's: node bench/delaying-proxy.ts postgres://… Whatever is sent through it
// arrives half of a round trip later, in its order, in either direction. The parent says how many milliseconds a round trip takes.
const target = new URL(process.argv[2] ?? '');
let half = 0;

/** Milliseconds before something is due from which the clock is watched: timers come late by up to one. */
const watched = 1.2;
/** And how long it pauses between two polls: polling alone takes a core from the measured processes. */
const rest = 0.1;
const nobody = new Int32Array(new SharedArrayBuffer(4));

/** Writes each part when it is due; nothing overtakes. */
function delay(from: Socket, to: Socket): void {
  const queue: { due: number; part: Buffer }[] = [];
  let isWaiting = false;

  function next(): void {
    isWaiting = false;
    const now = performance.now();
    while (queue[0] !== undefined && queue[0].due <= now) to.write(queue.shift()?.part ?? '');
    const [first] = queue;
    if (first === undefined) return;
    isWaiting = true;
    if (first.due - now > watched) setTimeout(next, first.due - now - watched);
    else {
      Atomics.wait(nobody, 0, 0, Math.min(rest, first.due - now));
      setImmediate(next);
    }
  }

  from.on('data', (part: Buffer) => {
    queue.push({ due: performance.now() + half, part });
    if (!isWaiting) next();
  });
  from.on('error', () => undefined);
  from.on('close', () => to.destroy());
}

const server = createServer({ noDelay: true }, (inner) => {
  const host = decodeURIComponent(target.hostname);
  const port = Number(target.port || 5432);
  const outer = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  outer.setNoDelay(true);
  delay(inner, outer);
  delay(outer, inner);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
process.on('message', (message: { roundTrip: number }) => {
  half = message.roundTrip / 2;
  process.send?.({});
});
process.on('disconnect', () => process.exit(0));
