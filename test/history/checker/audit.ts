import { type Call, type Calls, isOk } from '../history.ts';
import { type Finding, finding } from './finding.ts';

type Marked = Pick<Call, 'id' | 'began' | 'ended' | 'outcome'> & { mark: string };
const marking = ['withdraw', 'disable', 'enable', 'write', 'decide'] as const;

/** Every acknowledged event is in the audit, as often as it happened, behind those that were acknowledged before it began. */
export function checkAudit(calls: Calls): Finding[] {
  const [audit] = calls.of('audit').filter(isOk);
  if (audit === undefined) return [];
  const marked = marking.flatMap((name) =>
    calls
      .of(name)
      .flatMap(({ id, began, ended, outcome, asked }): Marked[] =>
        asked.mark === undefined ? [] : [{ id, began, ended, outcome, mark: asked.mark }],
      ),
  );
  const { events, isWhole } = audit.answered;
  const found =
    isWhole && events.every(({ position }, place) => place === 0 || position > (events[place - 1]?.position ?? 0))
      ? []
      : [finding('audit chain broken', 'the chain does not verify', audit)];
  const positions = Map.groupBy(events, ({ mark }) => mark);
  const asked = Map.groupBy(marked, ({ mark }) => mark);
  for (const [mark, all] of asked) {
    const count = positions.get(mark)?.length ?? 0;
    const done = all.filter(({ outcome }) => outcome === 'ok');
    const possible = all.filter(({ outcome }) => outcome !== 'fail');
    if (count < done.length) found.push(finding('audit event vanished', mark, ...done, audit));
    if (count > possible.length) found.push(finding('audit event from nowhere', mark, ...all, audit));
  }
  return found.length > 0 ? found : checkOrder(marked, positions, audit);
}

/**
 * Of events that happened once: those acknowledged before another began stand before it. One way through both orders finds whether any pair does
 * not: among those that ended before, only the one that stands farthest behind matters.
 */
function checkOrder(
  marked: readonly Marked[],
  positions: ReadonlyMap<string, { position: number }[]>,
  audit: { id: number },
): Finding[] {
  const asked = Map.groupBy(
    marked.filter(({ outcome }) => outcome !== 'fail'),
    ({ mark }) => mark,
  );
  const single = [...asked].flatMap(([mark, [call, ...others]]) => {
    const [event, ...more] = positions.get(mark) ?? [];
    return call && event && others.length + more.length === 0 ? [{ ...call, position: event.position }] : [];
  });
  const byEnd = single.filter(({ outcome }) => outcome === 'ok').toSorted((one, other) => one.ended - other.ended);
  let behind: (typeof byEnd)[number] | undefined;
  let next = 0;
  for (const each of single.toSorted((one, other) => one.began - other.began)) {
    for (let done = byEnd[next]; done && done.ended < each.began; done = byEnd[next]) {
      if (behind === undefined || done.position > behind.position) behind = done;
      next += 1;
    }
    if (behind && behind.position > each.position)
      return [finding('audit out of order', `${each.mark} before ${behind.mark}`, behind, each, audit)];
  }
  return [];
}
