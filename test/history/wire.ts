import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';

type State = { is: 'open' | 'cut' | 'swallowing'; delayMs: number };

/** A way to a database that can be cut, swallow everything, delay everything, and lead to another server. */
export async function openWire(target: string) {
  let leads = new URL(target);
  let state: State = { is: 'open', delayMs: 0 };
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    return socket;
  };
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };

  /** In order, each piece as late as the wire is slow when it comes. */
  function pass(from: Socket, to: Socket): void {
    let last = Promise.resolve();
    from.on('data', (bytes) => {
      if (state.is === 'swallowing') return;
      const { delayMs } = state;
      last = last.then(async () => {
        if (delayMs > 0) await sleep(delayMs);
        if (!to.destroyed) to.write(bytes);
      });
    });
    from.on('close', () => void last.then(() => to.destroy()));
  }

  const server = createServer((inner) => {
    keep(inner);
    if (state.is === 'cut') return void inner.destroy();
    const outer = keep(connect(Number(leads.port), leads.hostname));
    inner.setNoDelay();
    outer.setNoDelay();
    pass(inner, outer);
    pass(outer, inner);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String(port);

  return {
    url: url.href,
    cut: () => {
      state = { is: 'cut', delayMs: 0 };
      drop();
    },
    swallow: () => {
      state = { is: 'swallowing', delayMs: 0 };
    },
    slow: (delayMs: number) => {
      state = { is: 'open', delayMs };
    },
    /** Swallowed bytes are not made up for: connections that waited for them are over. */
    mend: () => {
      if (state.is === 'swallowing') drop();
      state = { is: 'open', delayMs: 0 };
    },
    leadTo: (next: string) => {
      leads = new URL(next);
      drop();
    },
    async close() {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
