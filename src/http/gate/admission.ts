import type { IncomingMessage, ServerResponse } from 'node:http';
import { urgently } from '../../database/share.ts';
import type { Log } from '../../log.ts';
import { isBusy as isThreadBusy } from '../../pace.ts';
import { createQueue, type Queue } from '../../queue.ts';
import { pathOf } from '../requests/path.ts';
import type { Handler } from './gate.ts';
import type { Metrics } from './metrics.ts';
import { createRefusal } from './refusal.ts';
import { createWaitingPage } from './waiting-page.ts';
import { createWaitingRoom } from './waiting-room.ts';

/** Classes of work: how many requests of each are under way at once, and wait while a crowd lasts. None waits behind another's queue. */
const classes = {
  /** What partners' servers wait for while somebody signs in. */
  tokens: { places: 64 },
  /** Somebody is in the middle of a login: rather that one ends than that another begins. */
  logins: { places: 24 },
  arrivals: { places: 8 },
  api: { places: 8, lasting: 24 },
  /** What anybody's program takes along, without a name: never more than a few of them, and never before those who have one. */
  open: { places: 3, lasting: 9 },
  /** With their pictures: a page asks for thirty at once. */
  pages: { places: 8, lasting: 24 },
  /** 运行状态: who finds everything else busy looks there. It asks the database for nothing while it is fresh. */
  status: { places: 4 },
  /** Files in both directions: they take long, and are bounded again where they are read and drawn. */
  files: { places: 12 },
} as const;

/** Arrivals where they wait for a database that is far away: as many as take the thread so many milliseconds each, and never more than so many. */
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

/** So many browsers wait in line for a place, where nobody stands in the waiting room, and of those who were called there. */
const inLine = 16;
/** While somebody stands there, of those who only come now. */
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

/** Stands before everything that does work: short queues by class of work, and an answer at once to whom they have no room for. */
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
    isUrgent[workClass] ? urgently(() => app(req, res)) : app(req, res);
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
  const refused: (() => void)[] = [];
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

  function soon(answer: () => void): void {
    if (refused.length === 0)
      setTimeout(() => {
        for (const one of refused.splice(0)) one();
      }, pause);
    refused.push(answer);
  }

  function sendOff(req: IncomingMessage, res: ServerResponse, workClass: WorkClass): void {
    tell(workClass);
    soon(() => refuse(req, res));
  }

  /** Whether a browser at the beginning of a login may stand in line. Otherwise it has its answer: the waiting room, or that even that is full. */
  function mayBegin(queue: Queue, req: IncomingMessage, res: ServerResponse, workClass: WorkClass): boolean {
    const line = queue.length();
    const wait = waitingRoom.ask({
      place: waitingPage.placeOf(req),
      room: { called: line < inLine, newcomers: line < (waitingRoom.isOpen() ? newcomersInLine : inLine) },
      keepsPlace: workClass !== 'arrivals', // it leads on to the authorization request, which uses it up
    });
    if (wait === undefined) return true;
    if (wait === 'full') sendOff(req, res, workClass);
    else {
      metrics.event(`waiting.${workClass}`);
      soon(() => waitingPage.answer(req, res, wait));
    }
    return false;
  }

  return (req, res) => {
    const workClass = classOf(req);
    const queue = queues[workClass];
    if (queue === undefined) return app(req, res);
    if (!hasBody(req)) {
      const isBeginning = beginsLogin(req);
      if (isBeginning && !mayBegin(queue, req, res, workClass)) return;
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
        isBeginning ? inLine : undefined,
      );
      return;
    }
    // A body may come as slowly as it likes: nobody waits behind it, and it is counted once it is there.
    if (!queue.hasRoom()) return sendOff(req, res, workClass);
    req.once('end', () => {
      if (res.writableEnded || res.destroyed) return;
      queue.pass();
      occupy(queue, res, workClass);
    });
    run(workClass, req, res);
  };
}

/**
 * Begins one thing in each turn of the event loop. A crowd that comes in one turn would otherwise be begun as a whole before anything else is
 * looked at; now what partners' servers ask is found in between.
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

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** Where somebody stands at the door, and not yet in the middle of a login. */
const entries = /^\/(oidc\/auth|account|(account|console|admin)\/sign-in)$/;

/** A page that a person opens: no program, and no hidden frame of a partner, which would wait in vain for its answer. */
function beginsLogin({ method, url = '/', headers }: IncomingMessage): boolean {
  if (method !== 'GET' || headers.accept?.includes('text/html') !== true) return false;
  if ((headers['sec-fetch-mode'] ?? 'navigate') !== 'navigate') return false;
  if ((headers['sec-fetch-dest'] ?? 'document') !== 'document') return false;
  return entries.test(pathOf(url));
}

const tokens = /^\/oidc\/(token|introspection|revocation|userinfo|par|jwks)\b|^\/\.well-known\//;
const logins = /^\/(oidc|interaction|account|console\/(sign-in|callback)|admin\/(sign-in|callback))\b/;
const open = /^\/(api\/v1\/open|transparency)\//;
const status = /^\/status(\/|$)/;
const files = /^\/api\/v1\/(files|imports)\b|\/(imports?|export|templates)\b|\.(xlsx|csv|zip)$/;

/** By path alone, before anybody is asked who they are. */
export function classOf({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): WorkClass {
  const path = pathOf(url);
  if (tokens.test(path)) return 'tokens';
  if (path === '/oidc/auth') return 'arrivals';
  if (logins.test(path)) return 'logins';
  if (open.test(path)) return 'open';
  if (status.test(path)) return 'status';
  if (headers['content-type']?.startsWith('multipart/') === true || files.test(path)) return 'files';
  return path.startsWith('/api/') ? 'api' : 'pages';
}
