import { type Calls, isOk } from '../history.ts';
import { type Finding, finding } from './finding.ts';

/** A key writes once and is answered alike each time; a workbook is imported whole; a submission is decided once, and stays so. */
export function checkOnce(calls: Calls): Finding[] {
  const counts = new Map(
    calls
      .of('rows')
      .filter(isOk)
      .map((call) => [call.asked.of, call]),
  );
  return [...checkKeys(calls, counts), ...checkBatches(calls, counts), ...checkDecisions(calls)];
}
type Counts = ReadonlyMap<string, { id: number; answered: { count: number; made?: string[] | undefined } }>;

function checkKeys(calls: Calls, counts: Counts): Finding[] {
  const found: Finding[] = [];
  for (const [key, all] of Map.groupBy(calls.of('create'), ({ asked }) => asked.key)) {
    const done = all.filter(isOk);
    const [first, ...others] = done;
    for (const other of others)
      if (first && other.answered.made !== first.answered.made)
        found.push(finding('another answer under a key', key, first, other));
    const left = counts.get(key);
    if (left === undefined) continue;
    if (left.answered.count > 1) found.push(finding('doubled write', key, ...all, left));
    if (first && left.answered.count === 0) found.push(finding('write under a key lost', key, first, left));
    if (left.answered.count > 0 && all.every(({ outcome }) => outcome === 'fail'))
      found.push(finding('refused write left a row', key, ...all, left));
  }
  return found;
}

function checkBatches(calls: Calls, counts: Counts): Finding[] {
  const found: Finding[] = [];
  for (const [batch, all] of Map.groupBy(calls.of('import'), ({ asked }) => asked.batch)) {
    const left = counts.get(batch);
    if (left === undefined) continue;
    const rows = all[0]?.asked.rows ?? 0;
    const { count } = left.answered;
    if (count > rows) found.push(finding('doubled write', batch, ...all, left));
    else if (count > 0 && count < rows)
      found.push(finding('import in part', `${batch}: ${count} of ${rows}`, ...all, left));
    else if (count === 0 && all.some(isOk)) found.push(finding('write under a key lost', batch, ...all, left));
    else if (count > 0 && all.every(({ outcome }) => outcome === 'fail'))
      found.push(finding('refused write left a row', batch, ...all, left));
  }
  return found;
}

function checkDecisions(calls: Calls): Finding[] {
  const found: Finding[] = [];
  const atTheEnd = new Map(
    calls
      .of('decided')
      .filter(isOk)
      .map((call) => [call.asked.submission, call]),
  );
  for (const [submission, all] of Map.groupBy(calls.of('decide'), ({ asked }) => asked.submission)) {
    const [first, ...others] = all.filter(isOk);
    if (first && others.length > 0) found.push(finding('decided twice', submission, first, ...others));
    const end = atTheEnd.get(submission);
    if (end === undefined) continue;
    const { decision } = end.answered;
    if (first && others.length === 0 && decision !== first.asked.decision)
      found.push(finding('decision lost', `${submission} is ${decision}`, first, end));
    const mayBe = all.some(({ asked, outcome }) => outcome !== 'fail' && asked.decision === decision);
    if (!first && decision !== 'none' && !mayBe)
      found.push(finding('refused write left a row', `${submission} is ${decision}`, ...all, end));
  }
  return found;
}
