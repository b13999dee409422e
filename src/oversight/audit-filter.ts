import { z } from 'zod';
import type { AuditWords } from '../audit/audit-words.ts';
import type { Filter } from '../audit/service.ts';
import { after, dayOf, days, startOf } from '../clock.ts';
import type { Problems } from '../errors.ts';
import { select } from '../fields/choice.ts';
import { day } from '../fields/moment.ts';
import { readFields } from '../fields/read.ts';
import { text } from '../fields/text.ts';
import { fact } from './facts.ts';

/** Acts by which staff see data of others, and change nothing: the group `looks`. */
const looks = [
  ...['account.support_look', 'account.search', 'submission.reveal', 'file.view'],
  ...['incident.export', 'logs.export', 'audit.export'],
];

const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;

const fieldsWith = ({ verbGroups, subjectKinds }: Pick<AuditWords, 'verbGroups' | 'subjectKinds'>) =>
  z.object({
    group: select('动作', verbGroups).optional(),
    kind: select('对象', subjectKinds).optional(),
    subject: text('对象编号', { max: 100 }).optional(),
    actor: text('操作人编号', { max: 100 }).optional(),
    month: text('月份', { max: 7 }).regex(monthForm).optional(),
    since: day('起始日期').optional(),
    until: day('截止日期').optional(),
  });

export type AuditQuery = Readonly<Record<keyof ReturnType<typeof fieldsWith>['shape'], string>>;

/** The filter of the audit desk's form; days and months are those of Beijing, the last day included. */
export function readFilter(
  query: Readonly<Record<string, unknown>>,
  words: AuditWords,
): {
  asked: AuditQuery;
  filter: Filter;
  problems: Problems;
} {
  const fields = fieldsWith(words);
  const names = Object.keys(fields.shape);
  const asked = Object.fromEntries(
    names.map((name) => [name, typeof query[name] === 'string' ? query[name] : '']),
  ) as AuditQuery; // a border: of exactly these names
  const read = readFields(fields, asked);
  if ('problems' in read) return { asked, filter: {}, problems: read.problems };
  const { group, kind, subject, actor, month, since, until } = read.values;
  if (subject !== undefined && kind === undefined)
    return { asked, filter: {}, problems: { kind: fact('oversight.kind_missing') } };
  if (kind !== undefined && subject === undefined)
    return { asked, filter: {}, problems: { subject: fact('oversight.subject_missing') } };
  const [from, to] = month === undefined ? [] : [startOf(`${month}-01`), startOf(`${nextMonth(month)}-01`)];
  const begins = [from, since && startOf(since)].filter((each) => each !== undefined);
  const ends = [to, until && after(startOf(until), days(1))].filter((each) => each !== undefined);
  const filter = {
    ...(group !== undefined && { verbPrefix: group === 'looks' ? looks : group }),
    ...(kind !== undefined && subject !== undefined && { subject: { kind, id: subject } }),
    ...(actor !== undefined && { actorId: actor }),
    ...(begins.length > 0 && { since: new Date(Math.max(...begins.map(Number))) }),
    ...(ends.length > 0 && { until: new Date(Math.min(...ends.map(Number))) }),
  };
  return { asked, filter, problems: {} };
}

const nextMonth = (month: string): string => dayOf(after(startOf(`${month}-28`), days(5))).slice(0, 7);

/** 2026年11月 of 2026-11; empty for none. */
export function monthInWords(written: string): string {
  const [year, month] = written.split('-');
  return month === undefined ? '' : `${year}年${Number(month)}月`;
}

/** The last twelve months for a choice, this one first. */
export function recentMonths(now: Date): Record<string, string> {
  const months: Record<string, string> = {};
  for (let at = `${dayOf(now).slice(0, 7)}-01`; Object.keys(months).length < 12; ) {
    months[at.slice(0, 7)] = monthInWords(at);
    at = `${dayOf(after(startOf(at), -days(1))).slice(0, 7)}-01`;
  }
  return months;
}
