import { type Calls, isOk } from '../history.ts';
import { type Finding, finding } from './finding.ts';

/** Milliseconds that a page may be behind: two seconds of a standby (docs/operating.md), and as much again until its text is made again. */
const mayBeBehind = 4_000;

/**
 * A page that is read from a standby shows a state that the primary had: with an approval all that was acknowledged before that approval began.
 * Two commits A and B, in this order, may both be missing; B without A may not be shown (the long fork of Adya, as Jepsen found it on standbys).
 */
export function checkStandby(calls: Calls, behind = mayBeBehind): Finding[] {
  const found: Finding[] = [];
  const approvals = Map.groupBy(
    calls.of('decide').filter(({ asked }) => asked.decision === 'approve'),
    ({ asked }) => asked.page,
  );
  for (const show of calls.of('show').filter(isOk)) {
    const { page } = show.asked;
    const all = approvals.get(page) ?? [];
    const seen = new Set(show.answered.seen);
    for (const name of seen) {
      const own = all.filter(({ asked }) => asked.submission === name && asked.page === page);
      if (!own.some(({ outcome, began }) => outcome !== 'fail' && began < show.ended))
        found.push(finding('shown before it was there', `${name} on ${page}`, ...own, show));
    }
    // Whichever of several approvals of one submission took effect, it was the first at the earliest.
    const newest = all
      .filter(({ asked, outcome }) => outcome !== 'fail' && seen.has(asked.submission))
      .reduce((latest, { asked }) => {
        const first = Math.min(
          ...all.filter((each) => each.asked.submission === asked.submission).map(({ began }) => began),
        );
        return Math.max(latest, first);
      }, -Infinity);
    for (const approval of all.filter(isOk).filter(({ asked }) => !seen.has(asked.submission))) {
      const name = approval.asked.submission;
      if (approval.ended < newest)
        found.push(finding('shown without what came before', `${page} without ${name}`, approval, show));
      else if (approval.ended + behind < show.began)
        found.push(finding('shown too late', `${name} on ${page}`, approval, show));
    }
  }
  return found;
}
