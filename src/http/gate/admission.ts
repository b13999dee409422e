import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { withReservedConnections } from '../../database/share.ts';
import type { Log } from '../../log.ts';
import { isBusy as isThreadBusy } from '../../pace.ts';
import { createQueue, type Queue } from '../../queue.ts';
import { routedPath } from '../path.ts';
import { whenSent } from '../requests/body.ts';
import type { Handler } from './gate.ts';
import type { Metrics } from './metrics.ts';
import { createRefusal } from './refusal.ts';
import { createWaitingPage } from './waiting-page.ts';
import { createWaitingRoom } from './waiting-room.ts';

/** Classes of work: how many requests of each are under way at once, and wait while a crowd lasts. None waits behind another's queue. */
const classes = {
  /** Requests of partners' servers while a citizen signs in. */
  tokens: { places: 64 },
  /** A login that is in progress: finishing one has priority over beginning another. */
  logins: { places: 24 },
  arrivals: { places: 8 },
  api: { places: 8, lasting: 24 },
  /** Public reading by programs, without authentication: at most a few at a time, and after all others. */
  open: { places: 3, lasting: 9 },
  /** With their pictures: a page asks for thirty at once. */
  pages: { places: 8, lasting: 24 },
  /** 运行状态: who finds everything else busy looks there. It asks the database for nothing while it is fresh. */
  status: { places: 4 },
  /** Files in both directions: they take long, and are bounded again where they are read and drawn. */
  files: { places: 12 },
} as const;

/** Arrivals that wait for a remote database: the limit, by milliseconds of this thread each. */
const farArrivals = { places: 32, work: 1.5 };

/** Who finds a connection to the database however many others wait for one. */
const isUrgent = {
  tokens: true,
  logins: true,
  arrivals: true,
  api: false,
  open: false,
  pages: false,
  status: false,
  files: false,
};

export type WorkClass = keyof typeof classes;

/** Milliseconds. A slow reader of a long answer keeps its place no longer. */
const longestPlace = 5_000;
/** Refusals wait a little: who asks again in a loop would otherwise take the time of those who are served. */
const pause = 20;
/** Refusals written in one turn of the event loop. */
const refusedInTurn = 64;
/** Uploads that may be on their way for each place; they count once they are complete. */
const uploadsForPlace = 8;

/** Queue limit for browsers that begin a login while the waiting room is empty, and for those it admitted. */
const inLine = 16;
/** Queue limit for new arrivals while the waiting room is in use. */
const newcomersInLine = 4;

type Needs = {
  publicUrl: URL;
  longest: number;
  /** Signs the places of the waiting room. */
  waitingKey: Buffer;
  metrics: Pick<Metrics, 'event' | 'pools'>;
  log: Log;
  app: Handler;
  /** Whether the thread that serves has no time to give away. */
  isBusy?: () => boolean;
};

