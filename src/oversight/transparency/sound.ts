import { isSigned } from '../../audit/mac.ts';
import { eventsAbout } from '../../audit/seal-store.ts';
import type { Connection } from '../../database/open.ts';
import {
  figuresText,
  plainText,
  sealOfCount,
  sealOfExplanation,
  sealOfRevision,
} from '../../statistics/reports/seal.ts';
import type { CountRow, RevisionRow, WholeReport } from '../../statistics/totals/day-store.ts';
import { commitmentOf, type FigureName, saltOf } from './entry.ts';
import * as figures from './figure-store.ts';

const isSealed = (seal: string, expected: Buffer): boolean => seal === `\\x${expected.toString('hex')}`;

/** Whether a revision is as the service wrote it; undefined where it has no seal (it is from before there were seals, or a stranger's). */
function sealFits(key: Buffer, { report }: WholeReport, one: RevisionRow): boolean | undefined {
  if (one.seal === null) return undefined;
  const { client_id: clientId, day, institution_id: institutionId, region_code: regionCode, kind, late } = report;
  const { revision, figures, terminals, note, reason, actor_kind: actorKind, actor_id: actorId } = one;
  const said = { clientId, day, revision, figures, terminals, note, reason, actorKind, actorId, at: new Date(one.at) };
  return isSealed(
    one.seal,
    sealOfRevision(key, said, revision === 1 ? { institutionId, regionCode, kind, late } : undefined),
  );
}

/** Vouchers of a row without a seal: its own leaf, or a signed event of the audit. */
export type Vouched = { leaf: (revision: number) => boolean; event: (revision: number, note?: string) => boolean };

/** Whether a revision was reported so. */
export const isReported = (key: Buffer, whole: WholeReport, one: RevisionRow, vouched: Vouched): boolean =>
  sealFits(key, whole, one) ?? (vouched.leaf(one.revision) || vouched.event(one.revision));

/** Whether the row that counts follows from its revisions and explanations. */
export function followsRevisions(key: Buffer, whole: WholeReport, vouched: Vouched): boolean {
  const { report, revisions, explanation } = whole;
  const [first, newest] = [revisions[0], revisions.at(-1)];
  if (first === undefined || newest === undefined) return false;
  if (report.revision !== newest.revision || revisions.some(({ revision }, place) => revision !== place + 1))
    return false;
  if (figuresText(report.figures) !== figuresText(newest.figures)) return false;
  if (report.terminals !== newest.terminals && plainText(report.terminals) !== plainText(newest.terminals))
    return false;
  if (report.note !== (explanation === null ? newest.note : explanation.note)) return false;
  if (explanation !== null) {
    const { revision, note, actor_kind: actorKind, actor_id: actorId, at, seal } = explanation;
    const { client_id: clientId, day } = report;
    const said = { clientId, day, revision, note, actorKind, actorId, at: new Date(at) };
    if (seal === null ? !vouched.event(revision, note) : !isSealed(seal, sealOfExplanation(key, said))) return false;
  }
  if (first.seal === null) return true;
  const updatedAt = explanation !== null && explanation.at > newest.at ? explanation.at : newest.at;
  return report.reported_at === first.at && report.updated_at === updatedAt;
}

/** Whether a count is as the service wrote it; undefined where it has no seal. */
export const countFits = (key: Buffer, day: string, { seal, ...count }: CountRow): boolean | undefined =>
  seal === null ? undefined : sealOfCount(key, { day, ...count }).equals(seal);

/** Some part of it has no seal. */
export const hasUnsealed = ({ revisions, explanation }: WholeReport): boolean =>
  revisions.some(({ seal }) => seal === null) || explanation?.seal === null;

const subjectOf = ({ report }: WholeReport) => `${report.client_id}.${report.day}`;

/** The leaves of these figures that agree with their rows. */
async function fittingLeaves(db: Connection, key: Buffer, names: readonly FigureName[]): Promise<figures.LeafOfRow[]> {
  const found = names.length === 0 ? [] : await figures.leavesOfRows(db, names);
  return found.filter(({ contents, commitment, kind, key: of, day, revision }) =>
    commitmentOf(saltOf(key, { kind, key: of, day, revision }), contents).equals(commitment),
  );
}

/** The applications whose counts without a seal have a leaf that says them. */
export async function leafedCounts(db: Connection, key: Buffer, day: string, counts: readonly CountRow[]) {
  const unsealed = counts.filter(({ seal }) => seal === null);
  const names = unsealed.map(({ clientId }) => ({ kind: 'count' as const, key: clientId, day, revision: 1 }));
  return new Set((await fittingLeaves(db, key, names)).map((leaf) => leaf.key));
}

/**
 * For reports with unsealed parts: the leaves and the events that vouch for them. They are from before there were seals, or from programs of an
 * earlier version that run beside this one.
 */
export async function vouching(
  db: Connection,
  key: Buffer,
  wholes: readonly WholeReport[],
): Promise<(whole: WholeReport) => Vouched> {
  const asked = wholes.filter(hasUnsealed);
  const names = asked.flatMap(({ report, revisions }) =>
    revisions.flatMap(({ revision, seal }) =>
      seal === null ? [{ kind: 'report' as const, key: report.client_id, day: report.day, revision }] : [],
    ),
  );
  const leaves = new Set(
    (await fittingLeaves(db, key, names)).map((leaf) => `${leaf.key}.${leaf.day} ${leaf.revision}`),
  );
  const without = asked.filter(
    (whole) =>
      whole.explanation?.seal === null ||
      whole.revisions.some(({ revision, seal }) => seal === null && !leaves.has(`${subjectOf(whole)} ${revision}`)),
  );
  const events = without.length === 0 ? [] : await eventsAbout(db, 'report', without.map(subjectOf));
  const said = new Set<string>();
  for (const event of events) {
    if (!isSigned(key, event)) continue;
    const details: { revision?: number; to?: unknown } = JSON.parse(event.details);
    if (event.verb === 'statistics.report') said.add(`${event.subjectId} 1`);
    if (event.verb === 'statistics.correct') said.add(`${event.subjectId} ${details.revision}`);
    if (event.verb === 'statistics.explain') said.add(`${event.subjectId} ${details.revision} ${String(details.to)}`);
  }
  return (whole) => ({
    leaf: (revision) => leaves.has(`${subjectOf(whole)} ${revision}`),
    event: (revision, note) => said.has(`${subjectOf(whole)} ${revision}${note === undefined ? '' : ` ${note}`}`),
  });
}
