import type { Applications } from '../applications/service.ts';
import { Problem, type Problems } from '../errors.ts';
import { leadingTo, staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { answerCheck, dayForm, isCheck, seenIn } from './day-form.ts';
import { may } from './policies.ts';
import { readFigures } from './reports/typed.ts';
import type { Statistics } from './service.ts';

type Needs = {
  pages: Pages;
  statistics: Statistics;
  applications: Pick<Applications, 'get'>;
};

/** 更正单 (R53): operators correct a day of any application, also after its month is closed. */
export function createCorrectionPages({ pages, statistics, applications }: Needs): Route[] {
  async function show(ctx: Context, values?: Form, problems: Problems = {}): Promise<void> {
    const [ak, day] = [param(ctx, 'ak'), param(ctx, 'day')];
    const shown = await dayForm(statistics, staffOf(ctx), ak, day, values);
    const { name, institution } = await applications.get(ak);
    const toAk = leadingTo(ctx, `/admin/applications/${encodeURIComponent(ak)}`);
    const data = {
      ...shown,
      application: { ak, name: `${institution}　${name}` },
      action: ctx.path,
      back: toAk ?? '/admin/statistics/quality',
      crumb: toAk === undefined ? '数据质量' : '应用与密钥',
      mayReport: true,
      phase: 'due',
    };
    pages.show(ctx, 'statistics/day', data, { title: `更正 ${day}`, here: 'applications', problems });
  }

  async function correct(ctx: Context, form: Form) {
    const [ak, day] = [param(ctx, 'ak'), param(ctx, 'day')];
    try {
      const problems = await statistics.problems(staffOf(ctx), ak, day, form);
      if (isCheck(ctx)) return answerCheck(ctx, problems, form);
      const read = readFigures(form);
      if ('problems' in read || Object.keys(problems).length > 0) return show(ctx, form, problems);
      const { note = '', reason = '' } = form;
      const given = { figures: read.figures, ...(read.terminals && { terminals: read.terminals }), note, reason };
      await statistics.report(staffOf(ctx), ak, day, given, { seen: seenIn(form) });
    } catch (error) {
      if (isCheck(ctx) || !(error instanceof Problem) || error.status >= 500 || error.code === 'not_found') throw error;
      return show(ctx, form, error.fields ?? { form: error.fact });
    }
    seeOther(ctx, ctx.path);
  }

  return [
    page('/admin/reports/:ak/:day', may('open a report, and remind those who have not reported'), (ctx) => show(ctx)),
    form('/admin/reports/:ak/:day', may('correct a report'), correct),
  ];
}
