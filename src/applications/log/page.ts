import { Problem } from '../../errors.ts';
import { type Count, type Endpoint, type Failure, ok } from './call.ts';
import { explain } from './explain.ts';

/** One line of the log as its reader gets it. */
export interface LogEntry {
  at: Date;
  endpoint: Endpoint;
  /** Undefined: answered as asked. */
  error: string | undefined;
  cause: string | undefined;
  cure: string | undefined;
  /** How many calls it stands for; one of several has no details. */
  calls: number;
  details: Pick<Failure, 'description' | 'received' | 'registered' | 'requestId'> | undefined;
}

export type LogPage = { entries: LogEntry[]; cursor: string | undefined };

/** Where a page begins: before a failure (`id`), or before a count, behind all failures of its moment (`id` 0). */
type Place = { at: Date; id: number; place: { endpoint: string; outcome: string } | undefined };

const start: Place = { at: new Date('9999-12-31T00:00:00Z'), id: 0, place: undefined };

export function readCursor(cursor: string | undefined): Place {
  if (cursor === undefined) return start;
  const [, at, id, endpoint, outcome] = /^(\d{1,14})-(?:f(\d{1,15})|([a-z]+)-([\w.-]{1,64}))$/.exec(cursor) ?? [];
  if (at === undefined) throw new Problem('bad_request', '翻页标记不完整，请从第一页重新查看');
  return {
    at: new Date(Number(at)),
    id: Number(id ?? 0),
    place: endpoint === undefined || outcome === undefined ? undefined : { endpoint, outcome },
  };
}

type Line = { at: Date; cursor: string; entry: LogEntry };

/** Both lists are newest first and one longer than the page; at the same moment failures come first. */
export function pageOf(
  failures: readonly (Failure & { id: number })[],
  counts: readonly Count[],
  limit: number,
): LogPage {
  const lines: Line[] = [...failures.map(ofFailure), ...counts.map(ofCount)].toSorted(
    (one, other) => other.at.getTime() - one.at.getTime(),
  );
  const shown = lines.slice(0, limit);
  return {
    entries: shown.map(({ entry }) => entry),
    cursor: lines.length > limit ? shown.at(-1)?.cursor : undefined,
  };
}

function ofFailure(failure: Failure & { id: number }): Line {
  const { at, endpoint, error, description, received, registered, requestId } = failure;
  return {
    at,
    cursor: `${at.getTime()}-f${failure.id}`,
    entry: {
      at,
      endpoint,
      error,
      ...explain(failure),
      calls: 1,
      details: { description, received, registered, requestId },
    },
  };
}

function ofCount({ minute, endpoint, outcome, calls }: Count): Line {
  const words = outcome === ok ? { cause: undefined, cure: undefined } : explain({ error: outcome });
  return {
    at: minute,
    cursor: `${minute.getTime()}-${endpoint}-${outcome}`,
    entry: {
      at: minute,
      endpoint,
      error: outcome === ok ? undefined : outcome,
      ...words,
      calls,
      details: undefined,
    },
  };
}
