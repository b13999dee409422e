import type { IncomingMessage, ServerResponse } from 'node:http';
import { minutes, seconds } from '../../clock.ts';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { isReadable } from '../../fields/text.ts';
import type { Context } from '../context.ts';
import { fact } from '../facts.ts';

export type Form = Readonly<Record<string, string>>;

const kilobytes = (n: number) => n * 1024;

/** The fields of a posted form. UTF-8 or nothing, no NUL, no field twice, at most `limit` bytes; `otherwise` refuses another type. */
export async function readForm(
  ctx: Context,
  limit = kilobytes(64),
  otherwise: Fact = fact('http.form_expected'),
): Promise<Form> {
  const type = ctx.is('application/x-www-form-urlencoded');
  if (type === null || ctx.get('content-length') === '0') return {}; // nothing was sent
  if (type === false) {
    throw new Problem('unsupported_media_type', otherwise);
  }
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(await readText(ctx, limit))) {
    if (name in form) throw new Problem('bad_request', fact('http.twice', { name }));
    if (!isReadable(name) || !isReadable(value)) throw new Problem('bad_request', fact('http.unreadable_text'));
    form[name] = value;
  }
  return form;
}

/** At most `limit` bytes; a larger body is refused unread, and the connection is left to the answering side (gate/frame.ts). */
export function readBody({ req }: Pick<Context, 'req'>, limit: number): Promise<Buffer> {
  // By its events: to go over a stream with `for await` costs as much as all else that is done with a small form.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit) return;
      req.off('data', take);
      reject(new Problem('payload_too_large', fact('http.too_long', { kilobytes: Math.floor(limit / 1024) })));
    };
    // The answer has no reader: a client that disconnects is not our fault.
    const gone = () => reject(new Problem('bad_request', fact('http.broken_off')));
    const end = () => {
      req.off('close', gone); // else every request would make an error
      resolve(Buffer.concat(chunks));
    };
    if (req.readableEnded) return end();
    if (req.destroyed) return gone(); // it will say nothing any more
    req.on('data', take);
    req.once('end', end);
    req.once('error', gone);
    req.once('close', gone);
  });
}

async function readText(ctx: Context, limit: number): Promise<string> {
  const text = (await readBody(ctx, limit)).toString('latin1');
  try {
    // Percent-encoded bytes that are not UTF-8 would otherwise silently become replacement characters.
    decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Problem('bad_request', fact('http.form_not_utf8'));
  }
  return text;
}

export const hasBody = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** `there`: whole, or as much of it as Node keeps of an unread body (64 KB). */
export type Sent = 'there' | 'on its way' | 'broken off';

/**
 * Calls `then` once a body has been sent: slow ones do not queue before that. `at once`: also where it is still on its way after all data that
 * came with its headers have been read.
 */
export function whenSent(req: IncomingMessage, wait: 'whole' | 'at once', then: (sent: Sent) => void): void {
  if (!hasBody(req)) {
    then('there');
    return;
  }
  const isThere = () => req.complete || req.readableLength >= req.readableHighWaterMark;
  const look = () => {
    if (!isThere()) {
      req.read(0); // asks for more
      return;
    }
    req.off('readable', look);
    req.off('close', gone);
    process.nextTick(then, 'there'); // by then no listener is left on the stream
  };
  const gone = () => {
    req.off('readable', look);
    then('broken off');
  };
  process.nextTick(() => {
    if (isThere()) then('there');
    else if (req.destroyed) then('broken off');
    else if (wait === 'at once') then('on its way');
    else req.on('readable', look).once('close', gone);
  });
}

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
  // Its listener ends with the body: a pipeline that sends the answer brings seven of its own, and more than ten are taken for a leak.
  const over = () => {
    clearTimeout(deadline);
    res.off('close', over);
  };
  res.once('close', over);
  req.once('end', over);
}

/** For a route that takes uploads, once it knows who uploads: a slow line gets minutes (the server ends it after `longest`). */
export function takeTime(req: IncomingMessage): void {
  unhurried.add(req);
}
