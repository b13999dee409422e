import type { IncomingMessage, ServerResponse } from 'node:http';
import { minutes, seconds } from '../../clock.ts';
import { hasBody } from './body.ts';

const soon = seconds(15) * 1000;
/** Maximum duration of an upload, on routes that accept one. */
export const longest = minutes(5) * 1000;

/** Of uploads that may take their time. */
const unhurried = new WeakSet<IncomingMessage>();

/** A body that trickles in holds a connection for nothing: after `within` ms it is answered 408, unless a route takes its time. */
export function watchBody(req: IncomingMessage, res: ServerResponse, within = soon): void {
  if (!hasBody(req)) return;
  // A small body comes with its headers, and is there when all that came has been read: most need no deadline.
  process.nextTick(() => {
    if (!req.complete && !res.closed) setDeadline(req, res, within);
  });
}

function setDeadline(req: IncomingMessage, res: ServerResponse, within: number): void {
  const deadline = setTimeout(() => {
    if (req.complete || unhurried.has(req)) return;
    if (!res.headersSent) res.writeHead(408, { connection: 'close', 'content-type': 'text/plain; charset=utf-8' });
    res.end('内容没有在规定时间内传完，请检查网络后重新提交。\n', () => req.destroy());
  }, within);
  deadline.unref();
  res.once('close', () => clearTimeout(deadline));
}

/** For a route that takes uploads, once it knows who uploads: a slow line gets minutes (the server ends it after `longest`). */
export function takeTime(req: IncomingMessage): void {
  unhurried.add(req);
}
