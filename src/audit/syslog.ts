import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import type { Database } from '../database/open.ts';
import type { Log } from '../log.ts';
import type { EventText } from './chain.ts';
import { baseOf } from './head-store.ts';
import { together } from './person.ts';
import type { Link } from './seal-store.ts';
import * as store from './seal-store.ts';
import * as cursors from './syslog-store.ts';

type Needs = { db: Database; log: Log; key: Buffer; url: string };

const batch = 500;
/** Milliseconds in which a receiver has taken a batch and closed behind it. */
const timeout = 30_000;
const leastPause = 50;

/** Facility 13 (log audit), severity 6 (informational). */
const priority = 13 * 8 + 6;

/**
 * Sends sealed events to a syslog server, in the order of the chain: RFC 5424 over TCP (RFC 6587) or TLS (RFC 5425), by octet counts. The
 * protocol knows no answer, so each batch has a connection of its own, and counts once the receiver, having read to its end, has closed it. In
 * any other case the batch is sent again: nothing is lost, and `position` identifies duplicates.
 */
export async function sendAll({ db, log, key, url }: Needs): Promise<number> {
  const receiver = new URL(url);
  const name = receiverOf(url);
  let sent = 0;
  for (;;) {
    const at = await cursors.positionOf(db, name, (await baseOf(db, key)).position);
    const links = await store.linksFrom(db, at + 1, batch);
    const last = links.at(-1)?.seal.position;
    if (last === undefined) return sent;
    await send(receiver, Buffer.concat(links.flatMap(framed)));
    if (!(await cursors.advance(db, name, at, last))) return sent; // another node does the same
    sent += links.length;
    log.debug({ receiver: name, position: last }, 'audit sent to syslog');
  }
}

/** How the cursor of a receiver is called. */
export const receiverOf = (url: string): string => {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
};

function framed({ seal, event }: Link): Buffer[] {
  if (event === undefined) return []; // `verify` names it
  const message = Buffer.from(messageOf(seal, event));
  return [Buffer.from(`${message.length} `), message];
}

function messageOf(seal: Pick<Link['seal'], 'position' | 'hash'>, event: EventText): string {
  const details = together(JSON.parse(event.details), JSON.parse(event.person ?? '{}'));
  const told = {
    position: seal.position,
    hash: seal.hash.toString('hex'),
    id: event.id,
    actor: { kind: event.actorKind, id: event.actorId },
    verb: event.verb,
    subject: { kind: event.subjectKind, id: event.subjectId },
    details,
    request_id: event.requestId,
  };
  const named = (text: string, max: number) => text.replace(/[^\x21-\x7e]/g, '_').slice(0, max) || '-';
  return `<${priority}>1 ${timeOf(event.at)} ${named(hostname(), 255)} culture-cloud - ${named(event.verb, 32)} - ${ascii(JSON.stringify(told))}`;
}

/** 1772413200.123000, as it was sealed, as 2026-03-02T01:00:00.123000Z. */
function timeOf(seconds: string): string {
  const [whole = '0', fraction = '000000'] = seconds.split('.');
  return `${new Date(Number(whole) * 1000).toISOString().slice(0, 19)}.${fraction.slice(0, 6)}Z`;
}

/** Without a byte order mark the content of a message is free, and every receiver reads ASCII. */
const ascii = (json: string) =>
  json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

async function send(receiver: URL, bytes: Buffer): Promise<void> {
  const began = performance.now();
  const socket = await opened(receiver);
  const distance = performance.now() - began;
  try {
    await writtenAndRead(socket, bytes, receiver.host, Math.max(leastPause, 2 * distance));
  } finally {
    socket.destroy();
  }
}

async function opened({ protocol, hostname: host, port, searchParams }: URL): Promise<Socket> {
  const name = host.replace(/^\[|\]$/g, '');
  const ca = searchParams.get('ca');
  const socket =
    protocol === 'tls:'
      ? connectTls({
          ...{ host: name, port: Number(port || 6514) },
          ...(isIP(name) === 0 && { servername: name }),
          ...(ca !== null && { ca: await readFile(ca) }),
        })
      : connect({ host: name, port: Number(port || 601) });
  const signal = AbortSignal.timeout(timeout);
  try {
    await once(socket, protocol === 'tls:' ? 'secureConnect' : 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * Resolves when the receiver closes after we did: unread data make it an error (ECONNRESET), which needs one round trip to arrive. So a receiver
 * that closes within that time, before we do, has not taken it.
 */
function writtenAndRead(socket: Socket, bytes: Buffer, name: string, pause: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The syslog server ${name} ${why}`));
    socket.setTimeout(timeout, () => fail('does not close what it has read'));
    socket.on('error', reject);
    socket.on('end', () => (socket.writableFinished ? resolve() : fail('closed before it had read all')));
    socket.on('close', () => fail('went away'));
    socket.resume();
    socket.write(bytes, (error) => {
      if (error) return reject(error);
      setTimeout(() => socket.end(), pause);
    });
  });
}