/** Stands before all work: short queues by class, and an immediate answer when they are full. */
export function createAdmission({
  publicUrl,
  longest,
  waitingKey,
  metrics,
  log,
  app,
  isBusy = isThreadBusy,
}: Needs): Handler {
  const run = (workClass: WorkClass, req: IncomingMessage, res: ServerResponse): void =>
    isUrgent[workClass] ? withReservedConnections(() => app(req, res)) : app(req, res);
  const inTurn = createTurns();
  const arrivals = createQueue({ ...classes.arrivals, far: { ...farArrivals, isBusy }, longest });
  const queues: Readonly<Record<string, Queue>> = {
    ...Object.fromEntries(Object.entries(classes).map(([name, needs]) => [name, createQueue({ ...needs, longest })])),
    arrivals,
  };
  metrics.pools(() =>
    Object.fromEntries(Object.entries(queues).map(([name, queue]) => [`requests_${name}`, queue.state()])),
  );
  const refuse = createRefusal(publicUrl);
  const waitingPage = createWaitingPage(publicUrl);
  const waitingRoom = createWaitingRoom({ key: waitingKey, ...arrivals });
  const answerSoon = createRefusals();
  let uploading = 0;
  let warnedAt = Number.NEGATIVE_INFINITY;
  let unreported = 0;

  function tell(workClass: WorkClass): void {
    metrics.event(`refused.${workClass}`);
    unreported += 1;
    const now = performance.now();
    if (now - warnedAt < 10_000) return;
    log.warn({ workClass, refused: unreported }, 'more is asked for than can be served');
    [warnedAt, unreported] = [now, 0];
  }

  function sendOff(req: IncomingMessage, res: ServerResponse, workClass: WorkClass): void {
    tell(workClass);
    answerSoon(req, res, () => refuse(req, res));
  }

  /**
   * Whether a request that begins a login may queue. Otherwise it has been answered: with the waiting room, or a refusal because that is full.
   */
  function mayBegin(queue: Queue, req: IncomingMessage, res: ServerResponse, workClass: WorkClass): boolean {
    const line = queue.length();
    const wait = waitingRoom.ask({
      place: waitingPage.placeOf(req),
      room: { called: line < inLine, newcomers: line < newcomersMayBe() },
      keepsPlace: workClass !== 'arrivals', // it leads on to the authorization request, which uses it up
      canWait: opensPage(req),
    });
    if (wait === undefined) return true;
    if (wait === 'full' || !opensPage(req)) sendOff(req, res, workClass);
    else {
      metrics.event(`waiting.${workClass}`);
      answerSoon(req, res, () => waitingPage.answer(req, res, wait));
    }
    return false;
  }
  const newcomersMayBe = () => (waitingRoom.isOpen() ? newcomersInLine : inLine);

  function standInLine(queue: Queue, req: IncomingMessage, res: ServerResponse, workClass: WorkClass): void {
    const isEntry = entries.test(routedPath(req.url));
    // A form that is posted to the authorization endpoint leads on to an address, and begins nothing itself.
    const begins = isEntry && req.method !== 'POST';
    if (begins && !mayBegin(queue, req, res, workClass)) return;
    queue.enter(
      () => {
        const began = performance.now();
        if (res.destroyed) queue.left(began);
        else if (workClass === 'tokens') {
          try {
            run(workClass, req, res);
          } finally {
            // Answered from memory in this very turn: their answers fit into one packet.
            if (res.writableEnded) queue.left(began);
            else occupy(queue, res, workClass, began);
          }
        } else {
          occupy(queue, res, workClass, began);
          inTurn(() => run(workClass, req, res));
        }
      },
      () => sendOff(req, res, workClass),
      begins ? inLine : isEntry ? newcomersMayBe() : undefined,
    );
  }

  /** An upload may arrive as slowly as its route permits: no request waits behind it, and it is counted once it is complete. */
  function takeUpload(queue: Queue, req: IncomingMessage, res: ServerResponse, workClass: WorkClass): void {
    if (uploading >= classes.files.places * uploadsForPlace || !queue.hasRoom()) {
      sendOff(req, res, workClass);
      return;
    }
    let isCounted = false;
    uploading += 1;
    const arrived = () => {
      if (isCounted) return;
      isCounted = true;
      uploading -= 1;
      res.off('close', arrived);
    };
    res.once('close', arrived);
    req.once('end', () => {
      arrived();
      if (res.writableEnded || res.destroyed) return;
      queue.pass();
      occupy(queue, res, workClass);
    });
    run(workClass, req, res);
  }

  return (req, res) => {
    const workClass = classOf(req);
    const queue = queues[workClass];
    if (queue === undefined) return app(req, res);
    if (answerSoon.isEnding(req.socket)) return;
    whenSent(req, workClass === 'files' ? 'at once' : 'whole', (sent) => {
      if (sent === 'broken off') {
        if (workClass === 'tokens' && queue.hasRoom()) run(workClass, req, res); // logged for the operator (R10)
      } else if (res.writableEnded || res.destroyed) return;
      else if (sent === 'there') standInLine(queue, req, res, workClass);
      else takeUpload(queue, req, res, workClass);
    });
  };
}

