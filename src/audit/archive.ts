import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Problem } from '../errors.ts';
import { beginning, type EventText, type Head, isSealOf } from './chain.ts';
import { type FileFault, fact } from './facts.ts';
import { isSigned } from './mac.ts';
import type { Link } from './seal-store.ts';

// A month of the audit in a file: a line with the predecessor, a line for each event as in the database, a line with the end. With the key it
// proves as much as the rows did.

const format = 'cloud-audit-1';
const hex = z
  .string()
  .regex(/^(?:[\da-f]{2})*$/)
  .transform((text) => Buffer.from(text, 'hex'));
const head = z.object({ count: z.int().nonnegative(), hash: hex });
const first = z.object({ format: z.literal(format), from: head });
const last = z.object({ to: head });
const eventLine = z.tuple([
  z.int(), // position
  hex, // hash of the seal
  z.int(), // id
  z.string(), // at, as seconds
  z.string(),
  z.string().nullable(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  hex.nullable(), // mac
  hex.optional(), // hash of its personal part, which ended before
]);

const written = ({ position, hash }: Head) => ({ count: position, hash: hash.toString('hex') });
export const firstLine = (from: Head): string => `${JSON.stringify({ format, from: written(from) })}\n`;
export const lastLine = (to: Head): string => `${JSON.stringify({ to: written(to) })}\n`;
export const lineOf = ({ seal, event }: { seal: Link['seal']; event: EventText }): string =>
  `${JSON.stringify([
    ...[seal.position, seal.hash.toString('hex'), event.id, event.at, event.actorKind, event.actorId, event.verb],
    ...[event.subjectKind, event.subjectId, event.details, event.requestId, event.mac?.toString('hex') ?? null],
    ...(event.personHash === null ? [] : [event.personHash.toString('hex')]),
  ])}\n`;

/** The content of a file and its validity: its range, and the first event that differs from its seal. */
export type FileReport = {
  from: Head;
  to: Head;
  sha256: string;
  /** Events in it that the application did not write. */
  forged: number;
  broken: { fault: FileFault; position: number; text: string } | undefined;
  /** The hash at the position that was asked for. */
  asked: Buffer | undefined;
};

export async function verifyFile(key: Buffer, path: string, position?: number): Promise<FileReport> {
  const hash = createHash('sha256');
  const input = createReadStream(path);
  input.on('data', (bytes) => hash.update(bytes));
  const notOurs = (line: number) => new Problem('bad_request', fact('audit.file_form', { path, line }));
  let from: Head | undefined;
  let at: Head = beginning;
  let to: Head | undefined;
  let asked: Buffer | undefined;
  let broken: FileReport['broken'];
  let [forged, number] = [0, 0];
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      const read: unknown = parsed(line);
      if (from === undefined) {
        const begun = first.safeParse(read);
        if (!begun.success) throw notOurs(number);
        from = { position: begun.data.from.count, hash: begun.data.from.hash };
        at = from;
      } else if (to !== undefined) throw notOurs(number);
      else if (Array.isArray(read)) {
        const fields = eventLine.safeParse(read);
        if (!fields.success) throw notOurs(number);
        if (broken !== undefined) continue;
        const [
          sealed,
          sealHash,
          id,
          time,
          actorKind,
          actorId,
          verb,
          subjectKind,
          subjectId,
          details,
          requestId,
          mac,
          hash,
        ] = fields.data;
        const event = {
          id,
          at: time,
          actorKind,
          actorId,
          verb,
          subjectKind,
          subjectId,
          details,
          requestId,
          mac,
          ...ended(hash),
        };
        if (sealed !== at.position + 1 || !isSealOf(key, at, event, sealHash)) {
          const text = `event ${id}, number ${sealed} of the chain, is not as it was sealed, or not in its place`;
          broken = { fault: 'line changed', position: at.position + 1, text };
          continue;
        }
        if (!isSigned(key, event)) forged += 1;
        at = { position: sealed, hash: sealHash };
        if (sealed === position) asked = sealHash;
      } else {
        const ended = last.safeParse(read);
        if (!ended.success) throw notOurs(number);
        to = { position: ended.data.to.count, hash: ended.data.to.hash };
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && !(error instanceof Problem))
      throw new Problem('bad_request', fact('audit.file_unreadable', { path, why: error.code }));
    throw error;
  }
  if (from === undefined || to === undefined) throw notOurs(number);
  if (broken === undefined && !(to.position === at.position && to.hash.equals(at.hash)))
    broken = {
      fault: 'file cut off',
      position: at.position,
      text: 'the file ends elsewhere than it says: lines are missing',
    };
  return { from, to: at, sha256: hash.digest('hex'), forged, broken, asked };
}

/** No file contains the expiring part. */
const ended = (personHash: Buffer | undefined) => ({ person: null, personSalt: null, personHash: personHash ?? null });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
