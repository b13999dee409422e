import type { Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Field } from '../../fields/form.ts';
import { apart, canonical, canonicalLive } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { type Duplicate, likeTo } from '../entries/duplicates.ts';
import { likeableOf } from '../entries/written.ts';
import { fact } from './facts.ts';
import { columnsOf } from './workbook/columns.ts';
import { exampleNumber } from './workbook/examples.ts';
import type { ReadRow } from './workbook/reading.ts';

/** A problem of a cell. `bad` keeps its row from being imported. */
export type RowProblem = {
  row: number;
  field: string | undefined;
  title: string;
  value: string;
  problem: Fact;
  grade: 'bad' | 'notice';
};

export type Entered = { way: Fact; outcome: 'updated' | 'taken_over' | 'left' };

/** Known entries that rows refer to. */
export type KnownEntries = {
  /** 本地编号 of entries in review, and of those published before. */
  inReview: ReadonlySet<string>;
  published: ReadonlySet<string>;
  /** 本地编号 of entries that came by another way, and the effect on them. */
  entered: ReadonlyMap<string, Entered>;
};

const shortened = (value: string) => (value.length > 60 ? `${[...value].slice(0, 57).join('')}…` : value);

/** Findings about a row that were made together with those of others. */
type Judged = {
  alike?: readonly Duplicate[];
  read?: ReturnType<typeof canonical>;
  /** Obstacles to its sending. */
  problems?: Readonly<Problems>;
  /** A program fills drafts, and may publish their references before it sends them. */
  isStraight?: boolean;
};

/** Looks at rows one after the other; remembers their numbers. */
export function createChecking(channel: Channel) {
  const fields = new Map(columnsOf(channel).map((field) => [field.name, field]));
  const first = new Map<string, number>();
  const same = new Map<string, number>();
  const number = fields.get('external_id');

  const said = (
    row: number,
    field: Field | undefined,
    value: string,
    problem: Fact,
    grade: RowProblem['grade'],
  ): RowProblem => ({
    ...{ row, field: field?.name, title: field?.title ?? '整行', value: shortened(value), grade },
    problem,
  });

  /** A possible duplicate: reported, and imported all the same. */
  function doubles(row: number, data: ReadRow['data'], alike: readonly Duplicate[]): RowProblem[] {
    const title = fields.get('title');
    const { title: name, regionCode, startsAt } = likeableOf(data);
    const key = `${name.normalize('NFKC')}\n${regionCode}\n${startsAt?.getTime()}`;
    const before = name === '' ? undefined : same.get(key);
    if (before === undefined && name !== '') same.set(key, row);
    const like = [...(before === undefined ? [] : [fact('imports.like_row', { row: before })]), ...alike.map(likeTo)];
    return like.map((each) => said(row, title, name, fact('imports.maybe_twice', { like: each }), 'notice'));
  }

  return function check(
    { row, data, troubles }: ReadRow,
    known: KnownEntries,
    {
      alike = [],
      read = canonical(channel, apart(channel, data).data),
      problems: inTheWay = {},
      isStraight = false,
    }: Judged = {},
  ): RowProblem[] {
    const problems = troubles.map(({ field, value, isNotice, problem }) =>
      said(row, field, value, problem, isNotice === true ? 'notice' : 'bad'),
    );
    const silent = new Set(problems.filter(({ grade }) => grade === 'bad').map(({ field }) => field));
    if (silent.has(undefined)) return problems;
    const add = (name: string, problem: Fact) => {
      const field = fields.get(name);
      if (silent.has(name)) return;
      silent.add(name);
      const value = data[name] ?? '';
      problems.push({ ...said(row, field, value, problem, 'bad'), title: field?.title ?? name });
    };
    const addAll = (found: Problems) => {
      for (const [name, problem] of Object.entries(found)) add(name, problem);
    };

    const id = data.external_id?.trim() ?? '';
    const before = first.get(id);
    if (exampleNumber.test(id)) {
      problems.push(said(row, number, id, fact('imports.example_number'), 'bad'));
      silent.add('external_id');
    } else if (id !== '' && before !== undefined) {
      problems.push(said(row, number, id, fact('imports.same_number', { row: before }), 'bad'));
      silent.add('external_id');
    } else if (id !== '') first.set(id, row);
    if (known.inReview.has(id)) problems.push(said(row, number, id, fact('imports.in_review'), 'bad'));

    const other = known.entered.get(id);
    if (other !== undefined) {
      problems.push(
        said(row, number, id, fact(`imports.entered_${other.outcome}`, { way: other.way }), gradeOf(other)),
      );
    }

    problems.push(...doubles(row, data, alike));

    const parts = apart(channel, data);
    if ('problems' in read) addAll(read.problems);
    if (Object.keys(parts.live).length > 0) {
      const live = canonicalLive(channel, parts.live);
      addAll({ ...('values' in read && channel.checkLive?.(live.values, read.values)), ...live.problems });
    }
    const referring = new Set(isStraight ? Object.keys(channel.refers ?? {}) : []);
    for (const [name, problem] of Object.entries(inTheWay))
      if (referring.has(name)) problems.push(said(row, fields.get(name), data[name] ?? '', problem, 'notice'));
      else add(name, problem);
    return problems;
  };
}

/** R43: the number came by another way. */
const gradeOf = ({ outcome }: Entered): RowProblem['grade'] => (outcome === 'left' ? 'bad' : 'notice');

export const isBad = (problems: readonly RowProblem[]): boolean => problems.some(({ grade }) => grade === 'bad');
