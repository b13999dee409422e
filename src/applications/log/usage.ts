import { ok } from './call.ts';

/** The calls of one day at one endpoint. */
export interface Usage {
  /** In Asia/Shanghai: 2026-11-24. */
  day: string;
  endpoint: string;
  ok: number;
  failed: number;
  /** How often each error. */
  errors: Record<string, number>;
}

/** Rows come by day and endpoint; those that belong together follow each other. */
export function usageOf(rows: readonly { day: string; endpoint: string; outcome: string; calls: number }[]): Usage[] {
  const found: Usage[] = [];
  for (const { day, endpoint, outcome, calls } of rows) {
    let usage = found.at(-1);
    if (usage?.day !== day || usage.endpoint !== endpoint) {
      usage = { day, endpoint, ok: 0, failed: 0, errors: {} };
      found.push(usage);
    }
    if (outcome === ok) usage.ok += calls;
    else {
      usage.failed += calls;
      usage.errors[outcome] = calls;
    }
  }
  return found;
}
