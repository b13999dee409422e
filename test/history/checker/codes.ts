import { type Calls, isOk } from '../history.ts';
import type { Endings } from './endings.ts';
import type { Families } from './families.ts';
import { type Finding, finding } from './finding.ts';

/** A code is a token that one exchange spends: which of several won is free, that there is at most one is not. */
export function checkCodes(calls: Calls, families: Families, endings: Endings): Finding[] {
  const found: Finding[] = [];
  for (const [code, redemptions] of Map.groupBy(calls.of('redeem'), ({ asked }) => asked.code)) {
    const [spent, ...again] = redemptions.filter(isOk).toSorted((one, other) => one.ended - other.ended);
    if (spent) for (const other of again) found.push(finding('code spent twice', code, spent, other));
    const family = families.ofCode(code);
    if (family === undefined) continue;
    const mayHaveSpent = (at: { ended: number; id: number }) =>
      redemptions.some(({ id, outcome, began }) => id !== at.id && outcome !== 'fail' && began < at.ended);
    const refused = redemptions.filter(({ outcome }) => outcome === 'fail');
    const wrong = refused.find((each) => !mayHaveSpent(each) && !endings.explains(family, each));
    if (wrong === undefined) continue;
    const later = spent !== undefined && spent.began > wrong.ended;
    found.push(
      later ? finding('code good after refusal', code, wrong, spent) : finding('good code refused', code, wrong),
    );
  }
  return found;
}

/** A token is the answer to one thing. A repeated refresh gets the same successor (docs/adr/0004). */
export function checkUniqueTokens(calls: Calls): Finding[] {
  const found: Finding[] = [];
  const from = new Map<string, { source: string; id: number }>();
  const note = (id: number, source: string, token: string | undefined) => {
    if (token === undefined) return;
    const earlier = from.get(token);
    if (earlier === undefined) from.set(token, { source, id });
    else if (earlier.source !== source) found.push(finding('token answered twice', token, earlier, { id }));
  };
  for (const { id, asked, answered } of calls.of('redeem').filter(isOk)) note(id, `code ${asked.code}`, answered.token);
  for (const { id, asked, answered } of calls.of('refresh').filter(isOk))
    note(id, `token ${asked.token}`, answered.token);
  return found;
}
