/** A short queue in front of scarce work, which a crowd does not make long. */

/** Milliseconds. Who comes within them comes at once. */
const crowdFor = 100;
const calmAfter = 10_000;
const leastWaiting = 8;

export type QueueNeeds = {
  /** So many are served at the same time. */
  places: number;
  /**
   * Where what is served waits for a database that is far away, and hardly for this thread, of which each takes so many milliseconds of `work`:
   * up to so many, as long as the thread is not busy.
   */
  far?: { places: number; work: number; isBusy: () => boolean };
  /** In a sudden crowd: so many milliseconds may somebody have to wait, by how long the recent ones took. */
  longest: number;
  /** Milliseconds: a crowd that comes little by little counts as sudden while it would be through within these, from when it began. */
  sudden?: number;
  /** While the crowd lasts: so many may wait. As many as places make everybody wait about as long as the work itself takes. */
  lasting?: number;
  /** Never more than so many wait. */
  max?: number;
};

/** Of bounded work: so many at the same time, so many of them now, and so many who wait. */
export type PoolState = { places: number; busy: number; waiting: number };

type Waiting = { go: () => void; refuse: () => void; came: number };

/**
 * A short queue in front of work. A sudden crowd is served, if that takes no longer than `longest`; where more come than are served, for
 * longer than a moment, the queue is kept so short that those who are let in wait hardly longer than ever. All others are told at once.
 */
export function createQueue(needs: QueueNeeds) {
  const { places, far, longest, sudden = crowdFor, lasting = places, max = Number.POSITIVE_INFINITY } = needs;
  const waiting: Waiting[] = [];
  let serving = 0;
  let mean = 5;
  let emptyAt = performance.now();
  let refusedAt = Number.NEGATIVE_INFINITY;
  let isLeading = false;

  /** How many places there are: what takes longer than the thread works for it, as far as it does. */
  function open(): number {
    if (far === undefined || mean <= far.work * places || far.isBusy()) return places;
    return Math.min(far.places, Math.floor(mean / far.work));
  }
  /** Milliseconds until the next place is free while all are taken. */
  const served = () => Math.max(mean, 0.1) / open();

  function room(now: number): number {
    const since = now - emptyAt;
    if (now - refusedAt < calmAfter) return Math.min(max, lasting);
    if (since > crowdFor) return Math.min(max, Math.max(lasting, (sudden - since) / served()));
    return Math.min(max, Math.max(leastWaiting, lasting, longest / served()));
  }

  /** Whoever is done at once leaves within `go`: the line is led on here, and not by each of them in the one before. */
  function next(now: number): void {
    if (isLeading) return;
    isLeading = true;
    try {
      lead(now);
    } finally {
      isLeading = false;
    }
  }

  function lead(now: number): void {
    while (serving < open()) {
      const first = waiting.shift();
      if (first === undefined) {
        emptyAt = now;
        return;
      }
      // Nobody is to be served who has waited in vain: what came before it took longer than was thought.
      if (now - first.came > 2 * longest + 1_000) {
        refusedAt = now;
        first.refuse();
        continue;
      }
      serving += 1;
      first.go();
    }
  }

  return {
    /** Calls one of both, now or later. Whoever went calls `left` at the end, with when it began. `mayWait`: whoever has been chosen already. */
    enter(go: () => void, refuse: () => void, mayWait?: number): void {
      const now = performance.now();
      if (serving < open() && waiting.length === 0) {
        serving += 1;
        emptyAt = now;
        go();
      } else if (waiting.length >= (mayWait ?? room(now))) {
        refusedAt = now;
        refuse();
      } else waiting.push({ go, refuse, came: now });
    },

    /** For work that does not wait in line, and is only counted from when it calls `pass`. */
    hasRoom(): boolean {
      const now = performance.now();
      const free = open() - serving;
      if (free > 0 || waiting.length < free + room(now)) return true;
      refusedAt = now;
      return false;
    },
    pass(): void {
      serving += 1;
      if (serving <= open() && waiting.length === 0) emptyAt = performance.now();
    },

    /** So many wait. */
    length: () => waiting.length,
    /** How full it is, as `/metrics` tells. */
    state: (): PoolState => ({ places: open(), busy: serving, waiting: waiting.length }),
    /** Served in a millisecond while all places are taken, by how long the recent ones took. */
    rate: () => 1 / served(),
    isIdle: () => serving < open() && waiting.length === 0,

    left(began: number): void {
      const now = performance.now();
      mean += (Math.min(now - began, 1_000) - mean) / 16;
      serving -= 1;
      next(now);
    },
  };
}

export type Queue = ReturnType<typeof createQueue>;
