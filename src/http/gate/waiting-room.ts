import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { equal } from '../../crypto/secrets.ts';

type Needs = {
  /** Nodes and processes of one service sign with the same. */
  key: Buffer;
  /** People a millisecond that the work behind the room serves, by how long the recent ones took. */
  rate: () => number;
  /** Whether that class of work has free capacity. */
  isIdle: () => boolean;
  /** Milliseconds since 1970, never backwards: they distinguish places of other nodes. */
  now?: () => number;
};

/** The wait of a visitor: the number of visitors ahead, the estimated seconds, and the seconds until the next request. */
export type Wait = { place: string; ahead: number; seconds: number; askAgain: number };

export type WaitRequest = {
  /** As the browser sent it. */
  place: string | undefined;
  /** Whether there is room for a called visitor, and for a newcomer. */
  room: { called: boolean; newcomers: boolean };
  /** A page that only leads on to the one that uses the place up. */
  keepsPlace?: boolean;
  /** A client that cannot be shown a page gets no place: it is admitted immediately or told to retry. */
  canWait?: boolean;
};

type Ticket = { node: string; number: number; tookAt: number };

/** Milliseconds without a request after which a called visitor counts as gone; a background tab may ask only once a minute. */
const held = 120_000;
/** Maximum wait (ms); beyond it the room is full. */
const longestWait = 600_000;
const oldest = 2 * longestWait;
/** After the last who had to wait: so long newcomers go in at the pace of those who are called, who come back meanwhile. */
const staysOpen = 3_000;
/** Time (ms) in which a called visitor comes back; otherwise they have left. */
const comeBack = 4_000;
/** The share of the capacity for called visitors: the rest is for those who come back late. */
const pace = 0.9;
/** Of which the places of other nodes are put into the order of this one. */
const slot = 250;
const slots = oldest / slot;
/** Burst size: newcomers admitted within one interval while the room is empty. */
const burst = 8;

/**
 * First come, first served, without a list of visitors: browsers keep their signed places themselves, and there are only counters here: places
 * given, places called, and a bit for each used one.
 */
export function createWaitingRoom({
  key,
  rate,
  isIdle,
  now = () => performance.timeOrigin + performance.now(),
}: Needs) {
  const node = randomBytes(6).toString('base64url');
  const used = createUsed();
  const order = createOrder();
  const calls = createCalls();
  let given = 0;
  let called = 0;
  let credit = 0;
  let speed = 1;
  let movedAt = now();
  let steppedAt = movedAt;
  let slowedAt = movedAt;
  let busyAt = movedAt;
  let openUntil = Number.NEGATIVE_INFINITY;

  const isOpen = (at: number) => called < given || at < openUntil;

  /** Calls as many as were served meanwhile: faster where they do not come, slower where those who come find no room. */
  function move(at: number): void {
    if (isOpen(at)) credit += Math.min(at - movedAt, 10_000) * rate() * pace * speed;
    else [credit, speed, busyAt] = [0, 1, at];
    movedAt = at;
    if (!isIdle()) busyAt = at;
    if (at - steppedAt > 1_000) {
      steppedAt = at;
      speed = at - busyAt > comeBack ? Math.min(8, speed * 1.5) : Math.min(Math.max(1, speed / 1.5), speed * 1.2);
    }
    const next = Math.min(Math.floor(credit), given - called);
    called += next;
    credit -= next;
    if (called === given) credit = Math.min(credit, burst);
    calls.note(at, called);
  }

  function slowDown(at: number): void {
    if (at - slowedAt < 500) return;
    slowedAt = at;
    speed = Math.max(1 / 16, speed * 0.85);
  }

  function give(at: number): Ticket {
    order.note(at, given);
    given += 1;
    return { node, number: given - 1, tookAt: Math.floor(at) };
  }

  /** Where a place stands in the order here. One of another node is ordered by its time: tickets older than this node come first. */
  const positionOf = (place: Ticket) => (place.node === node ? place.number : order.at(place.tookAt, given));

  function mustWait(at: number, place: string, position: number): Wait {
    openUntil = at + staysOpen;
    const ahead = Math.max(0, position - called);
    const seconds = Math.max(1, Math.ceil(ahead / (rate() * pace * Math.max(1, speed)) / 1_000));
    // Not all of one moment at the same time.
    return { place, ahead, seconds, askAgain: Math.min(seconds, 15) + randomInt(0, 2) };
  }

  function readValid(text: string | undefined, at: number): Ticket | undefined {
    const place = text === undefined ? undefined : read(text);
    if (place === undefined || at - place.tookAt > oldest || used.has(place)) return undefined;
    return positionOf(place) < calls.before(at - held) ? undefined : place;
  }

  function write({ node: of, number, tookAt }: Ticket): string {
    const text = `${of}.${number.toString(36)}.${tookAt.toString(36)}`;
    return `${text}.${signed(text).toString('base64url')}`;
  }
  const signed = (text: string) => createHmac('sha256', key).update(`waiting room ${text}`).digest().subarray(0, 18);

  function read(text: string): Ticket | undefined {
    const parts = /^(([\w-]{8})\.([\da-z]{1,10})\.([\da-z]{1,10}))\.([\w-]{24})$/.exec(text);
    if (parts === null) return undefined;
    const [, what = '', of = '', number = '', tookAt = '', signature = ''] = parts;
    if (!equal(Buffer.from(signature, 'base64url'), signed(what))) return undefined;
    return { node: of, number: Number.parseInt(number, 36), tookAt: Number.parseInt(tookAt, 36) };
  }

  return {
    /** Undefined: admitted now; `full`: the wait would be too long. */
    ask({ place: text, room, keepsPlace = false, canWait = true }: WaitRequest): Wait | 'full' | undefined {
      const at = now();
      move(at);
      const place = readValid(text, at);
      if (text !== undefined && place !== undefined) {
        const position = positionOf(place);
        if (position >= called && called < given) return mustWait(at, text, position);
        if (room.called) {
          if (!keepsPlace) used.add(place);
          return undefined;
        }
        slowDown(at);
        return mustWait(at, text, position);
      }
      // If everyone waiting has been called and there is still capacity, admitting a newcomer overtakes no one.
      if (room.newcomers && (!isOpen(at) || (called === given && isIdle()))) return undefined;
      if (!canWait) {
        openUntil = at + staysOpen; // later arrivals are admitted at the same rate, whether they can be shown a page or not
        return 'full';
      }
      if ((given - called) / (rate() * pace * speed) > longestWait) return 'full';
      const taken = give(at);
      move(at);
      if (taken.number < called && room.newcomers) return undefined;
      return mustWait(at, write(taken), taken.number);
    },
    /** The waiting room has visitors, or had some a moment ago. */
    isOpen: () => isOpen(now()),
  };
}

