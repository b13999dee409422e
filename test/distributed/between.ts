import { connect, createServer, type Socket } from 'node:net';
import { portOf } from '../support/ports.ts';

/** A proxy between the coordinator and a worker. Messages pass, until the worker is told to execute a decided commit. */
export type Between = Awaited<ReturnType<typeof standBetween>>;

export async function standBetween(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  /** An action instead of that; the message passes after it, unless it took the connection. */
  let instead: (() => Promise<void>) | undefined;

  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let before = Promise.resolve();
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    far.on('data', (said) => near.write(said));
    near.on('data', (said) => {
      before = before.then(async () => {
        if (said.includes('COMMIT PREPARED')) await instead?.();
        if (!far.destroyed) far.write(said);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = new URL(url);
  own.port = String(portOf(server.address()));

  return {
    url: own.href,
    port: Number(own.port),
    instead(work: (() => Promise<void>) | undefined): void {
      instead = work;
    },
    /** Until the answer is called nothing that is decided is carried out there. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      instead = () => promise;
      return () => {
        instead = undefined;
        resolve();
      };
    },
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
