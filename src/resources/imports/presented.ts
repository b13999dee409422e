import type { Speech } from '../../fact.ts';
import { unnamed } from '../../files/file.ts';
import type { Channel } from '../channels/channel.ts';
import { type Counts, type Finding, type Import, isUnderWay, type State, states } from './import.ts';
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

const titles: Readonly<Record<State, string>> = {
  parsing: '正在检查',
  checked: '检查完成，还没有导入',
  importing: '正在导入',
  sending: '正在提交审核',
  undoing: '正在撤销',
  done: '导入完成',
  undone: '已撤销整批',
  failed: '这个文件没有读取',
  abandoned: '已放弃，没有导入',
};

const words: readonly [keyof Counts, string][] = [
  ['created', '新建草稿'],
  ['updated', '更新草稿'],
  ['revision', '生成修订版'],
  ['unchanged', '内容没有变化'],
  ['in_review', '正在审核，没有改动'],
  ['taken', '编号由其他应用录入，没有改动'],
  ['skipped', '有问题，没有导入'],
  ['sent', '已提交审核'],
  ['unsent', '没有提交审核'],
  ['removed', '已撤销'],
  ['stayed', '撤销时保留'],
];

const n = (count: number) => count.toLocaleString('en-US');

/** What a job is at, in one line that pages ask for again and again. */
export function progressOf({ state, done, good, bad, counts }: Import): string {
  if (state === 'parsing') return done === 0 ? '正在读取文件…' : `已检查 ${n(done)} 行，其中 ${n(bad)} 行有问题`;
  if (state === 'importing') return `已导入 ${n(done)} 行，共 ${n(good + bad)} 行`;
  const all = (counts.created ?? 0) + (counts.updated ?? 0) + (counts.revision ?? 0);
  if (state === 'sending') return `已处理 ${n(done)} 条，共 ${n(all)} 条`;
  return state === 'undoing' ? `已撤销 ${n(done)} 条，共 ${n(all)} 条` : states[state];
}

const shareOf = ({ state, done, good, bad, counts }: Import): number | undefined => {
  const all =
    state === 'importing' ? good + bad : (counts.created ?? 0) + (counts.updated ?? 0) + (counts.revision ?? 0);
  return state === 'parsing' || all === 0 ? undefined : Math.min(100, Math.round((done * 100) / all));
};

export const presentImport = (one: Import, channel: Channel | undefined, { say }: Speech) => ({
  ...{ id: one.id, number: one.number, name: one.name, kind: one.kind, createdAt: one.createdAt },
  channel: { code: one.channel, name: channel?.name ?? one.channel },
  state: { key: one.state, label: states[one.state], tone: tones[one.state] },
  title: titles[one.state],
  isUnderWay: isUnderWay(one.state),
  progress: progressOf(one),
  percent: shareOf(one),
  ...{ good: one.good, bad: one.bad, all: one.good + one.bad },
  /** How many in a hundred will do, to a tenth. */
  share: one.good + one.bad === 0 ? 0 : Math.floor((one.good * 1000) / (one.good + one.bad)) / 10,
  ...{ why: one.why && say(one.why), notices: one.notices.map(say), isKept: one.isKept },
  version: one.version,
  outdated: isOutdated(one.version) ? one.version : undefined,
  counts: words.flatMap(([key, label]) => ((one.counts[key] ?? 0) > 0 ? [{ label, count: one.counts[key] }] : [])),
  path: `/console/resources/imports/${one.id}`,
});

type Mending = (finding: Finding) => { reason: string; advice: string };

export const presentFinding = (finding: Finding, mending: Mending) => {
  const { row, title, value } = finding;
  return { row, title, value, ...mending(finding) };
};
/** Of an entry of the batch, not of a row of the file. */
export const presentLeft = (finding: Finding, mending: Mending) => {
  const { field, title, value } = finding;
  return {
    title: title === '' ? unnamed : title,
    number: value,
    ...mending(finding),
    href: `/console/resources/${field}`,
  };
};