export type WaitingRoom = ReturnType<typeof createWaitingRoom>;

/** How many places had been given before each quarter of a second of the last twenty minutes. */
function createOrder() {
  const firsts = new Float64Array(slots);
  let last: number | undefined;
  return {
    note(at: number, given: number): void {
      const current = Math.floor(at / slot);
      if (last === undefined) last = current - 1;
      for (let each = Math.max(last + 1, current - slots + 1); each <= current; each += 1) firsts[each % slots] = given;
      last = Math.max(last, current);
    },
    at(tookAt: number, given: number): number {
      const of = Math.floor(tookAt / slot);
      if (last === undefined || of > last) return given;
      return of <= last - slots ? 0 : (firsts[of % slots] ?? 0);
    },
  };
}

/** How many had been called at each second, for as long as their places are held. */
function createCalls() {
  const seconds = held / 1_000 + 8;
  const ends: { second: number; called: number }[] = [];
  return {
    note(at: number, called: number): void {
      const second = Math.floor(at / 1_000);
      const current = ends.at(-1);
      if (current?.second === second) current.called = called;
      else if (ends.push({ second, called }) > seconds) ends.shift();
    },
    before(at: number): number {
      const second = Math.floor(at / 1_000);
      return ends.findLast((each) => each.second < second)?.called ?? 0;
    },
  };
}

/** A bit for each of the last one to two million places of a node, for the nodes that were seen last. */
function createUsed() {
  const size = 2 ** 20;
  const nodes = new Map<string, { generation: number; bits: Uint8Array; former: Uint8Array | undefined }>();

  function bitsOf({ node, number }: Ticket): Uint8Array | undefined {
    const generation = Math.floor(number / size);
    const kept = nodes.get(node);
    if (kept === undefined) return undefined;
    return generation === kept.generation ? kept.bits : generation === kept.generation - 1 ? kept.former : undefined;
  }

  return {
    /** Numbers older than the remembered range count as used. */
    has(place: Ticket): boolean {
      const generation = Math.floor(place.number / size);
      const known = nodes.get(place.node)?.generation ?? 0;
      if (generation < known - 1) return true;
      const at = place.number % size;
      return ((bitsOf(place)?.[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
    },
    add(place: Ticket): void {
      const generation = Math.floor(place.number / size);
      const kept = nodes.get(place.node);
      if (kept === undefined) {
        for (const first of nodes.keys()) if (nodes.size >= 16) nodes.delete(first);
        nodes.set(place.node, { generation, bits: new Uint8Array(size / 8), former: undefined });
      } else if (generation > kept.generation) {
        const former = generation === kept.generation + 1 ? kept.bits : undefined;
        nodes.set(place.node, { generation, bits: new Uint8Array(size / 8), former });
      } else if (generation === kept.generation - 1) kept.former ??= new Uint8Array(size / 8);
      const bits = bitsOf(place);
      const at = place.number % size;
      if (bits !== undefined) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
    },
  };
}
