import { dayStart } from '../../../clock.ts';
import { conflict, invalid } from '../../../errors.ts';
import type { Form, Values } from '../../../fields/form.ts';
import { day } from '../../../fields/moment.ts';
import { text } from '../../../fields/text.ts';
import { textOf } from '../../channels/channel.ts';
import { fact } from '../facts.ts';
import type { RequestedUse } from './application.ts';

/** The reviewer's input at an approval. */
export const approvalForm: Form = {
  groups: [
    {
      name: 'terms',
      title: '许可条款',
      lead: '都可以不填：不填时按申请的内容批准。',
      fields: {
        until: day('许可至', { hint: '可以早于申请的结束日期。' }).optional(),
        scope: text('许可范围', { max: 500, lines: true })
          .meta({ title: '许可范围', max: 500, control: 'textarea', hint: '例如“仅限本馆主页和两个分馆的一体机”。' })
          .optional(),
        conditions: text('附加条件', { max: 500, lines: true }).optional(),
      },
    },
  ],
};

/** The reviewer's additions. */
const decided = (approval: Values) => ({
  until: textOf(approval.until),
  scope: textOf(approval.scope),
  conditions: textOf(approval.conditions),
});

/** From the beginning of its first day until the end of its last one. */
export function endOf({ from, until }: RequestedUse, approval: Values, at: Date) {
  const { until: limited, scope, conditions } = decided(approval);
  if (limited !== undefined && limited > until) throw invalid({ until: fact('licences.until_late') });
  if (limited !== undefined && limited < from) throw invalid({ until: fact('licences.until_early') });
  const noonOf = (day: string) => new Date(`${day}T12:00:00+08:00`);
  const [startsAt, endsAt] = [dayStart(noonOf(from)), dayStart(noonOf(limited ?? until), 1)];
  if (endsAt <= at) throw conflict(fact('licences.period_over'));
  return { startsAt, endsAt, scope, conditions };
}
