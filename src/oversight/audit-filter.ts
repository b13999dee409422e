import { z } from 'zod';
import type { AuditWords } from '../audit/audit-words.ts';
import type { Filter } from '../audit/service.ts';
import { after, days, startOf } from '../clock.ts';
import type { Problems } from '../errors.ts';
import { select } from '../fields/choice.ts';
import { day } from '../fields/moment.ts';
import { readFields } from '../fields/read.ts';
import { text } from '../fields/text.ts';
import { fact } from './facts.ts';

const fieldsWith = ({ verbGroups, subjectKinds }: Pick<AuditWords, 'verbGroups' | 'subjectKinds'>) =>
  z.object({
    group: select('动作', verbGroups).optional(),
    kind: select('对象', subjectKinds).optional(),
    subject: text('对象编号', { max: 100 }).optional(),
    actor: text('操作人编号', { max: 100 }).optional(),
    since: day('起始日期').optional(),
    until: day('截止日期').optional(),
  });

export type AuditQuery = Readonly<Record<keyof ReturnType<typeof fieldsWith>['shape'], string>>;

/** The filter of the audit desk's form; days are those of Beijing, the last one included. */
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
  const { group, kind, subject, actor, since, until } = read.values;
  if (subject !== undefined && kind === undefined)
    return { asked, filter: {}, problems: { kind: fact('oversight.kind_missing') } };
  if (kind !== undefined && subject === undefined)
    return { asked, filter: {}, problems: { subject: fact('oversight.subject_missing') } };
  const filter = {
    ...(group !== undefined && { verbPrefix: group }),
    ...(kind !== undefined && subject !== undefined && { subject: { kind, id: subject } }),
    ...(actor !== undefined && { actorId: actor }),
    ...(since !== undefined && { since: startOf(since) }),
    ...(until !== undefined && { until: after(startOf(until), days(1)) }),
  };
  return { asked, filter, problems: {} };
}
