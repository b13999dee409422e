import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to a PostgreSQL server that a test can close: a Unix socket in front of the server's own address. */
export async function openGateway(target: string, sent?: (part: Buffer) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-gate-'));
  const path = join(folder, '.s.PGSQL.5432');
  const sockets = new Set<Socket>();
  const pairs = new Set<[inner: Socket, outer: Socket]>();
  let isSwallowing = false;
  let delay = 0;
  let [opening, mostOpening] = [0, 0];
  const server = createServer((inner) => {
    if (isSwallowing) {
      sockets.add(inner.on('error', () => undefined).on('close', () => sockets.delete(inner)));
      inner.resume();
      return;
    }
    opening += 1;
    mostOpening = Math.max(mostOpening, opening);
    const outer = connect(addressOf(target));
    pairs.add([inner, outer]);
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    outer.pipe(inner);
    setTimeout(() => {
      opening -= 1;
      inner.pipe(outer);
      if (sent !== undefined) inner.on('data', sent); // not before: otherwise a listener would consume data before they can be passed on
    }, delay);
  });
  const open = () => new Promise<void>((resolve) => server.listen(path, resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  /** A peer that vanished without a word: nothing arrives any more, and nothing ends. */
  const stall = () => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  /** Existing connections stand still, and lose nothing. */
  const freeze = (yes: boolean) => {
    for (const [inner, outer] of pairs) {
      if (yes) for (const socket of [inner, outer]) socket.unpipe();
      else inner.pipe(outer).pipe(inner);
    }
  };
  /** All traffic, also of new connections: they are accepted, and data on them are dropped. */
  const swallow = (yes: boolean) => {
    isSwallowing = yes;
    if (yes) stall();
  };
  /** New connections are accepted and their data dropped; existing ones continue. */
  const swallowNew = (yes: boolean) => {
    isSwallowing = yes;
  };
  /** Data of new connections are delayed by so many milliseconds. */
  const slow = (ms: number) => {
    delay = ms;
  };
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    cut();
    await closed;
  };
  await open();

  const url = new URL(target);
  url.hostname = encodeURIComponent(folder);
  url.port = '';
  url.search = '';
  return {
    url: url.href,
    open,
    close,
    /** Cuts existing connections and keeps listening. */
    cut,
    freeze,
    stall,
    swallow,
    swallowNew,
    slow,
    /** How many were being opened at the same time. */
    mostOpening: () => mostOpening,
    async remove() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addressOf(target: string) {
  const url = new URL(target);
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
  const port = Number(url.port || 5432);
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
}
