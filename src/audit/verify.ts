import { type Clock, epoch, minutes } from '../clock.ts';
import type { Connection } from '../database/open.ts';
import { Problem } from '../errors.ts';
import { digestLike, type EventText, follows, type Head, type Seal } from './chain.ts';
import { type ChainFault, fact } from './facts.ts';
import { type ArchivedHead, archivedHeads, sealBefore } from './head-store.ts';
import { isSigned } from './mac.ts';
import { personState } from './person.ts';
import type { Link } from './seal-store.ts';
import * as store from './seal-store.ts';

/** The first difference between the chain and the events. */
export interface Break {
  fault: ChainFault;
  /** In the chain. */
  position: number | undefined;
  eventId: number | undefined;
  /** The message for an operator. */
  text: string;
}

export interface Report {
  /** As far as everything is as it was. */
  head: Head;
  unsealed: { count: number; oldestAt: Date | undefined; ageInSeconds: number | undefined };
  /** Events dated well before one that was sealed earlier: a clock that was set back, a very long operation, or backdating. */
  backdated: { count: number; eventId: number | undefined };
  broken: Break | undefined;
  /** Events whose personal part has ended in due time, which leaves no trace in the chain. */
  personsEnded: number;
  /** The archived events: the chain in the database continues from there. */
  putAway?: { count: number; until: Date };
}

/** A head that was noted outside the database: the chain had `count` seals, and this was the hash of the last. */
export type Anchor = { count: number; hash: string };

interface Needs {
  db: Connection;
  clock: Clock;
  key: Buffer;
  batch?: number;
  /** Begins after this seal, which is believed, and the event that it seals: a look at the end of a long chain. */
  from?: Head & { eventId: number };
}

const backdatedBy = minutes(10);

/** Walks the whole chain and then all events. Both may grow meanwhile. */
export async function verifyChain({ db, clock, key, batch = 5_000, from }: Needs, anchor?: Anchor): Promise<Report> {
  const { heads: kept, forged: forgedHead } = await archivedHeads(db, key);
  const base = kept.at(-1);
  let head: Head = from ?? { position: base?.position ?? 0, hash: base?.hash ?? Buffer.alloc(32) };
  let latest = 0;
  const backdated: Report['backdated'] = { count: 0, eventId: undefined };
  let personsEnded = 0;
  const forged: { count: number; first: Link | undefined } = { count: 0, first: undefined };
  if (anchor !== undefined) mustBeAtHand(anchor, kept);
  const broken =
    forgedKept(forgedHead) ??
    (await beforeKept(db, base)) ??
    (await brokenLink()) ??
    (await strayEvent(db, batch, from?.eventId)) ??
    (anchor && (await brokenAnchor(db, anchor, head, kept)));
  const { count, oldestAt, gone } = await store.tail(db);
  const ageInSeconds = oldestAt && Math.max(0, epoch(clock.now()) - epoch(oldestAt));
  return {
    head,
    unsealed: { count, oldestAt, ageInSeconds },
    backdated,
    personsEnded,
    broken: broken ?? lostWaiting(gone) ?? forgedEvents(forged),
    ...(base !== undefined && { putAway: { count: base.position, until: base.until } }),
  };

  async function brokenLink(): Promise<Break | undefined> {
    for (;;) {
      const links = await store.linksFrom(db, head.position, batch + 1);
      const isKnown = links[0]?.seal.position === head.position;
      for (const link of isKnown ? links.slice(1) : links) {
        const found = await judge(link);
        if (found !== undefined) return found;
        head = { position: link.seal.position, hash: link.seal.hash };
      }
      if (links.length <= batch) return undefined;
    }
  }

  async function judge({ seal, event }: store.Link): Promise<Break | undefined> {
    const { position, eventId } = seal;
    const next = head.position + 1;
    if (position === head.position)
      return {
        fault: 'event inserted',
        position,
        eventId,
        text: `seal ${position} or its event ${eventId} is there twice`,
      };
    if (position !== next) {
      const gap = position - 1 === next ? `seal ${next} is` : `seals ${next} to ${position - 1} are`;
      return { fault: 'seal missing', position: next, eventId: undefined, text: `${gap} missing` };
    }
    if (!follows(key, head, seal)) return brokenSeal(seal);
    if (event === undefined)
      return { fault: 'event missing', position, eventId, text: `event ${eventId} was deleted after it was sealed` };
    if (!digestLike(key, seal.digest, event).equals(seal.digest)) return brokenEvent(seal, event);
    const person = personState(event, new Date(Number(event.at) * 1000), clock.now());
    if (person === 'changed' || person === 'removed early') return brokenPerson(seal, person);
    if (person === 'ended') personsEnded += 1;
    note(seal, event);
    return undefined;
  }

  function brokenPerson({ position, eventId }: Seal, state: 'changed' | 'removed early'): Break {
    const what = state === 'changed' ? 'changed after it was sealed' : 'removed before its time';
    return { fault: 'event changed', position, eventId, text: `what event ${eventId} says of a person was ${what}` };
  }

  /** Findings on an event that is unchanged since it was sealed. */
  function note(seal: Seal, event: EventText): void {
    const at = Number(event.at);
    if (at < latest - backdatedBy) {
      backdated.eventId ??= event.id;
      backdated.count += 1;
    }
    latest = Math.max(latest, at);
    if (isSigned(key, event)) return;
    forged.first ??= { seal, event };
    forged.count += 1;
  }

  async function brokenSeal({ position, eventId }: Seal): Promise<Break> {
    const before = head;
    const own = await sealWhich((seal) => follows(key, before, seal));
    if (own !== undefined) {
      const text = `the seal of event ${own.eventId}, which was number ${position}, stands at ${own.position}`;
      return { fault: 'reordered', position, eventId: own.eventId, text };
    }
    const why = position === 1 ? ', or the audit key in KEYS_DIR is not the one that the chain was begun with' : '';
    return { fault: 'seal changed', position, eventId, text: `seal ${position} was changed or made anew${why}` };
  }

  async function brokenEvent({ position, eventId }: Seal, event: EventText): Promise<Break> {
    const other = await sealWhich(({ digest }) => digestLike(key, digest, event).equals(digest));
    return other === undefined
      ? { fault: 'event changed', position, eventId, text: `event ${eventId} was changed after it was sealed` }
      : {
          fault: 'reordered',
          position,
          eventId,
          text: `event ${eventId} holds what event ${other.eventId} was sealed with`,
        };
  }

  async function sealWhich(isIt: (seal: Seal) => boolean): Promise<Seal | undefined> {
    for (let after = 0; ; ) {
      const seals = await store.sealsAfter(db, after, batch);
      const found = seals.find(isIt);
      if (found !== undefined || seals.length < batch) return found;
      after = seals.at(-1)?.position ?? after;
    }
  }
}

