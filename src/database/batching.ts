import { isUnavailable } from '../errors.ts';

type Waiting<Ask, Answer> = { ask: Ask; resolve: (answer: Answer) => void; reject: (error: unknown) => void };

type Options<Ask, Answer> = {
  /** One statement for many asks; its answers in the order of the asks. */
  run: (asks: Ask[]) => Promise<Answer[]>;
  /** Statements under way at once. */
  atOnce?: number;
  /** How many asks it takes for another statement beside one that left only now: small batches cost the database most. */
  crowd?: number;
  /** Asks in one statement. */
  most?: number;
};

// Milliseconds after which a statement is taken to wait for something, so that others need not wait for it.
const slow = 20;

/**
 * Natural batching: what is asked for while a statement is under way travels together in the next one. Nobody waits for company: the
 * first ask of an idle moment leaves with those that arrived in the same turn of the event loop. An answer is given only after its
 * statement was committed, and a statement that fails is repeated ask by ask, so that nobody suffers for a neighbour; only an outage is
 * everybody's.
 */
export function createBatching<Ask, Answer>({ run, atOnce = 2, crowd = 8, most = 100 }: Options<Ask, Answer>) {
  const waiting: Waiting<Ask, Answer>[] = [];
  let underWay = 0;
  let isScheduled = false;
  let left = 0;

  async function fly(batch: Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await run(batch.map(({ ask }) => ask));
      for (const [place, { resolve, reject }] of batch.entries()) {
        if (place in answers) resolve(answers[place] as Answer);
        else reject(new Error('a batch came back short'));
      }
    } catch (error) {
      // What the database cannot do for all it cannot do for each.
      if (batch.length === 1 || isUnavailable(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await fly([one]);
    }
  }

  function mayLeave(): boolean {
    if (waiting.length === 0 || underWay >= atOnce) return false;
    return underWay === 0 || waiting.length >= crowd || performance.now() - left > slow;
  }

  function launch(): void {
    isScheduled = false;
    while (mayLeave()) {
      underWay += 1;
      left = performance.now();
      fly(waiting.splice(0, most)).finally(() => {
        underWay -= 1;
        launch();
      });
    }
  }

  return (ask: Ask): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      if (isScheduled || !mayLeave()) return;
      isScheduled = true;
      setImmediate(launch);
    });
}
