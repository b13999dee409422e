import { byteOrderMark, csvLine } from '../../audit/csv.ts';
import type { Speech } from '../../fact.ts';
import type { Channel } from '../channels/channel.ts';
import type { Finding } from './import.ts';
import { columnsOf } from './workbook/columns.ts';

/** The columns of a table of problems, for a spreadsheet. */
export const problemColumns = ['行', '列', '填写的值', '原因', '建议', '是否影响导入'];

/** 原因 and 建议 of a finding; without its own advice, the hint of its column is used. */
export function mendingOf({ mend }: Speech, channel: Channel | undefined) {
  const hints = new Map(channel === undefined ? [] : columnsOf(channel).map(({ name, hint }) => [name, hint]));
  return ({ field, problem }: Pick<Finding, 'field' | 'problem'>) =>
    mend(problem, field === undefined ? undefined : hints.get(field));
}

/** How the table begins. */
export const problemsHead = byteOrderMark + csvLine(problemColumns);

/** A row of the table. */
export function problemRow(finding: Omit<Finding, 'place'>, { reason, advice }: ReturnType<Speech['mend']>) {
  const { row, title, value, grade } = finding;
  return [row, title, value, reason, advice, grade === 'bad' ? '是' : '否'];
}

export const problemLine = (...of: Parameters<typeof problemRow>): string => csvLine(problemRow(...of));
