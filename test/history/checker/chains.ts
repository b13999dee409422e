import { type Calls, isOk } from '../history.ts';
import type { Endings } from './endings.ts';
import type { Families } from './families.ts';
import { type Finding, finding } from './finding.ts';

/**
 * Refresh tokens of a family are a chain (docs/adr/0004): one successor each, however often it is asked for; until the successor is used the
 * predecessor may come again for ten seconds; later use of it is a reuse, which is refused and ends the family.
 */
export function checkChains(calls: Calls, families: Families, endings: Endings): Finding[] {
  const found: Finding[] = [];
  const refreshes = calls.of('refresh');
  const byToken = Map.groupBy(refreshes, ({ asked }) => asked.token);
  const spentTwice = new Set<string>();
  for (const [code, all] of Map.groupBy(calls.of('redeem'), ({ asked }) => asked.code))
    if (all.length > 1) spentTwice.add(code);

  const successorOf = (token: string) => byToken.get(token)?.find(isOk)?.answered.token;
  /** When the use of a successor was first acknowledged. */
  const usedAt = (token: string) => {
    const successor = successorOf(token);
    const uses = successor === undefined ? [] : (byToken.get(successor) ?? []).filter(isOk);
    return uses.toSorted((one, other) => one.ended - other.ended)[0];
  };

  for (const [token, all] of byToken) {
    const [first, ...others] = all.filter(isOk);
    for (const other of others)
      if (first && other.answered.token !== first.answered.token)
        found.push(finding('fork of a chain', token, first, other));
    const use = usedAt(token);
    if (use !== undefined)
      for (const late of all.filter(isOk))
        if (late.began > use.ended) found.push(finding('reuse accepted', token, use, late));
  }

  for (const [, all] of Map.groupBy(refreshes, ({ asked }) => families.ofToken(asked.token)?.code)) {
    const family = families.ofToken(all[0]?.asked.token ?? '');
    if (family === undefined) continue;
    const refused = all.filter(({ outcome }) => outcome === 'fail').toSorted((one, other) => one.ended - other.ended);
    const reuse = refused.find(({ asked, began }) => {
      const use = usedAt(asked.token);
      return use !== undefined && began > use.ended;
    });
    const alive = reuse && all.filter(isOk).find(({ began }) => began > reuse.ended);
    if (reuse && alive) found.push(finding('chain alive after reuse', `the family of ${family.code}`, reuse, alive));

    const [earliest] = refused;
    if (earliest === undefined || spentTwice.has(family.code) || endings.explains(family, earliest)) continue;
    // Another use of it, or of another token twice, may have ended the family before.
    const others = all.filter(({ id, began }) => id !== earliest.id && began < earliest.ended);
    const mayBeUsed = others.some(({ asked, outcome }) => asked.token === earliest.asked.token && outcome !== 'fail');
    const mayBeReused = others.some(
      ({ asked, outcome }) => outcome === 'info' && (byToken.get(asked.token)?.length ?? 0) > 1,
    );
    if (!mayBeUsed && !mayBeReused)
      found.push(finding('acknowledged token lost', `the family of ${family.code}`, earliest));
  }
  return found;
}
