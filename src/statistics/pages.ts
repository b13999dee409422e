import Router from '@koa/router';
import { isMemberOf, type Member } from '../actor.ts';
import type { Application } from '../applications/application.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import { notFound, Problem, type Problems } from '../errors.ts';
import { frameOf, type Guards, memberOf } from '../http/access.ts';
import { type Form, readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Review } from '../review/service.ts';
import { firstOf, isMonth, lastOf, monthAfter, monthOf, states, weeksOf } from './calendar.ts';
import { isDay } from './closing.ts';
import { correction, subjectOf } from './correction-kind.ts';
import { dayForm } from './day-form.ts';
import { addGridPages } from './grid-pages.ts';
import { reporters, type Statistics } from './service.ts';
import { readFigures } from './typed.ts';

export type StatisticsNeeds = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  clock: Clock;
  statistics: Statistics;
  applications: Pick<Applications, 'ofInstitution'>;
  review: Pick<Review, 'begin'>;
};

const base = '/console/statistics';

/** 服务数据填报 (P12): a calendar of a month, and a form for each day. */
export function createStatisticsPages(needs: StatisticsNeeds): Router<State> {
  const { pages, formTokens, guards, clock, statistics, applications, review } = needs;
  const router = new Router<State>({ prefix: base });
  const options = (ctx: Context, title: string) => ({ ...frameOf(ctx), title, here: 'statistics' });
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };
  const pathOf = (clientId: string, rest = '') => `${base}/${encodeURIComponent(clientId)}${rest}`;
  const isProgram = ({ apiScope }: Application) => apiScope.split(' ').includes('stats:write');
  /** Those that report by program first: they are the ones whose days are looked at. */
  const reporting = async (actor: Member) =>
    (await applications.ofInstitution(actor))
      .filter(({ sandbox, firstParty }) => !sandbox && !firstParty)
      .toSorted((one, other) => Number(isProgram(other)) - Number(isProgram(one)));
  const mayReport = (actor: Member, { institutionId, clientId }: Application) =>
    isMemberOf(actor, institutionId, reporters, clientId);

  /** The application and the day that an address names; of others there is nothing. */
  async function asking(ctx: Context): Promise<{ actor: Member; application: Application; day: string }> {
    const actor = memberOf(ctx);
    const application = (await reporting(actor)).find(({ clientId }) => clientId === ctx.params.ak);
    const { day = '' } = ctx.params;
    if (application === undefined || (day !== '' && !isDay(day))) throw notFound('没有找到这个应用或这一天');
    return { actor, application, day };
  }

  router.get('/', guards.certified(), async (ctx) => {
    const actor = memberOf(ctx);
    const own = await reporting(actor);
    const chosen = own.find(({ clientId }) => clientId === ctx.query.app) ?? own[0];
    const yesterday = statistics.yesterday();
    const wanted =
      typeof ctx.query.month === 'string' && isMonth(ctx.query.month) ? ctx.query.month : monthOf(yesterday);
    const [month = wanted] = [wanted, monthOf(yesterday)].toSorted(); // nothing is reported of months to come
    if (chosen === undefined) return pages.show(ctx, 'statistics/none', {}, options(ctx, '服务数据'));
    const { clientId } = chosen;
    const since = statistics.since(chosen);
    const reports = await statistics.list(actor, clientId, { from: firstOf(month), to: lastOf(month) });
    const [last] = await statistics.list(actor, clientId, { from: yesterday, to: yesterday });
    const owed = new Set(await statistics.owed(actor, clientId, { from: firstOf(month), to: lastOf(month) }));
    const isOwed = (await statistics.owed(actor, clientId, { from: yesterday, to: yesterday })).length > 0;
    const weeks = weeksOf(month, { since, owed, reports, now: clock.now() });
    const cells = weeks.flat().filter((cell) => cell !== undefined);
    const href = (change: { month: string }) => `${base}?${new URLSearchParams({ app: clientId, ...change })}`;
    const data = {
      applications: own.map((each) => ({ ak: each.clientId, name: each.name })),
      application: { ak: clientId, name: chosen.name },
      month,
      months: {
        before: monthOf(since) < month ? href({ month: monthAfter(month, -1) }) : undefined,
        after: month < monthOf(yesterday) ? href({ month: monthAfter(month) }) : undefined,
      },
      weeks: weeks.map((week) =>
        week.map((cell) => {
          const report = reports.find(({ day }) => day === cell?.day);
          return (
            cell && {
              ...cell,
              date: Number(cell.day.slice(8)),
              label: states[cell.state],
              href: cell.state === 'future' || cell.state === 'before' ? undefined : pathOf(clientId, `/${cell.day}`),
              pv: report?.figures.pv,
            }
          );
        }),
      ),
      due: cells.filter(({ state }) => state !== 'future' && state !== 'before' && state !== 'free').length,
      reported: reports.length,
      yesterday: {
        day: yesterday,
        isMissing: last === undefined && isOwed,
        href: pathOf(clientId, `/${yesterday}`),
      },
      onTime: statistics.phase(yesterday) === 'due',
      grid: pathOf(clientId, `/months/${month}`),
      mayReport: mayReport(actor, chosen),
    };
    pages.show(ctx, 'statistics/calendar', data, options(ctx, '服务数据'));
  });

  type Shown = { values?: Form; problems?: Problems };

  async function show(ctx: Context, { values, problems = {} }: Shown = {}): Promise<void> {
    const { actor, application, day } = await asking(ctx);
    const { clientId, name } = application;
    const shown = await dayForm(statistics, actor, clientId, day, values);
    const phase = statistics.phase(day);
    const isOpen = phase === 'due' || phase === 'late' || (phase === 'asking' && !shown.isCorrection);
    const isMine = mayReport(actor, application) && day >= statistics.since(application);
    const data = {
      ...shown,
      application: { ak: clientId, name },
      action: ctx.path,
      back: `${base}?${new URLSearchParams({ app: clientId, month: monthOf(day) })}`,
      phase,
      mayReport: isMine && isOpen,
      mayAsk: isMine && phase === 'asking' && shown.isCorrection && actor.role !== 'developer',
    };
    pages.show(ctx, 'statistics/day', data, { ...options(ctx, `${day} 服务数据`), problems });
  }

  router.get('/:ak/:day', guards.certified(), (ctx) => show(ctx));

  router.post('/:ak/:day', guards.certified(...reporters), async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const { actor, application, day } = await asking(ctx);
    const read = readFigures(form);
    if ('problems' in read) return show(ctx, { values: form, problems: read.problems });
    const { note = '', reason = '' } = form;
    const given = { figures: read.figures, ...(read.terminals && { terminals: read.terminals }), note, reason };
    try {
      await statistics.report(actor, application.clientId, day, given);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(ctx, { values: form, problems: error.fields ?? { form: error.message } });
    }
    go(ctx, `${base}?${new URLSearchParams({ app: application.clientId, month: monthOf(day) })}`);
  });

  router.post('/:ak/:day/ask', guards.certified('owner', 'agent', 'reporter'), async (ctx) => {
    formTokens.verify(ctx, await readForm(ctx));
    const { actor, application, day } = await asking(ctx);
    const about = { institutionId: actor.institutionId, subjectId: subjectOf(application.clientId, day) };
    go(ctx, `/console/submissions/${(await review.begin(actor, correction, about)).id}`);
  });

  addGridPages(router, { ...needs, asking, options, mayReport, base });
  return router;
}
