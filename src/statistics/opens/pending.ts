import { hash } from 'node:crypto';

/** Beyond so many of an address in a minute none is counted: a hall, or a school, is one address. */
const mostOfAddress = 120;
/** Entries that a process holds until they are written. */
const mostEntries = 20_000;
/** Addresses share cells: whatever addresses come, there are no more. */
const cells = 1 << 16;

export type Act = 'opened' | 'left';
type Counts = { opens: number; clicks: number };

/** Opens and clicks since the last minute: by entry, and nothing of a reader. Bounded however much comes. */
export interface Pending {
  add(act: Act, entryId: string, address: string): void;
  /** All that was counted, by entry; the next minute begins. */
  take(): ReadonlyMap<string, Counts>;
}

/** `salt`: of this process, so that a stranger does not know whose cell an address shares. */
export function createPending(salt: string): Pending {
  let entries = new Map<string, Counts>();
  const inMinute = new Uint16Array(cells);
  return {
    add(act, entryId, address) {
      const cell = hash('sha256', `${salt} ${address}`, 'buffer').readUInt16BE(0);
      const now = inMinute[cell] ?? 0;
      if (now >= mostOfAddress) return;
      inMinute[cell] = now + 1;
      let counts = entries.get(entryId);
      if (counts === undefined) {
        if (entries.size >= mostEntries) return;
        counts = { opens: 0, clicks: 0 };
        entries.set(entryId, counts);
      }
      if (act === 'opened') counts.opens += 1;
      else counts.clicks += 1;
    },
    take() {
      const taken = entries;
      entries = new Map();
      inMinute.fill(0);
      return taken;
    },
  };
}
