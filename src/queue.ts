/** A bounded queue in front of scarce work, which stays short under overload. */

/** Burst window (ms): arrivals within it count as one crowd. */
const crowdFor = 100;
const calmAfter = 10_000;
const leastWaiting = 8;

export type QueueNeeds = {
  /** Maximum of requests served at the same time. */
  places: number;
  /**
   * For requests that mostly wait for a remote database, and need `work` milliseconds of this thread each: the limit of concurrent ones while
   * the thread is not busy.
   */
  far?: { places: number; work: number; isBusy: () => boolean };
  /** Maximum wait in a sudden crowd (ms), estimated from recent durations. */
  longest: number;
  /** Milliseconds: a growing crowd counts as sudden while it could be served within this time from its beginning. */
  sudden?: number;
  /** Queue limit while the crowd lasts. As many as places means a wait of about the duration of the work itself. */
  lasting?: number;
  /** Absolute queue limit. */
  max?: number;
};

/** Bounded work: its capacity, the running and the waiting requests. */
export type PoolState = { places: number; busy: number; waiting: number };

type Waiting = { go: () => void; refuse: () => void; came: number };

/**
 * A bounded queue in front of work. A sudden crowd is served if that takes no longer than `longest`; under lasting overload the queue is kept so
 * short that admitted requests wait hardly longer than usual. All others are refused immediately.
 */
export function createQueue(needs: QueueNeeds) {
  const { places, far, longest, sudden = crowdFor, lasting = places, max = Number.POSITIVE_INFINITY } = needs;
  const waiting: Waiting[] = [];
  let serving = 0;
  let mean = 5;
  let emptyAt = performance.now();
  let refusedAt = Number.NEGATIVE_INFINITY;
  let isLeading = false;

  /** The capacity now: more than `places` while requests mostly wait for a remote database, in proportion to that wait. */
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

  /** Requests that finish within `go` return here: this loop starts the next one, instead of a recursion. */
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
      // Requests that waited in vain are not served: those before took longer than estimated.
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
    /** Calls `go` when admitted, `refuse` when full; the caller calls `left(startedAt)` when done; `mayWait` overrides the limit. */
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

    /** For work that does not queue, and counts only from its call of `pass`. */
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

    /** Number of waiting requests. */
    length: () => waiting.length,
    /** The load for `/metrics`. */
    state: (): PoolState => ({ places: open(), busy: serving, waiting: waiting.length }),
    /** Requests served per millisecond at full capacity, by recent durations. */
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
