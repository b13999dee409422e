import type { Fact } from '../../fact.ts';
import { type FrameworkId, isFramework } from '../aksk/frameworks.ts';
import { type Count, type Endpoint, type Failure, ok, runOutcomes } from './call.ts';
import { explain } from './explain.ts';

/** One line of the log as its reader gets it. */
export interface LogEntry {
  at: Date;
  endpoint: Endpoint;
  /** Undefined: answered as asked. */
  error: string | undefined;
  cause: Fact | undefined;
  cure: Fact | undefined;
  /** The name of the cause, where it has one: pkce_missing. */
  code?: string;
  /** The framework of the application, if known and relevant. */
  framework?: FrameworkId;
  /** How many calls it stands for; one of several has no details. */
  calls: number;
  /** Part of a verification: shown on its page, and counted nowhere. */
  isOfRun: boolean;
  details: Pick<Failure, 'description' | 'received' | 'registered' | 'requestId'> | undefined;
}

/** `next`: the place of the last entry, where there are more. */
export type LogLines = { entries: LogEntry[]; next: string[] | undefined };

/** Where a page begins: before a failure (`id`), or before a count, behind all failures of its moment (`id` 0). */
export type LogCursor = { at: Date; id: number; place: { endpoint: string; outcome: string } | undefined };

const start: LogCursor = { at: new Date('9999-12-31T00:00:00Z'), id: 0, place: undefined };

export function cursorIn(texts: readonly string[] | undefined): LogCursor {
  if (texts === undefined) return start;
  const [at = '', id = '', endpoint, outcome] = texts;
  return {
    at: new Date(at),
    id: Number(id),
    place: endpoint === undefined || outcome === undefined ? undefined : { endpoint, outcome },
  };
}

type Line = { at: Date; place: string[]; entry: LogEntry };

/** Both lists are newest first and one longer than the page; at the same moment failures come first. */
export function pageOf(
  failures: readonly (Failure & { id: number })[],
  counts: readonly Count[],
  limit: number,
): LogLines {
  const lines: Line[] = [...failures.map(ofFailure), ...counts.map(ofCount)].toSorted(
    (one, other) => other.at.getTime() - one.at.getTime(),
  );
  const shown = lines.slice(0, limit);
  return {
    entries: shown.map(({ entry }) => entry),
    next: lines.length > limit ? shown.at(-1)?.place : undefined,
  };
}

function ofFailure(failure: Failure & { id: number }): Line {
  const { at, endpoint, error, description, requestId } = failure;
  const explanation = explain(failure);
  // For a login without PKCE nothing was compared: the value shown is the framework.
  const isFrameworks = explanation.code?.startsWith('pkce_') === true;
  const { received, registered } = isFrameworks ? { received: undefined, registered: [] } : failure;
  return {
    at,
    place: [at.toISOString(), String(failure.id)],
    entry: {
      at,
      endpoint,
      error,
      ...explanation,
      ...(isFrameworks && isFramework(failure.received) && { framework: failure.received }),
      calls: 1,
      isOfRun: false,
      details: { description, received, registered, requestId },
    },
  };
}

function ofCount({ minute, endpoint, outcome, calls }: Count): Line {
  const isOfRun = runOutcomes.includes(outcome);
  const explanation = outcome === ok || isOfRun ? { cause: undefined, cure: undefined } : explain({ error: outcome });
  return {
    at: minute,
    place: [minute.toISOString(), '0', endpoint, outcome],
    entry: {
      at: minute,
      endpoint,
      error: outcome === ok || isOfRun ? undefined : outcome,
      ...explanation,
      calls,
      isOfRun,
      details: undefined,
    },
  };
}
