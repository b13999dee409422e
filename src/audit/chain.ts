import type { AuditHash } from '../crypto/suite.ts';
import { keyedHash } from './keyed-hash.ts';
import type { PersonText } from './person.ts';

/** An event as it is sealed: every column as the text that PostgreSQL keeps, so that no microsecond and no spelling of JSON is lost. */
export interface EventText extends PersonText {
  id: number;
  at: string;
  actorKind: string;
  actorId: string | null;
  verb: string;
  subjectKind: string;
  subjectId: string;
  details: string;
  requestId: string | null;
  /** Made by the application (mac.ts); null for events from before there was one. */
  mac: Buffer | null;
}

/** The end of the chain, which the next seal continues. */
export interface Head {
  position: number;
  hash: Buffer;
}

export interface Seal extends Head {
  eventId: number;
  digest: Buffer;
}

/** The head before the first seal. */
export const beginning: Head = { position: 0, hash: Buffer.alloc(32) };

/** The signed and sealed part of an event: of its personal part only the hash. */
export type SignedText = Omit<EventText, 'id' | 'mac' | 'person' | 'personSalt'>;

/** The columns of an event, in the order in which they are signed and sealed. */
export const columnsOf = (event: SignedText): (string | null)[] => [
  event.at,
  event.actorKind,
  event.actorId,
  event.verb,
  event.subjectKind,
  event.subjectId,
  event.details,
  event.requestId,
  ...(event.personHash === null ? [] : [event.personHash.toString('hex')]),
];

/** The first byte of a digest made by SM3; by SHA-256 it is one byte shorter. The hash of its seal is made by the same. */
const bySm3 = Buffer.of(2);
const madeBy = (digest: Buffer): AuditHash =>
  digest.length === 33 && digest.subarray(0, 1).equals(bySm3) ? 'sm3' : 'sha256';

/** The digest of an event without its id: an event that was moved is found again by it. */
function digestOf(key: Buffer, event: EventText, by: AuditHash): Buffer {
  const digest = keyedHash(
    key,
    [
      `audit event ${event.mac === null ? 1 : event.personHash === null ? 2 : 3}`,
      ...columnsOf(event),
      ...(event.mac === null ? [] : [event.mac]),
    ],
    by,
  );
  return by === 'sm3' ? Buffer.concat([bySm3, digest]) : digest;
}

/** The same, made as the one it is held against. */
export const digestLike = (key: Buffer, digest: Buffer, event: EventText): Buffer =>
  digestOf(key, event, madeBy(digest));

const hashOf = (key: Buffer, before: Head, eventId: number, digest: Buffer): Buffer =>
  keyedHash(key, ['audit seal 1', before.hash, String(before.position + 1), String(eventId), digest], madeBy(digest));

/** The seals of events that follow on `head`, in the order given. */
export function chain(key: Buffer, head: Head, events: readonly EventText[], by: AuditHash = 'sha256'): Seal[] {
  let before = head;
  return events.map((event) => {
    const digest = digestOf(key, event, by);
    const seal = {
      position: before.position + 1,
      eventId: event.id,
      digest,
      hash: hashOf(key, before, event.id, digest),
    };
    before = seal;
    return seal;
  });
}

/** Whether an event was sealed by this hash, where its digest is not kept beside it. */
export const isSealOf = (key: Buffer, before: Head, event: EventText, hash: Buffer): boolean =>
  (['sha256', 'sm3'] as const).some((by) => hashOf(key, before, event.id, digestOf(key, event, by)).equals(hash));

/** Whether a seal is the one that was put after `before`, by its own columns alone. */
export const follows = (key: Buffer, before: Head, { eventId, digest, hash }: Omit<Seal, 'position'>): boolean =>
  hashOf(key, before, eventId, digest).equals(hash);