/** A committed event is sealed or waits for its seal. One that does neither was written past the trigger, or has lost its seal. */
async function strayEvent(db: Connection, batch: number, from = Number.MIN_SAFE_INTEGER): Promise<Break | undefined> {
  for (let after = from; ; ) {
    const { last, stray } = await store.strayAfter(db, after, batch);
    if (stray !== undefined) {
      return stray < (await store.lastSealed(db))
        ? {
            fault: 'event inserted',
            position: undefined,
            eventId: stray,
            text: `event ${stray} has no seal and waits for none: it was inserted among others behind the sealer's back`,
          }
        : {
            fault: 'seal missing',
            position: undefined,
            eventId: stray,
            text: `event ${stray}, after the last one that is sealed, has no seal and waits for none: the chain was cut off, or the event was inserted behind the sealer's back`,
          };
    }
    if (last === undefined) return undefined;
    after = last;
  }
}

/** Events before the stored head can be compared with their file only. */
function mustBeAtHand({ count }: Anchor, kept: readonly ArchivedHead[]): void {
  const last = kept.at(-1)?.position ?? 0;
  if (count < last && !kept.some(({ position }) => position === count))
    throw new Problem('bad_request', fact('audit.anchor_put_away', { count, last }));
}

const forgedKept = (head: ArchivedHead | undefined): Break | undefined =>
  head && {
    fault: 'seal changed',
    position: head.position,
    eventId: undefined,
    text: `what says that the chain was put away up to number ${head.position} was not written by the application, or one before it is missing`,
  };

async function beforeKept(db: Connection, base: ArchivedHead | undefined): Promise<Break | undefined> {
  const found = base && (await sealBefore(db, base.position));
  return (
    found && {
      fault: 'event inserted',
      ...found,
      text: `seal ${found.position} of event ${found.eventId} lies before number ${base.position}, up to which everything was put away`,
    }
  );
}

async function brokenAnchor(
  db: Connection,
  { count, hash }: Anchor,
  head: Head,
  kept: readonly ArchivedHead[],
): Promise<Break | undefined> {
  if (count > head.position) {
    const text = `the chain had ${count} seals when the anchor was noted and has ${head.position} now`;
    return { fault: 'cut off', position: head.position + 1, eventId: undefined, text };
  }
  const seal = await store.sealAt(db, count);
  const found = seal ?? kept.find(({ position }) => position === count);
  if (found?.hash.toString('hex') === hash) return undefined;
  const text = `seal ${count} is not the one that was noted: the chain was made anew at or before it`;
  return { fault: 'seal changed', position: count, eventId: seal?.eventId, text };
}

const forgedEvents = ({ count, first }: { count: number; first: Link | undefined }): Break | undefined =>
  first && {
    fault: 'event forged',
    position: first.seal.position,
    eventId: first.seal.eventId,
    text: `${count === 1 ? 'event' : `${count} events, the first of them`} ${first.seal.eventId} was written with the application's database role, but not by the application`,
  };

const lostWaiting = (eventId: number | undefined): Break | undefined =>
  eventId === undefined
    ? undefined
    : {
        fault: 'event missing',
        position: undefined,
        eventId,
        text: `event ${eventId} was deleted before it was sealed`,
      };
