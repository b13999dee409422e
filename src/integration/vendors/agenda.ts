import { explain } from '../../applications/log/explain.ts';
import { dayOf } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import { dayAfter } from '../../statistics/reports/closing.ts';
import type { Seal } from '../verification/runs/standing.ts';
import { fact } from './facts.ts';
import type { Failures, Row } from './store.ts';

/** An AK that the developer looks after. */
export type Served = Row & { seal: Seal | undefined; left: number };

/** A day of an AK for its developer: it ends, a task of it is due, or calls of it failed. */
type Entry = {
  clientId: string;
  name: string;
  institution: string;
  kind: 'ends' | 'due' | 'failed';
  tag: Fact;
  note: Fact;
  /** Below the desk: the page where it is done. */
  path: string;
};
export type AgendaDay = { day: string; entries: readonly Entry[] };

const ahead = 7;
const authorisedAhead = 15;

/** 按日子列出的 AK: the days from yesterday to a week ahead that have one; late ones stand today. */
export function agendaOf(rows: readonly Served[], failures: readonly Failures[], now: Date): AgendaDay[] {
  const today = dayOf(now);
  const lastDay = dayAfter(today, ahead);
  const entries = rows.flatMap((row) => [
    ...failedOf(row, failures),
    ...(row.disabledAt === null ? [...endOf(row, today, lastDay), ...dueOf(row, today, lastDay)] : []),
  ]);
  const days = Map.groupBy(entries, ({ day }) => day);
  return [...days]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([day, own]) => ({ day, entries: own.map(({ entry }) => entry) }));
}

type Dated = { day: string; entry: Entry };
const of = ({ clientId, name, institution }: Served) => ({ clientId, name, institution });
const notBefore = (day: string, today: string) => (day < today ? today : day);
const pageOf = ({ clientId }: Served) => `/${encodeURIComponent(clientId)}`;

function endOf(row: Served, today: string, lastDay: string): Dated[] {
  const day = dayOf(row.expiresAt);
  if (day > lastDay) return [];
  const tag = fact('vendors.ends', { left: row.left });
  const entry = { ...of(row), kind: 'ends' as const, tag, note: fact('vendors.ends_note', { left: row.left }) };
  return [{ day: notBefore(day, today), entry: { ...entry, path: pageOf(row) } }];
}

/** Of a verification that has to be made again. */
const again = {
  failed: fact('vendors.seal_failed'),
  broken: fact('vendors.seal_broken'),
  lapsed: fact('vendors.seal_lapsed'),
} as const;

function dueOf(row: Served, today: string, lastDay: string): Dated[] {
  const { seal, endsOn } = row;
  const verify = { ...of(row), kind: 'due' as const, path: `/verification${pageOf(row)}` };
  const found: Dated[] = [];
  if (seal?.state === 'failed' || seal?.state === 'broken' || seal?.state === 'lapsed')
    found.push({
      day: today,
      entry: { ...verify, tag: fact('vendors.verify_again'), note: again[seal.state] },
    });
  else if (seal?.passed !== undefined && dayOf(seal.passed.dueAt) <= lastDay) {
    const note = fact('vendors.seal_due', { until: dayOf(seal.passed.lapsesAt) });
    const day = notBefore(dayOf(seal.passed.dueAt), today);
    found.push({ day, entry: { ...verify, tag: fact('vendors.verify_again'), note } });
  }
  if (endsOn <= dayAfter(today, authorisedAhead)) {
    const tag = fact('vendors.authorised_until');
    const entry = { ...of(row), kind: 'due' as const, tag, note: fact('vendors.authorised_note'), path: pageOf(row) };
    found.push({ day: endsOn, entry });
  }
  return found;
}

/** One entry a day, which names the most frequent cause. */
function failedOf(row: Served, failures: readonly Failures[]): Dated[] {
  const own = Map.groupBy(
    failures.filter(({ clientId }) => clientId === row.clientId),
    ({ day }) => day,
  );
  return [...own].map(([day, some]) => {
    const calls = some.reduce((sum, each) => sum + each.calls, 0);
    const [most] = some.toSorted((one, other) => other.calls - one.calls);
    const note = fact('vendors.failed_note', {
      cause: explain({ error: most?.outcome ?? '' }).cause,
      more: some.length - 1,
    });
    const path = `${pageOf(row)}?show=failures`;
    return { day, entry: { ...of(row), kind: 'failed' as const, tag: fact('vendors.failed', { calls }), note, path } };
  });
}