/**
 * Refuses requests over capacity: after a pause, a limited number in a turn of the event loop, and once on a connection. A client that pipelined
 * more requests gets this one answer, and sends the rest on another connection.
 */
function createRefusals() {
  const waiting: (() => void)[] = [];
  /** Connections with a refusal under way, and whether more was asked on them. */
  const ending = new WeakMap<Socket, { asksMore: boolean }>();
  function turn(): void {
    for (const answer of waiting.splice(0, refusedInTurn)) answer();
    if (waiting.length > 0) setImmediate(turn);
  }

  const answerSoon = (req: IncomingMessage, res: ServerResponse, answer: () => void): void => {
    const standing = { asksMore: false };
    ending.set(req.socket, standing);
    const written = waiting.push(() => {
      if (standing.asksMore) res.shouldKeepAlive = false;
      else ending.delete(req.socket);
      answer();
    });
    if (written === 1) setTimeout(turn, pause);
  };
  /** Whether nothing more is answered on a connection; who asks has asked for more. */
  const isEnding = (socket: Socket): boolean => {
    const standing = ending.get(socket);
    if (standing !== undefined) standing.asksMore = true;
    return standing !== undefined;
  };
  return Object.assign(answerSoon, { isEnding });
}

/**
 * Begins one thing in each turn of the event loop. A crowd in one turn would otherwise start as a whole before anything else; so requests of
 * partners' servers get in between.
 */
function createTurns(): (begin: () => void) => void {
  const waiting: (() => void)[] = [];
  function turn(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(turn);
  }
  return (begin) => {
    if (waiting.push(begin) === 1) setImmediate(turn);
  };
}

/** From now on until the answer is given, or it takes too long. */
function occupy(queue: Queue, res: ServerResponse, workClass: WorkClass, began = performance.now()): void {
  let isOver = false;
  const timer = workClass === 'tokens' ? undefined : setTimeout(leave, longestPlace).unref(); // their answers fit into one packet
  function leave(): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    queue.left(began);
  }
  res.once('close', leave);
}

/** Paths where a login begins. The path decides, regardless of client and method. */
const entries = /^\/(oidc\/auth|account|(account|console|admin)\/sign-in)$/;

/** A page that a person opens, and who can be shown one: no program, and no hidden frame of a partner, which would wait in vain for its answer. */
function opensPage({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' || headers.accept?.includes('text/html') !== true) return false;
  if ((headers['sec-fetch-mode'] ?? 'navigate') !== 'navigate') return false;
  return (headers['sec-fetch-dest'] ?? 'document') === 'document';
}

const tokens =
  /^\/oidc\/(token|introspection|revocation|userinfo|par|jwks)\b|^\/assistants\/(token|revocation)\b|^\/\.well-known\//;
const logins = /^\/(oidc|assistants|interaction|account|console\/(sign-in|callback)|admin\/(sign-in|callback))\b/;
const open = /^\/(api\/v1\/open|transparency)\/(?!passport$)/;
const status = /^\/status(\/|$)/;
const files = /^\/api\/v1\/(files|imports)\b|\/(imports?|export|templates)\b|\.(xlsx|csv|zip)$/;

/** By path alone, before authentication; only forms with files are recognised by their headers. */
export function classOf({ url, method, headers }: Pick<IncomingMessage, 'url' | 'method' | 'headers'>): WorkClass {
  const path = routedPath(url);
  if (tokens.test(path)) return 'tokens';
  if (path === '/oidc/auth') return 'arrivals';
  if (logins.test(path)) return 'logins';
  if (open.test(path)) return 'open';
  if (status.test(path)) return 'status';
  const bringsFiles = method === 'POST' && headers['content-type']?.startsWith('multipart/') === true;
  if (bringsFiles || files.test(path)) return 'files';
  return path.startsWith('/api/') ? 'api' : 'pages';
}
