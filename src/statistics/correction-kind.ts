import { system } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Fields } from '../fields/form.ts';
import { integer } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import type { Kind } from '../review/workflow/kind.ts';
import { fact } from './facts.ts';
import type { Figures } from './reports/metric.ts';
import { largest, problemsOf } from './reports/report.ts';
import { sentenceProblems } from './reports/reporting.ts';
import { reportedMetrics, typedOf } from './reports/typed.ts';
import type { Statistics } from './service.ts';

type Needs = { statistics: Statistics; applications: Pick<Applications, 'get'> };

export const correction = 'statistics-correction';
const reader = system(correction);

const figureFields: Fields = Object.fromEntries(
  reportedMetrics.map(({ code, name, definition, required }) => {
    const field = integer(name, { min: 0, max: largest, hint: definition });
    return [code, required ? field : field.optional()];
  }),
);

/** The application and the day that a correction is about: demo-qingxi-yun.2026-11-23 */
export const subjectOf = (clientId: string, day: string): string => `${clientId}.${day}`;
function partsOf(subject: string | undefined): { clientId: string; day: string } {
  const [, clientId, day] = /^(.+)\.(\d{4}-\d\d-\d\d)$/.exec(subject ?? '') ?? [];
  if (clientId === undefined || day === undefined) throw notFound(fact('statistics.no_day_data'));
  return { clientId, day };
}

const figuresIn = (values: Readonly<Record<string, unknown>>): Figures =>
  Object.fromEntries(
    reportedMetrics.flatMap(({ code }) => {
      const value = values[code];
      return typeof value === 'number' ? [[code, value]] : [];
    }),
  );

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const sentencesIn = ({ note, reason }: Readonly<Record<string, unknown>>) => ({
  note: textOf(note),
  reason: textOf(reason),
});

/** R53: after a week a platform corrects with an operator's consent, until the month is closed. */
export const correctionKind = ({ statistics, applications }: Needs): Kind => ({
  name: correction,
  title: '服务数据更正',
  form: {
    groups: [
      {
        name: 'figures',
        title: '更正后的数据',
        lead: '填写这一天更正后的全部数值。按终端填写的数值不再保留。',
        fields: figureFields,
      },
      {
        name: 'why',
        title: '原因',
        fields: {
          reason: text('更正原因', { min: 2, max: 200, lines: true }),
          note: text('说明', { max: 200, lines: true })
            .meta({ title: '说明', max: 200, control: 'textarea', hint: '数值与往常相差较大时，写一句说明。' })
            .optional(),
        },
      },
    ],
    check: (values) => ({ ...problemsOf({ figures: figuresIn(values) }), ...sentenceProblems(sentencesIn(values)) }),
  },
  dueInWorkingDays: 2,
  senders: ['owner', 'agent', 'reporter'],
  place: { key: 'statistics', href: '/console/statistics', label: '服务数据' },
  titleOf: ({ title = '' }) => title,
  async mayStart(institutionId, subjectId) {
    const { clientId, day } = partsOf(subjectId);
    const application = await applications.get(clientId);
    if (application.institutionId !== institutionId) throw notFound(fact('statistics.no_day_data'));
    if (statistics.phase(day) === 'closed') throw conflict(fact('statistics.locked', { month: day.slice(0, 7) }));
  },
  async prefill(_institutionId, subjectId) {
    const { clientId, day } = partsOf(subjectId);
    const [{ name }, [kept]] = await Promise.all([
      applications.get(clientId),
      statistics.list(reader, clientId, { from: day, to: day }),
    ]);
    const title = `${name} ${day}`;
    return kept === undefined ? { title } : { ...typedOf({ figures: kept.figures }), title };
  },
  async onApproved(trx, { submission, values, actor }) {
    const { clientId, day } = partsOf(submission.subjectId);
    const { reason, note } = values;
    if (typeof reason !== 'string') throw invalid({ reason: fact('statistics.reason_missing') });
    const given = {
      figures: figuresIn(values),
      reason,
      note: typeof note === 'string' ? note : `经运营同意更正：${reason}`,
    };
    await statistics.report(actor, clientId, day, given, { within: trx });
    return submission.subjectId;
  },
  hrefOf: (subjectId) => {
    const { clientId, day } = partsOf(subjectId);
    return `/console/statistics/${encodeURIComponent(clientId)}/${day}`;
  },
});
