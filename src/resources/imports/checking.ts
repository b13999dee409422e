import type { Problems } from '../../errors.ts';
import type { Field } from '../../fields/form.ts';
import { apart, canonical, canonicalLive } from '../canonical.ts';
import { type Channel, textOf } from '../channel.ts';
import { type Duplicate, duplicateWords } from '../duplicates.ts';
import { likeableOf } from '../written.ts';
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

export type Entered = { way: string; outcome: 'updated' | 'taken over' | 'left' };

/** What is known of the entries that rows name. */
export type Known = {
  /** 本地编号 of what is being reviewed, and of what was published before. */
  inReview: ReadonlySet<string>;
  published: ReadonlySet<string>;
  /** 本地编号 of what another way entered, and what would become of it. */
  entered: ReadonlyMap<string, Entered>;
  /** Published entries that rows refer to: channel and number. */
  referred: ReadonlySet<string>;
};

const shortened = (value: string) => (value.length > 60 ? `${[...value].slice(0, 57).join('')}…` : value);

/** Looks at rows one after the other; remembers their numbers. */
export function createChecking(channel: Channel, now: Date) {
  const fields = new Map(columnsOf(channel).map((field) => [field.name, field]));
  const first = new Map<string, number>();
  const same = new Map<string, number>();
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

  /** What may be there already: told, and imported all the same. */
  function doubles(row: number, data: ReadRow['data'], alike: readonly Duplicate[]): RowProblem[] {
    const title = fields.get('title');
    const { title: name, regionCode, startsAt } = likeableOf(data);
    const key = `${name.normalize('NFKC')}\n${regionCode}\n${startsAt?.getTime()}`;
    const before = name === '' ? undefined : same.get(key);
    if (before === undefined && name !== '') same.set(key, row);
    const reasons = [
      ...(before === undefined ? [] : [`标题、时间和地点与第 ${before} 行相同`]),
      ...alike.map(duplicateWords),
    ];
    const advice = '核对是否重复：同一件事不用再导入，或填它的本地编号来更新；不是同一件时可以照常导入';
    return reasons.map((reason) => said(row, title, name, { reason, advice }, 'notice'));
  }

  return function check(
    { row, data, troubles }: ReadRow,
    known: Known,
    alike: readonly Duplicate[] = [],
  ): RowProblem[] {
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

    const other = known.entered.get(id);
    if (other !== undefined) {
      const { grade, ...words } = enteredWords(other);
      problems.push(said(row, number, id, words, grade));
    }

    problems.push(...doubles(row, data, alike));

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

/** R43: the number came by another way. */
function enteredWords({ way, outcome }: Entered): { reason: string; advice: string; grade: RowProblem['grade'] } {
  const reason = `这个编号由${way}录入`;
  if (outcome === 'left') return { reason, advice: '换一个编号；或请本机构管理员允许本应用接管', grade: 'bad' };
  const advice = outcome === 'updated' ? '导入会更新那条内容；不是同一条时换一个编号' : '导入后由本应用维护';
  return { reason, advice, grade: 'notice' };
}

export const isBad = (problems: readonly RowProblem[]): boolean => problems.some(({ grade }) => grade === 'bad');
