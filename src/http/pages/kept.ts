import type { Clock } from '../../clock.ts';
import type { Changes, Subject } from '../../database/subjects.ts';

type Needs = {
  changes: Pick<Changes, 'standOf'>;
  clock: Clock;
  /** Capacity; the oldest entry goes first. */
  maxBytes: number;
  /** Entries end at multiples of so many seconds of the product's clock: by then also changes without a notification are seen. */
  lasts: number;
};

/** Cache of results of the database, each valid until one of its subjects changes (docs/adr/0075, 0095). */
export function createKept<Made>({ changes, clock, maxBytes, lasts }: Needs) {
  const kept = new Map<string, { stand: string; made: Made; bytes: number }>(); // those that were made last come last
  let bytes = 0;

  function remove(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  return {
    /** How these stand; undefined while that is not certain, and then nothing is found or kept. */
    standOf(tells: readonly Subject[] | undefined): string | undefined {
      const stand = tells && changes.standOf(tells);
      return stand === undefined ? undefined : `${Math.floor(clock.now().getTime() / 1000 / lasts)} ${stand}`;
    },

    find(key: string, stand: string | undefined): Made | undefined {
      const found = kept.get(key);
      return found !== undefined && found.stand === stand ? found.made : undefined;
    },

    keep(key: string, stand: string, made: Made, size: number): void {
      remove(key);
      kept.set(key, { stand, made, bytes: size });
      bytes += size;
      for (const oldest of kept.keys())
        if (bytes > maxBytes) remove(oldest);
        else break;
    },
  };
}
