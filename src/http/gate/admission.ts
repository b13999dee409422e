import type { IncomingMessage, ServerResponse } from 'node:http';
import { urgently } from '../../database/share.ts';
import type { Log } from '../../log.ts';
import { createQueue, type Queue } from '../../queue.ts';
import type { Handler } from './gate.ts';
import type { Metrics } from './metrics.ts';
import { createRefusal } from './refusal.ts';

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
  /** Files in both directions: they take long, and are bounded again where they are read and drawn. */
  files: { places: 12 },
} as const;

/** Who finds a connection to the database however many others wait for one. */
const isUrgent = { tokens: true, logins: true, arrivals: true, api: false, open: false, pages: false, files: false };

export type WorkClass = keyof typeof classes;

/** Milliseconds. A slow reader of a long answer keeps its place no longer. */
const longestPlace = 5_000;
/** Refusals wait a little: who asks again in a loop would otherwise take the time of those who are served. */
const pause = 20;

type Needs = { publicUrl: URL; longest: number; metrics: Pick<Metrics, 'event'>; log: Log; app: Handler };

/** Stands before everything that does work: short queues by class of work, and an answer at once to whom they have no room for. */
export function createAdmission({ publicUrl, longest, metrics, log, app }: Needs): Handler {
  const run = (workClass: WorkClass, req: IncomingMessage, res: ServerResponse): void =>
    isUrgent[workClass] ? urgently(() => app(req, res)) : app(req, res);
  const inTurn = createTurns();
  const queues = Object.fromEntries(
    Object.entries(classes).map(([name, needs]) => [name, createQueue({ ...needs, longest })]),
  );
  const refuse = createRefusal(publicUrl);
  const refused: { req: IncomingMessage; res: ServerResponse }[] = [];
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
    if (refused.length === 0)
      setTimeout(() => {
        for (const one of refused.splice(0)) refuse(one.req, one.res);
      }, pause);
    refused.push({ req, res });
  }

  return (req, res) => {
    const workClass = classOf(req);
    const queue = queues[workClass];
    if (queue === undefined) return app(req, res);
    if (!hasBody(req)) {
      queue.enter(
        () => {
          if (res.destroyed) queue.left(performance.now());
          else {
            occupy(queue, res, workClass);
            if (workClass === 'tokens') run(workClass, req, res);
            else inTurn(() => run(workClass, req, res));
          }
        },
        () => sendOff(req, res, workClass),
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
function occupy(queue: Queue, res: ServerResponse, workClass: WorkClass): void {
  const began = performance.now();
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

const tokens = /^\/oidc\/(token|introspection|revocation|userinfo|par|jwks)\b|^\/\.well-known\//;
const logins = /^\/(oidc|interaction|account|console\/(sign-in|callback)|admin\/(sign-in|callback))\b/;
const open = /^\/api\/v1\/open\//;
const files = /^\/api\/v1\/(files|imports)\b|\/(imports?|export|templates)\b|\.(xlsx|csv|zip)$/;

/** By path alone, before anybody is asked who they are. */
export function classOf({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): WorkClass {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  if (tokens.test(path)) return 'tokens';
  if (path === '/oidc/auth') return 'arrivals';
  if (logins.test(path)) return 'logins';
  if (open.test(path)) return 'open';
  if (headers['content-type']?.startsWith('multipart/') === true || files.test(path)) return 'files';
  return path.startsWith('/api/') ? 'api' : 'pages';
}
