import Router from '@koa/router';
import type { Applications } from '../applications/service.ts';
import { Problem, type Problems } from '../errors.ts';
import { frameOf, type Guards, staffOf } from '../http/access.ts';
import { type Form, readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import { dayForm } from './day-form.ts';
import type { Statistics } from './service.ts';
import { readFigures } from './typed.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  statistics: Statistics;
  applications: Pick<Applications, 'get'>;
};

/** 更正单 (R53): operators correct a day of any application, also after its month is closed. */
export function createCorrectionPages({ pages, formTokens, guards, statistics, applications }: Needs): Router<State> {
  const router = new Router<State>({ prefix: '/admin/reports' });
  const staff = guards.staff('statistics', 'operator');

  async function show(ctx: Context, values?: Form, problems: Problems = {}): Promise<void> {
    const { ak = '', day = '' } = ctx.params;
    const shown = await dayForm(statistics, staffOf(ctx), ak, day, values);
    const { name, institution } = await applications.get(ak);
    const data = {
      ...shown,
      application: { ak, name: `${institution}　${name}` },
      action: ctx.path,
      back: `/admin/applications/${encodeURIComponent(ak)}`,
      crumb: '应用与密钥',
      mayReport: true,
      phase: 'due',
    };
    pages.show(ctx, 'statistics/day', data, { ...frameOf(ctx), title: `更正 ${day}`, here: 'applications', problems });
  }

  router.get('/:ak/:day', staff, (ctx) => show(ctx));

  router.post('/:ak/:day', staff, guards.stepUp, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const { ak = '', day = '' } = ctx.params;
    const read = readFigures(form);
    if ('problems' in read) return show(ctx, form, read.problems);
    const { note = '', reason = '' } = form;
    const given = { figures: read.figures, ...(read.terminals && { terminals: read.terminals }), note, reason };
    try {
      await statistics.report(staffOf(ctx), ak, day, given);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500 || error.code === 'not_found') throw error;
      return show(ctx, form, error.fields ?? { form: error.message });
    }
    ctx.status = 303;
    ctx.redirect(ctx.path);
  });
  return router;
}
