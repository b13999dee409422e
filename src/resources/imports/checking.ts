import type { Problems } from '../../errors.ts';
import type { Field } from '../../fields/form.ts';
import { apart, canonical, canonicalLive } from '../canonical.ts';
import { type Channel, textOf } from '../channel.ts';
import { columnsOf } from './columns.ts';
import { exampleNumber } from './examples.ts';
import type { ReadRow } from './reading.ts';
import { wordsOf } from './words.ts';

/** What is to be said of a cell. `bad` keeps its row from being imported. */
export type RowProblem = {
  row: number;
  field: string | undefined;
  title: string;
  value: string;
  reason: string;
  advice: string;
  grade: 'bad' | 'notice';
};

/** What is known of the entries that rows name. */
export type Known = {
  /** 本地编号 of what is being reviewed, and of what was published before. */
  inReview: ReadonlySet<string>;
  published: ReadonlySet<string>;
  /** Published entries that rows refer to: channel and number. */
  referred: ReadonlySet<string>;
};

const shortened = (value: string) => (value.length > 60 ? `${[...value].slice(0, 57).join('')}…` : value);

/** Looks at rows one after the other; remembers their numbers. */
export function createChecking(channel: Channel, now: Date) {
  const fields = new Map(columnsOf(channel).map((field) => [field.name, field]));
  const first = new Map<string, number>();
  const number = fields.get('external_id');

  const said = (
    row: number,
    field: Field | undefined,
    value: string,
    words: { reason: string; advice: string },
    grade: RowProblem['grade'],
  ): RowProblem => ({
    ...{ row, field: field?.name, title: field?.title ?? '整行', value: shortened(value), grade },
    ...words,
  });

  return function check({ row, data, troubles }: ReadRow, known: Known): RowProblem[] {
    const problems = troubles.map(({ field, value, isNotice, reason, advice }) =>
      said(row, field, value, { reason, advice }, isNotice === true ? 'notice' : 'bad'),
    );
    const silent = new Set(problems.filter(({ grade }) => grade === 'bad').map(({ field }) => field));
    if (silent.has(undefined)) return problems;
    const add = (name: string, message: string) => {
      const field = fields.get(name);
      if (silent.has(name)) return;
      silent.add(name);
      const value = data[name] ?? '';
      const words = wordsOf(field ?? { title: name, control: 'text' }, message, value);
      problems.push(said(row, field, value, words, 'bad'));
    };
    const addAll = (found: Problems) => {
      for (const [name, message] of Object.entries(found)) add(name, message);
    };

    const id = data.external_id?.trim() ?? '';
    const before = first.get(id);
    if (exampleNumber.test(id)) {
      problems.push(said(row, number, id, { reason: '还是示例的编号', advice: '改成自己的编号，或者清空' }, 'bad'));
      silent.add('external_id');
    } else if (id !== '' && before !== undefined) {
      problems.push(
        said(row, number, id, { reason: `与第 ${before} 行重复`, advice: '改成不同的编号，或删除其中一行' }, 'bad'),
      );
      silent.add('external_id');
    } else if (id !== '') first.set(id, row);
    if (known.inReview.has(id))
      problems.push(
        said(row, number, id, { reason: '这条内容正在审核', advice: '先撤回审核，或等审核结束后再导入' }, 'bad'),
      );

    const parts = apart(channel, data);
    const read = canonical(channel, parts.data);
    const live = Object.keys(parts.live).length === 0 ? { values: {} } : canonicalLive(channel, parts.live);
    if ('problems' in read) addAll(read.problems);
    if ('problems' in live) addAll(live.problems);
    if ('values' in read) {
      addAll(channel.checkWhen?.(read.values, now, !known.published.has(id)) ?? {});
      if ('values' in live) addAll(channel.checkLive?.(live.values, read.values) ?? {});
      for (const [name, other] of Object.entries(channel.refers ?? {})) {
        const wanted = textOf(read.values[name]);
        if (wanted !== undefined && !known.referred.has(`${other} ${wanted}`))
          problems.push(
            said(
              row,
              fields.get(name),
              wanted,
              { reason: '还没有发布的场馆用这个编号', advice: '可以导入；送审前先发布它，或核对编号' },
              'notice',
            ),
          );
      }
    }
    return problems;
  };
}

export const isBad = (problems: readonly RowProblem[]): boolean => problems.some(({ grade }) => grade === 'bad');
