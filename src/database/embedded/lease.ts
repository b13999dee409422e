import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ClusterPaths } from './cluster-paths.ts';

/** The keeper's answer. `absent`: there is no keeper, or it is just ending. */
export type Answer = { kind: 'held'; lease: Socket } | { kind: 'failed'; why: string } | { kind: 'absent' };

export const ready = 'ready\n';
export const failed = (why: string) => `failed ${why.replaceAll('\n', ' ')}\n`;

/** Asks the keeper for the cluster. The connection of the answer holds the cluster for as long as it is open. */
export function askForLease(paths: ClusterPaths, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ path: paths.lease });
    const answer = (value: Answer) => {
      signal.removeEventListener('abort', giveUp);
      if (value.kind !== 'held') socket.destroy();
      resolve(value);
    };
    const giveUp = () => answer({ kind: 'absent' });
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();

    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      received += text;
      if (!received.includes('\n')) return;
      answer(
        received.startsWith(ready) ? { kind: 'held', lease: socket } : { kind: 'failed', why: received.slice(7, -1) },
      );
      received = '';
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => answer({ kind: 'absent' }));
  });
}

/** Becomes the keeper; undefined when another process is. To bind is atomic, so of many one wins. */
export async function takeLease(paths: ClusterPaths): Promise<Server | undefined> {
  const server = createServer();
  if (await listens(server, paths.lease)) return server;
  if (paths.lease.startsWith('\0') || (await isAnswered(paths.lease))) return undefined;
  // A socket file outlives its keeper.
  unlinkSync(paths.lease);
  return (await listens(server, paths.lease)) ? server : undefined;
}

const listens = (server: Server, path: string) =>
  new Promise<boolean>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error));
    server.once('error', refused);
    server.listen(path, () => {
      server.off('error', refused);
      resolve(true);
    });
  });

const isAnswered = (path: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ path });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
