import { keyedHash } from './keyed-hash.ts';

/** An event as it is sealed: every column as the text that PostgreSQL keeps, so that no microsecond and no spelling of JSON is lost. */
export interface EventText {
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

/** What the first seal continues. */
export const beginning: Head = { position: 0, hash: Buffer.alloc(32) };

/** The columns of an event, in the order in which they are signed and sealed. */
export const columnsOf = (event: Omit<EventText, 'id' | 'mac'>): (string | null)[] => [
  event.at,
  event.actorKind,
  event.actorId,
  event.verb,
  event.subjectKind,
  event.subjectId,
  event.details,
  event.requestId,
];

/** The digest of an event without its id: an event that was moved is found again by it. */
export const digestOf = (key: Buffer, event: EventText): Buffer =>
  keyedHash(key, [
    event.mac === null ? 'audit event 1' : 'audit event 2',
    ...columnsOf(event),
    ...(event.mac === null ? [] : [event.mac]),
  ]);

const hashOf = (key: Buffer, before: Head, eventId: number, digest: Buffer): Buffer =>
  keyedHash(key, ['audit seal 1', before.hash, String(before.position + 1), String(eventId), digest]);

/** The seals of events that follow on `head`, in the order given. */
export function chain(key: Buffer, head: Head, events: readonly EventText[]): Seal[] {
  let before = head;
  return events.map((event) => {
    const digest = digestOf(key, event);
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

/** Whether a seal is the one that was put after `before`, by its own columns alone. */
export const follows = (key: Buffer, before: Head, { eventId, digest, hash }: Omit<Seal, 'position'>): boolean =>
  hashOf(key, before, eventId, digest).equals(hash);
