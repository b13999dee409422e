import { type Calls, isOk } from '../history.ts';
import type { Families, Family } from './families.ts';
import { type Finding, finding } from './finding.ts';

/** Milliseconds after which an ending counts everywhere (docs/adr/0082). */
const everywhere = 1_000;

type Span = { id: number; began: number; ended: number; outcome: 'ok' | 'fail' | 'info' };
type Refused = { began: number; ended: number };

/**
 * Endings of tokens, and how long they last: asked of refusals (something may have ended it) and of successes (nothing may have). Both are on the safe side:
 * an ending that may have happened explains a refusal, and only one that surely happened forbids a success.
 */
export function createEndings(calls: Calls, families: Families) {
  const disabled = Map.groupBy(calls.of('disable'), ({ asked }) => asked.subject);
  const enabled = Map.groupBy(calls.of('enable'), ({ asked }) => asked.subject);
  const withdrawn = Map.groupBy(calls.of('withdraw'), ({ asked }) => `${asked.person} ${asked.client}`);
  const consents = Map.groupBy(
    calls.of('code').filter(({ asked }) => asked.consent),
    ({ asked }) => `${asked.person} ${asked.client}`,
  );
  const revoked = Map.groupBy(calls.of('revoke'), ({ asked }) => families.ofToken(asked.token)?.code ?? '');

  const mayHaveEnded = (spans: readonly Span[] | undefined, at: Refused, { issued }: Family) =>
    spans?.some(
      ({ id, began, ended, outcome }) =>
        id !== issued.id && outcome !== 'fail' && began < at.ended && (outcome === 'info' || ended > issued.began),
    ) ?? false;

  /** The surely disabled ones of these at the time of a success. */
  function disabling(subject: string, success: Span): Span | undefined {
    return disabled
      .get(subject)
      ?.find(
        (each) =>
          isOk(each) &&
          each.ended + everywhere < success.began &&
          !enabled
            .get(subject)
            ?.some((other) => other.outcome !== 'fail' && other.ended > each.began && other.began < success.ended),
      );
  }

  return {
    /** Whether a refusal of something of this family may be right. */
    explains: (family: Family, at: Refused): boolean =>
      [
        revoked.get(family.code),
        withdrawn.get(`${family.person} ${family.client}`),
        disabled.get(`client ${family.client}`),
        disabled.get(`person ${family.person}`),
        consents.get(`${family.person} ${family.client}`),
      ].some((spans) => mayHaveEnded(spans, at, family)),

    /** The contradictions of a success of something of this family. */
    contradict(family: Family, success: Span): Finding[] {
      const { person, client, code } = family;
      const found: Finding[] = [];
      for (const subject of [`client ${client}`, `person ${person}`]) {
        const ending = disabling(subject, success);
        if (ending) found.push(finding('alive while disabled', subject, ending, success));
      }
      const before = (each: Span) => isDone(each) && each.ended + everywhere < success.began;
      const revocation = revoked.get(code)?.find(before);
      if (revocation) found.push(finding('alive after revocation', `the family of ${code}`, revocation, success));
      const withdrawal = withdrawn
        .get(`${person} ${client}`)
        ?.find((each) => before(each) && family.issued.ended < each.began);
      if (withdrawal) found.push(finding('alive after withdrawal', `${person} at ${client}`, withdrawal, success));
      return found;
    },

    contradictSubject(subject: string, success: Span): Finding[] {
      const ending = disabling(subject, success);
      return ending ? [finding('alive while disabled', subject, ending, success)] : [];
    },
  };
}
export type Endings = ReturnType<typeof createEndings>;

const isDone = ({ outcome }: Span) => outcome === 'ok';

/** After it was acknowledged that something ended, and a second has passed, nothing of it succeeds. */
export function checkEndings(calls: Calls, families: Families, endings: Endings): Finding[] {
  const found: Finding[] = [];
  for (const call of calls.of('redeem').filter(isOk)) {
    const family = families.ofCode(call.asked.code);
    if (family) found.push(...endings.contradict(family, call));
  }
  for (const call of calls.of('refresh').filter(isOk)) {
    const family = families.ofToken(call.asked.token);
    if (family) found.push(...endings.contradict(family, call));
  }
  for (const call of calls.of('use').filter(isOk)) {
    const family = families.ofAccess(call.asked.access);
    if (family) found.push(...endings.contradict(family, call));
  }
  for (const call of calls.of('grant').filter(isOk))
    found.push(...endings.contradictSubject(`client ${call.asked.client}`, call));
  for (const call of calls.of('code').filter(isOk))
    found.push(
      ...endings.contradictSubject(`client ${call.asked.client}`, call),
      ...endings.contradictSubject(`person ${call.asked.person}`, call),
    );
  return found;
}
