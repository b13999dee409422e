import type { Fact, Speech } from '../../fact.ts';
import { unnamed } from '../../files/file.ts';
import type { Channel } from '../channels/channel.ts';
import { controlOf } from '../channels/control.ts';
import { fact } from './facts.ts';
import type { Grouped } from './findings-store.ts';
import { type Counts, type Finding, type Import, isUnderWay, type State, states, waysOf } from './import.ts';
import { columnsOf } from './workbook/columns.ts';
import { isOutdated } from './workbook/reading.ts';

const tones: Readonly<Record<State, string>> = {
  parsing: 'wait',
  checked: 'warn',
  importing: 'wait',
  sending: 'wait',
  undoing: 'wait',
  done: 'ok',
  undone: '',
  failed: 'bad-t',
  abandoned: '',
};

const titles: Readonly<Record<Exclude<State, 'undone'>, Fact>> = {
  parsing: fact('imports.parsing'),
  checked: fact('imports.checked'),
  importing: fact('imports.importing'),
  sending: fact('imports.sending'),
  undoing: fact('imports.undoing'),
  done: fact('imports.done'),
  failed: fact('imports.failed'),
  abandoned: fact('imports.abandoned'),
};

const labels: readonly [keyof Counts, Fact][] = [
  ['created', fact('imports.count_created')],
  ['updated', fact('imports.count_updated')],
  ['revision', fact('imports.count_revision')],
  ['unchanged', fact('imports.count_unchanged')],
  ['in_review', fact('imports.count_in_review')],
  ['taken', fact('imports.count_taken')],
  ['skipped', fact('imports.count_skipped')],
  ['sent', fact('imports.count_sent')],
  ['unsent', fact('imports.count_unsent')],
  ['removed', fact('imports.count_removed')],
  ['stayed', fact('imports.count_stayed')],
];

/** After undoing it says how much of the batch is gone, and how much is not. */
const titleOf = ({ state, counts: { removed = 0, stayed = 0 } }: Import): Fact =>
  state === 'undone' ? fact('imports.undone', { removed, stayed }) : titles[state];
const isUntouched = ({ state, counts: { removed = 0, stayed = 0 } }: Import) =>
  state === 'undone' && removed === 0 && stayed > 0;

/** The progress of a job, in one line that pages poll. */
export function progressOf({ state, done, good, bad, counts }: Import, { say }: Speech): string {
  if (state === 'parsing')
    return say(done === 0 ? fact('imports.reading') : fact('imports.rows_checked', { done, bad }));
  if (state === 'importing') return say(fact('imports.rows_imported', { done, all: good + bad }));
  const all = (counts.created ?? 0) + (counts.updated ?? 0) + (counts.revision ?? 0);
  if (state === 'sending') return say(fact('imports.entries_sent', { done, all }));
  return state === 'undoing' ? say(fact('imports.entries_undone', { done, all })) : states[state];
}

const shareOf = ({ state, done, good, bad, counts }: Import): number | undefined => {
  const all =
    state === 'importing' ? good + bad : (counts.created ?? 0) + (counts.updated ?? 0) + (counts.revision ?? 0);
  return state === 'parsing' || all === 0 ? undefined : Math.min(100, Math.round((done * 100) / all));
};

export const presentImport = (one: Import, channel: Channel | undefined, speech: Speech) => ({
  ...{ id: one.id, number: one.number, name: one.name, kind: one.kind, createdAt: one.createdAt },
  channel: { code: one.channel, name: channel?.name ?? one.channel },
  state: { key: one.state, label: isUntouched(one) ? '没有撤销' : states[one.state], tone: tones[one.state] },
  title: speech.say(titleOf(one)),
  isUnderWay: isUnderWay(one.state),
  progress: progressOf(one, speech),
  percent: shareOf(one),
  ...{ good: one.good, bad: one.bad, all: one.good + one.bad },
  /** How many in a hundred will do, to a tenth. */
  share: one.good + one.bad === 0 ? 0 : Math.floor((one.good * 1000) / (one.good + one.bad)) / 10,
  ...{ why: one.why && speech.say(one.why), notices: one.notices.map(speech.say), isKept: one.isKept },
  version: one.version,
  outdated: isOutdated(one.version) ? one.version : undefined,
  counts: labels.flatMap(([key, label]) =>
    (one.counts[key] ?? 0) > 0 ? [{ label: speech.say(label), count: one.counts[key] }] : [],
  ),
  /** How many entries a button did not reach; the first of them are listed. */
  left: { unsent: one.counts.unsent ?? 0, stayed: one.counts.stayed ?? 0 },
  path: `/console/resources/imports/${one.id}`,
});

type Mending = (finding: Finding) => { reason: string; advice: string };

export const presentFinding = (finding: Finding, mending: Mending) => {
  const { row, title, value } = finding;
  return { row, title, value, ...mending(finding) };
};
/** Entries of the batch, not rows of the file, by the reason that they have in common. */
export const presentLeft = (left: readonly Finding[], mending: Mending) =>
  [...Map.groupBy(left, (finding) => mending(finding).reason)].map(([reason, found]) => ({
    reason,
    advice: found.map(mending)[0]?.advice ?? '',
    isInReview: found.some(({ problem }) => problem.code === 'imports.stays_in_review'),
    entries: found.map(({ field, title, value }) => ({
      ...{ href: `/console/resources/${field}`, title: title === '' ? unnamed : title, number: value },
    })),
  }));

/** A problem that rows have in common: one line with one cure. */
export const presentGroup = (
  { field: name, title, code, count, rows, first }: Grouped,
  { channel, mending, isOpen }: { channel: Channel | undefined; mending: Mending; isOpen: boolean },
) => {
  const field = channel && columnsOf(channel).find((each) => each.name === name);
  const ways = isOpen && field !== undefined && waysOf(field, code, count);
  return {
    ...{ title, code, count, ...mending(first) },
    rows: rows.join('、') + (count > rows.length ? ' 等' : ''),
    value: first.value,
    cure: ways &&
      (ways.fill || ways.clear || ways.addScheme) && {
        ...{ field: field.name, hint: field.hint, ...controlOf(field) },
        ...{ mayFill: ways.fill, mayClear: ways.clear, mayAddScheme: ways.addScheme },
        accept: field.accept?.types.join(',') ?? '',
      },
  };
};
