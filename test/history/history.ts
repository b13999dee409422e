import { z } from 'zod';

// A history has the calls of clients and their answers, a line of JSON each: an invocation, and later its outcome under the same id. The form is that
// of Jepsen (https://github.com/jepsen-io/jepsen, "history"): `info` is an outcome that is unknown, and a call without an outcome is one.

const tokens = z.object({ token: z.string().optional(), access: z.string() });
const none = z.object({});

/** The question of each operation, and its answer where it went well. */
const operations = {
  /** An authorization request that came back with a code. `consent`: it was asked for again, which ends earlier tokens. */
  code: {
    asked: z.object({ person: z.string(), client: z.string(), consent: z.boolean() }),
    ok: z.object({ code: z.string() }),
  },
  redeem: { asked: z.object({ code: z.string() }), ok: tokens },
  refresh: { asked: z.object({ token: z.string() }), ok: tokens },
  /** A question that an access token opens. */
  use: { asked: z.object({ access: z.string() }), ok: none },
  /** A token for the application itself. */
  grant: { asked: z.object({ client: z.string() }), ok: none },
  revoke: { asked: z.object({ token: z.string() }), ok: none },
  withdraw: { asked: z.object({ person: z.string(), client: z.string(), mark: z.string().optional() }), ok: none },
  disable: { asked: z.object({ subject: z.string(), mark: z.string().optional() }), ok: none },
  enable: { asked: z.object({ subject: z.string(), mark: z.string().optional() }), ok: none },
  /** A register: the reported figure of a day. Each value is written once. */
  write: { asked: z.object({ register: z.string(), value: z.number(), mark: z.string().optional() }), ok: none },
  /** The same, if the version is still the one that was read. */
  change: { asked: z.object({ register: z.string(), value: z.number(), from: z.string() }), ok: none },
  read: {
    asked: z.object({ register: z.string() }),
    ok: z.object({ value: z.number().nullable(), version: z.string().optional() }),
  },
  /** The sum that the product shows of these registers; `settled` where nothing is written any more. */
  sum: {
    asked: z.object({ registers: z.array(z.string()), settled: z.boolean() }),
    ok: z.object({ value: z.number() }),
  },
  /** A write under an Idempotency-Key, and the id of the made thing. */
  create: { asked: z.object({ key: z.string() }), ok: z.object({ made: z.string() }) },
  /** A workbook of so many rows. */
  import: { asked: z.object({ batch: z.string(), rows: z.number() }), ok: none },
  /** A decision about a submission; an approval shows its entry on a page. */
  decide: {
    asked: z.object({
      submission: z.string(),
      decision: z.enum(['approve', 'return']),
      page: z.string(),
      mark: z.string().optional(),
    }),
    ok: none,
  },
  /** A page that may be read from a standby: the submissions whose entries it lists. */
  show: { asked: z.object({ page: z.string() }), ok: z.object({ seen: z.array(z.string()) }) },
  /** At the end: how many rows a key or a batch has left, the state of a submission, and the audit in the order of its chain. */
  rows: {
    asked: z.object({ of: z.string() }),
    ok: z.object({ count: z.number(), made: z.array(z.string()).optional() }),
  },
  decided: {
    asked: z.object({ submission: z.string() }),
    ok: z.object({ decision: z.enum(['approve', 'return', 'none']) }),
  },
  audit: {
    asked: none,
    ok: z.object({ events: z.array(z.object({ position: z.number(), mark: z.string() })), isWhole: z.boolean() }),
  },
  /** The first line: by which seed, and at which commit of the product. */
  played: { asked: z.object({ seed: z.number(), commit: z.string() }), ok: none },
  /** A fault of the nemesis, from its beginning to its end. */
  fault: { asked: z.object({ what: z.string() }), ok: none },
} as const;

type Operations = typeof operations;
export type Operation = keyof Operations;
export type Asked<Name extends Operation> = z.infer<Operations[Name]['asked']>;
export type Answered<Name extends Operation> = z.infer<Operations[Name]['ok']>;
type Outcome = 'ok' | 'fail' | 'info';

/** A line. Times are milliseconds of one monotonic clock, that of the process which writes the history. */
export type Line = {
  process: number;
  id: number;
  operation: Operation;
  phase: 'invoke' | Outcome;
  at: number;
  value: object;
};

/** An invocation with its outcome. One that is unknown may take effect at any later time. */
export type Call<Name extends Operation = Operation> = {
  process: number;
  id: number;
  began: number;
  ended: number;
  asked: Asked<Name>;
} & ({ outcome: 'ok'; answered: Answered<Name> } | { outcome: 'fail' | 'info' });

const lineShape = z.object({
  process: z.number(),
  id: z.number(),
  operation: z.enum(Object.keys(operations) as [Operation, ...Operation[]]),
  phase: z.enum(['invoke', 'ok', 'fail', 'info']),
  at: z.number(),
  value: z.looseObject({}),
});

/** Lines of a file; one that was cut off by the death of its writer is the last, and says nothing. */
export function linesOf(text: string): Line[] {
  const all = text.split('\n');
  const last = all.pop() ?? '';
  const lines = all.map((line) => lineShape.parse(JSON.parse(line)));
  if (last === '') return lines;
  try {
    return [...lines, lineShape.parse(JSON.parse(last))];
  } catch {
    return lines;
  }
}

/** The calls of a history, by their operation, in the order in which they began. */
export function callsOf(lines: readonly Line[]) {
  const open = new Map<number, Line>();
  const closed = new Map<number, Line>();
  for (const line of lines) {
    const into = line.phase === 'invoke' ? open : closed;
    if (into.has(line.id)) throw new Error(`call ${line.id} has two lines “${line.phase}”`);
    if (line.phase !== 'invoke' && open.get(line.id)?.operation !== line.operation)
      throw new Error(`an outcome of call ${line.id}, which was never asked`);
    into.set(line.id, line);
  }
  const byOperation = new Map<Operation, Call[]>();
  for (const { id, process, operation, at, value } of open.values()) {
    const end = closed.get(id);
    const known = { process, id, began: at, asked: operations[operation].asked.parse(value) };
    const call: Call =
      end?.phase === 'ok'
        ? { ...known, ended: end.at, outcome: 'ok', answered: operations[operation].ok.parse(end.value) }
        : {
            ...known,
            ...(end?.phase === 'fail' ? { ended: end.at, outcome: 'fail' } : { ended: Infinity, outcome: 'info' }),
          };
    const list = byOperation.get(operation);
    if (list === undefined) byOperation.set(operation, [call]);
    else list.push(call);
  }
  return {
    of: <Name extends Operation>(name: Name): Call<Name>[] => (byOperation.get(name) ?? []) as Call<Name>[],
    count: open.size,
  };
}
export type Calls = ReturnType<typeof callsOf>;

export const isOk = <Name extends Operation>(
  call: Call<Name>,
): call is Call<Name> & { outcome: 'ok'; answered: Answered<Name> } => call.outcome === 'ok';
