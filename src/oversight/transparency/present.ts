import { type Contents, commitmentOf, type FigureName, saltOf } from './entry.ts';
import type { Standing } from './figure-store.ts';
import { followsRevisions, isReported, type Vouched } from './sound.ts';

const gone: Contents = ['gone'];
/** The first leaves of totals do not say when those were made. */
const withoutInstant = (contents: Contents): Contents => contents.slice(0, -1);

export const leafFits = (
  key: Buffer,
  { kind, key: of, day: on, revision, commitment }: FigureName & { commitment: Buffer },
  contents: Contents,
): boolean => commitmentOf(saltOf(key, { kind, key: of, day: on, revision }), contents).equals(commitment);

/** The contents of a leaf of a count or sum if it were made now; undefined where only the leaf knows its earlier state. */
export function totalNow(key: Buffer, one: Standing): { contents: Contents | undefined; isOther: boolean } {
  const { kind, shown, isNewest } = one;
  if (!isNewest) return { contents: undefined, isOther: false };
  if (shown === null) return { contents: gone, isOther: true };
  if (leafFits(key, one, shown)) return { contents: shown, isOther: false };
  if (kind === 'total' && leafFits(key, one, withoutInstant(shown)))
    return { contents: withoutInstant(shown), isOther: false };
  return { contents: shown, isOther: true };
}

/**
 * The same of a report: its revision as it was published, unless it, its row or its place in their order was changed past the service. `isNewest`:
 * no later leaf follows; undefined where the service corrected the report since, and the leaf of that revision is to come.
 */
export function reportNow(
  key: Buffer,
  { told, shown, whole, revision }: Standing,
  { vouched, isNewest }: { vouched: Vouched | undefined; isNewest: boolean },
): Contents | undefined {
  if (told === null) return gone;
  const changed: Contents = ['changed', ...(shown ?? gone)];
  const own = whole?.revisions.find((one) => one.revision === revision);
  if (whole === null || own === undefined || vouched === undefined) return changed;
  // A leaf without a seal is held against its own contents.
  if (own.seal !== null && !isReported(key, whole, own, vouched)) return changed;
  const later = whole.revisions.filter((one) => one.revision > revision);
  if (isNewest && later.length > 0) {
    const isCorrected = later.every((one) => isReported(key, whole, one, vouched));
    return isCorrected && followsRevisions(key, whole, vouched) ? undefined : changed;
  }
  if (later.some((one) => isReported(key, whole, one, vouched))) return told;
  return later.length === 0 && followsRevisions(key, whole, vouched) ? told : changed;
}
