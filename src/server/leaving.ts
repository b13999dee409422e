import type { Server } from 'node:http';
import { Server as Listener } from 'node:net';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Milliseconds that the last answers may need on their way. */
const pause = 100;
/** Milliseconds for which a connection stays open in a process that listens no more: at least one more request of a busy one. */
const leastForIdle = 1_000;

/** Milliseconds of a turn in which hardly anything was to be done. */
const short = 0.3;

type How = {
  /** The listener stays open: the load balancer has not noticed the end yet. */
  listens: boolean;
  milliseconds: number;
};

/**
 * Ends a server without losing an answer. Once it stops listening, every answer closes its connection (the next request on it might come a
 * moment too late), and connections that had no request meanwhile are closed at the end. They stay open until then: the next request would come
 * by a connection of its own, and one that arrives in the moment in which the listener closes is cut off. The promise resolves once the last
 * connection is closed.
 */
export function createLeaving(server: Server) {
  /** Without http.Server's own addition: it closes all idle connections at once. */
  const stopListening = () => Listener.prototype.close.call(server);

  return async ({ listens, milliseconds }: How): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.once('close', () => resolve()));
    if (listens) {
      await sleep(milliseconds);
      await quietMoment();
    }
    stopListening();
    server.prependListener('request', (_req, res) => {
      res.shouldKeepAlive = false;
    });
    await sleep(listens ? leastForIdle : Math.max(milliseconds, leastForIdle));
    await quietMoment();
    server.closeIdleConnections();
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    while (!isClosed) {
      await Promise.race([closed, sleep(pause)]);
      await quietMoment();
      server.closeIdleConnections();
    }
  };
}

/**
 * Right after a short turn of the event loop, in which whatever had arrived was taken: a connection or a request that the system still holds when
 * its socket is closed is cut off without an answer, and a proxy does not send it to another node where it is a POST.
 */
async function quietMoment(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const began = performance.now();
    await turn();
    if (performance.now() - began < short) return;
  }
}
