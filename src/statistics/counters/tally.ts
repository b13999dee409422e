import { hash } from 'node:crypto';
import { mostOfRange } from '../questions/counted.ts';
import { createSketch, type Mark, markOf, type Sketch } from './sketch.ts';

/** At most so many views of an address a minute: with more, none of that minute count. A hall of a library, or a school, is one address. */
export const mostInMinute = 300;
/** Of an address a day, for one that stays below the bound of a minute all the time. */
export const mostInDay = 2_000;
/**
 * New visitors of an address a day. Behind one address of a carrier are at most some thousand people; few of them open the same platform on the same
 * day; a hall or a school day has a hundred. Of a whole school that opens it at once the rest is told beside the count (docs/adr/0184).
 */
export const mostVisitors = 300;
/** Views of a range a day. */
export const mostViewsOfRange = 20_000;
/** Of so many ranges with the most visitors the counts are kept. */
const rangesKept = 8;
/** Of an application a minute, by pages. */
const mostOfApplication = 60_000;
/** Views of a minute that a process holds until it is over. */
const mostHeld = 500_000;

/** Addresses share cells: whatever addresses come, there are no more. */
const cells = 1 << 16;
/** A held view: its cell, and behind it the mark of its visitor, which is below this. */
const markRange = 2 ** 21;

type Viewed = { clientId: string; visitor: string; address: string };

/**
 * The counts of one application on one day, by one process: of views sent by pages, and beside it of those that the platform's own server told of (`sent`).
 * `ranges`: new visitors by the cell of their range, of those with the most.
 */
type Part = {
  clientId: string;
  views: number;
  sketch: Sketch;
  sent: number;
  sentSketch: Sketch | undefined;
  addresses: Sketch;
  elsewhere: number;
  flooded: number;
  ranges: Map<number, number>;
};
/** `pending`: views of this minute, and with the same index in `from` the marks of their addresses, in `of` the cells of their ranges. */
type Held = Part & { pending: number[]; from: Mark[]; of: number[]; isChanged: boolean };

/** The range of an address prefix: /24 of IPv4, /48 of IPv6. */
const rangeOf = (address: string): string =>
  address.includes(':') ? address.split(':').slice(0, 3).join(':') : address.split('.').slice(0, 3).join('.');

/** The counts of a process on one day, in memory: no visitor and no address, and bounded however much comes. */
export interface Tally {
  /** A view by a page: held until the minute is over. */
  view(viewed: Viewed): void;
  /** Views that a platform's own server tells of. */
  add(clientId: string, visitors: readonly string[]): void;
  /** A view by a page of another site. */
  elsewhere(clientId: string): void;
  /** The minute is over: its views count, but for those of addresses that sent too many. */
  settle(): void;
  /** The parts that changed since they were taken last. */
  take(): Part[];
  /** They could not be written: they are taken again. */
  giveBack(parts: readonly Part[]): void;
}

/** `salt`: of that day, the same in each process, so that their sketches merge. */
export function createTally(salt: string): Tally {
  const parts = new Map<string, Held>();
  const inMinute = new Uint16Array(cells);
  const inDay = new Uint16Array(cells);
  const newInDay = new Uint16Array(cells);
  const newOfRange = new Uint16Array(cells);
  const viewsOfRange = new Uint16Array(cells);
  let held = 0;

  // No stranger knows the salt, nor which cell or register is another's.
  const hashFor = (clientId: string, text: string): Buffer => hash('sha256', `${salt} ${clientId} ${text}`, 'buffer');

  function partOf(clientId: string): Held {
    const known = parts.get(clientId);
    if (known !== undefined) return known;
    const part: Held = {
      ...{ clientId, views: 0, sent: 0, elsewhere: 0, flooded: 0 },
      ...{ sketch: createSketch(), sentSketch: undefined, addresses: createSketch(), ranges: new Map() },
      ...{ pending: [], from: [], of: [], isChanged: true },
    };
    parts.set(clientId, part);
    return part;
  }

  /** A visitor that the sketch does not know: counted to its address and its range, unless these have brought too many. */
  function takeNew(part: Held, cell: number, range: number): boolean {
    const [ofAddress, ofRange] = [newInDay[cell] ?? 0, newOfRange[range] ?? 0];
    if (ofAddress >= mostVisitors || ofRange >= mostOfRange) return false;
    newInDay[cell] = ofAddress + 1;
    newOfRange[range] = ofRange + 1;
    part.ranges.set(range, ofRange + 1);
    if (part.ranges.size <= rangesKept) return true;
    const [least] = [...part.ranges].toSorted(([, one], [, other]) => one - other);
    if (least !== undefined) part.ranges.delete(least[0]);
    return true;
  }

  return {
    view({ clientId, visitor, address }) {
      const part = partOf(clientId);
      part.isChanged = true;
      const from = hashFor(clientId, `from ${address}`);
      const cell = from.readUInt16BE(8);
      const now = (inMinute[cell] ?? 0) + 1;
      if (now < 65_535) inMinute[cell] = now;
      if (now > mostInMinute || part.pending.length >= mostOfApplication || held >= mostHeld) {
        part.flooded += 1;
        return;
      }
      part.pending.push(cell * markRange + markOf(hashFor(clientId, visitor)));
      part.from.push(markOf(from));
      part.of.push(hashFor(clientId, `range ${rangeOf(address)}`).readUInt16BE(8));
      held += 1;
    },

    add(clientId, visitors) {
      const part = partOf(clientId);
      part.isChanged = true;
      part.sentSketch ??= createSketch();
      for (const visitor of visitors) part.sentSketch.add(markOf(hashFor(clientId, visitor)));
      part.sent += visitors.length;
    },

    elsewhere(clientId) {
      const part = partOf(clientId);
      part.isChanged = true;
      part.elsewhere += 1;
    },

    settle() {
      for (const part of parts.values()) {
        for (const [place, each] of part.pending.entries()) {
          const cell = Math.floor(each / markRange);
          const day = inDay[cell] ?? 0;
          const mark = each % markRange;
          const range = part.of[place] ?? 0;
          const ofRange = viewsOfRange[range] ?? 0;
          const isWithin = (inMinute[cell] ?? 0) <= mostInMinute && day < mostInDay && ofRange < mostViewsOfRange;
          if (!isWithin || (part.sketch.isNew(mark) && !takeNew(part, cell, range))) part.flooded += 1;
          else {
            inDay[cell] = day + 1;
            viewsOfRange[range] = ofRange + 1;
            part.sketch.add(mark);
            part.addresses.add(part.from[place] ?? 0);
            part.views += 1;
          }
        }
        part.pending = [];
        part.from = [];
        part.of = [];
      }
      inMinute.fill(0);
      held = 0;
    },

    take() {
      const changed = [...parts.values()].filter(({ isChanged }) => isChanged);
      for (const part of changed) part.isChanged = false;
      return changed;
    },

    giveBack(taken) {
      for (const { clientId } of taken) partOf(clientId).isChanged = true;
    },
  };
}
