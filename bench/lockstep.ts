import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The statements of one wait: those that left before any of them was answered. */
export type Round = string[];

/** Milliseconds without a new statement after which nothing more is believed to leave before an answer. */
const quiet = 40;
/** Milliseconds by which an answer comes later while nothing is counted: the database is not near, and is not taken to be. */
const distance = 10;
/** Milliseconds after which answers are given although a statement has none: it may wait for a lock that another holds. */
const stuck = 500;

/**
 * A way to PostgreSQL on which answers come in step: pending statements are answered together, once no more arrive. So dependent and independent
 * statements are distinguished without a clock, and the steps of a request are its consecutive waits. `isIgnored`: statements without a waiter.
 */
export async function openLockstep(target: string, isIgnored: (text: string) => boolean = () => false) {
  const address = new URL(target);
  const lines = new Set<Line>();
  const sockets = new Set<Socket>();
  let isHolding = false;
  let rounds: Round[] = [];
  let round: Round | undefined;
  let timer: NodeJS.Timeout | undefined;
  let began = 0;
  let statements = 0;
  let isStopped = false;

  function asked(texts: readonly string[]): void {
    if (!isHolding) return;
    if (round === undefined) began = performance.now();
    round ??= [];
    round.push(...texts);
    statements += texts.length;
    clearTimeout(timer);
    timer = setTimeout(turnOnce, quiet, statements);
  }

  /** On a busy machine the time is over before statements that have arrived were read: the event loop of this process turns once more. */
  function turnOnce(before: number): void {
    setImmediate(() => setImmediate(() => isHolding && statements === before && step()));
  }

  /** Answers everything, or waits until the database has. */
  function step(): void {
    const isAnswered = [...lines].every((line) => line.pending() === 0);
    if (isStopped || (!isAnswered && performance.now() - began < stuck)) {
      timer = setTimeout(step, 2);
      return;
    }
    if (round !== undefined && round.length > 0) rounds.push(round);
    round = undefined;
    for (const line of lines) line.release();
  }

  const server = createServer({ noDelay: true }, (inner) => {
    const host = decodeURIComponent(address.hostname);
    const port = Number(address.port || 5432);
    const outer = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    const line = createLine({ inner, outer, asked, isIgnored, holds: () => isHolding });
    lines.add(line);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        inner.destroy();
        outer.destroy();
        sockets.delete(socket);
        lines.delete(line);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = server.address();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = typeof own === 'object' && own !== null ? String(own.port) : '';
  url.search = '';

  return {
    url: url.href,
    /** The waits that come one after the other until `work` is done. */
    async waits(work: () => Promise<unknown>): Promise<Round[]> {
      rounds = [];
      isHolding = true;
      try {
        await work();
        return rounds;
      } finally {
        isHolding = false;
        clearTimeout(timer);
        round = undefined;
        for (const line of lines) line.releaseLater();
      }
    },
    /** Resolves once a statement has left and nothing more follows it; its answer is not given yet. */
    async left(): Promise<void> {
      while (round === undefined || round.length === 0) await new Promise(setImmediate);
    },
    /** Answers nothing until one more statement has left, or for half a second where none does. */
    async oneMore(): Promise<void> {
      const [before, since] = [statements, performance.now()];
      isStopped = true;
      while (statements === before && performance.now() - since < stuck) await new Promise(setImmediate);
      isStopped = false;
    },
    steps: () => rounds.length,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export type Lockstep = Awaited<ReturnType<typeof openLockstep>>;

type Ends = {
  inner: Socket;
  outer: Socket;
  asked: (texts: readonly string[]) => void;
  isIgnored: (text: string) => boolean;
  holds: () => boolean;
};
type Line = ReturnType<typeof createLine>;

/** One connection. Its messages are parsed (the protocol's version 3), the answers are held back. */
function createLine({ inner, outer, asked, isIgnored, holds }: Ends) {
  const names = new Map<string, string>();
  let transaction: 'none' | 'begun' | 'counted' | 'ignored' = 'none';
  let isOpen = false;
  let pending = 0;
  const held: { part: Buffer; due: number }[] = [];
  const said = createReader({ hasStartup: true });
  const heard = createReader({ hasStartup: false });

  inner.on('data', (part: Buffer) => {
    const texts: string[] = [];
    for (const { type, body } of said(part)) {
      if (type === 'Q') texts.push(cString(body, 0).text);
      if (type === 'P') {
        const { text: name, end } = cString(body, 0);
        names.set(name, cString(body, end).text);
      }
      if (type === 'B') texts.push(names.get(cString(body, cString(body, 0).end).text) ?? '');
      if (type === 'Q' || type === 'S') pending += 1;
    }
    if (texts.length > 0) asked(texts.filter(counts));
    outer.write(part);
  });
  outer.on('data', (part: Buffer) => {
    const wasIdle = pending === 0 && held.length === 0;
    for (const { type } of heard(part)) {
      if (type !== 'Z') continue;
      if (isOpen) pending -= 1;
      isOpen = true; // the first says that the connection is made
    }
    if (!isOpen || wasIdle) inner.write(part);
    else held.push({ part, due: performance.now() + distance });
    if (!holds()) releaseLater();
  });

  /** Of a transaction its first statement says whether it is ignored. */
  function counts(text: string): boolean {
    if (text === 'begin') transaction = 'begun';
    else if (transaction === 'begun') transaction = isIgnored(text) ? 'ignored' : 'counted';
    if (transaction === 'none') return !isIgnored(text);
    const isCounted = transaction === 'counted';
    if (text === 'commit' || text === 'rollback') transaction = 'none';
    return isCounted;
  }

  function release(until = Number.POSITIVE_INFINITY): void {
    while (held[0] !== undefined && held[0].due <= until) inner.write(held.shift()?.part ?? '');
  }
  function releaseLater(): void {
    setTimeout(() => {
      if (!holds()) release(performance.now());
    }, distance + 1);
  }
  return { pending: () => pending, release, releaseLater };
}

function cString(body: Buffer, start: number) {
  const end = body.indexOf(0, start);
  return { text: body.toString('utf8', start, end), end: end + 1 };
}

/** Messages of a stream that comes in pieces. */
function createReader({ hasStartup }: { hasStartup: boolean }) {
  let rest: Buffer = Buffer.alloc(0);
  let isStartup = hasStartup;
  return (part: Buffer): { type: string; body: Buffer }[] => {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    const found: { type: string; body: Buffer }[] = [];
    for (;;) {
      const head = isStartup ? 0 : 1;
      if (rest.length < head + 4) return found;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return found;
      found.push({ type: isStartup ? '' : String.fromCharCode(rest[0] ?? 0), body: rest.subarray(head + 4, end) });
      isStartup = false;
      rest = rest.subarray(end);
    }
  };
}
