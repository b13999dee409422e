import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { check } from '../history/checker/check.ts';
import { type Anomaly, anomalies } from '../history/checker/finding.ts';
import { callsOf, type Line, linesOf } from '../history/history.ts';

/** Seed, length, faults and contradictions of a history. It is judged again: a verdict is the checker's of this commit, and not that of the player. */
function summaryOf(lines: readonly Line[]) {
  const calls = callsOf(lines);
  const [played] = calls.of('played');
  const faults = new Map<string, number>();
  for (const { asked } of calls.of('fault')) faults.set(asked.what, (faults.get(asked.what) ?? 0) + 1);
  const found = new Set(check(lines).map(({ anomaly }) => anomaly));
  const outcomes = lines.filter(({ operation }) => operation !== 'fault' && operation !== 'played');
  const ended = outcomes.filter(({ phase }) => phase === 'ok' || phase === 'fail').length;
  const operations = outcomes.filter(({ phase }) => phase === 'invoke').length;
  return {
    ...{ seed: played?.asked.seed, commit: played?.asked.commit, operations, unknown: operations - ended },
    faults: Object.fromEntries([...faults].toSorted()),
    seconds: Math.round((lines.at(-1)?.at ?? 0) / 1000),
    found: [...found].toSorted(),
  };
}

/**
 * The history of a release as an in-toto statement (predicate test-result 0.1): the archive, the file of the history by its hash, and for each promise
 * whether it held.
 */
export function historyStatement(path: string, text: string, { archive, sum }: { archive: string; sum: string }) {
  const { found, ...summary } = summaryOf(linesOf(text));
  const names = Object.keys(anomalies) as Anomaly[];
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: archive, digest: { sha256: sum } }],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: found.length === 0 ? 'PASSED' : 'FAILED',
      configuration: [
        {
          name: basename(path),
          digest: { sha256: createHash('sha256').update(text).digest('hex') },
          annotations: summary,
        },
      ],
      passedTests: names.filter((name) => !found.includes(name)).map((name) => `no ${name}`),
      failedTests: found.map((name) => `no ${name}`),
    },
  };
  return { statement, found, summary };
}
