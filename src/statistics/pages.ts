import { isMemberOf, type Member } from '../actor.ts';
import type { Application } from '../applications/aksk/application.ts';
import { notFound, Problem, type Problems } from '../errors.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { correction, subjectOf } from './correction-kind.ts';
import { answerCheck, dayForm, isCheck, seenIn } from './day-form.ts';
import { fact } from './facts.ts';
import { createGridPages } from './grid-pages.ts';
import type { StatisticsNeeds } from './needs.ts';
import { may } from './policies.ts';
import { firstOf, isMonth, lastOf, monthAfter, monthOf, states, weeksOf } from './reports/calendar.ts';
import { isDay } from './reports/closing.ts';
import { readFigures } from './reports/typed.ts';
import { createYesterdayPages } from './yesterday-pages.ts';

const base = '/console/statistics';
const nothingThere = () => notFound(fact('statistics.no_application_or_day'));

/** 服务数据填报 (P12): a calendar of a month, and a form for each day. */
export function createStatisticsPages(needs: StatisticsNeeds): Route[] {
  const { pages, clock, statistics, questions, applications, review } = needs;
  const here = 'statistics';
  const pathOf = (clientId: string, rest = '') => `${base}/${encodeURIComponent(clientId)}${rest}`;
  const isProgram = ({ apiScope }: Application) => apiScope.split(' ').includes('stats:write');
  /** Those that report by program first: their days matter most. */
  const reporting = async (actor: Member) =>
    (await applications.ofInstitution(actor))
      .filter(({ sandbox, firstParty }) => !sandbox && !firstParty)
      .toSorted((one, other) => Number(isProgram(other)) - Number(isProgram(one)));
  const mayReport = (actor: Member, { institutionId, clientId }: Application) =>
    isMemberOf(actor, institutionId, may('report figures').roles, clientId);

  /** The application that an address names; of others there is nothing. */
  async function applicationIn(ctx: Context): Promise<{ actor: Member; application: Application }> {
    const actor = memberOf(ctx);
    const application = (await reporting(actor)).find(({ clientId }) => clientId === param(ctx, 'ak'));
    if (application === undefined) throw nothingThere();
    return { actor, application };
  }

  async function dayIn(ctx: Context): Promise<{ actor: Member; application: Application; day: string }> {
    const day = param(ctx, 'day');
    if (!isDay(day)) throw nothingThere();
    return { ...(await applicationIn(ctx)), day };
  }

  async function showMonth(ctx: Context) {
    const actor = memberOf(ctx);
    const own = await reporting(actor);
    const chosen = own.find(({ clientId }) => clientId === ctx.query.app) ?? own[0];
    const yesterday = statistics.yesterday();
    const wanted =
      typeof ctx.query.month === 'string' && isMonth(ctx.query.month) ? ctx.query.month : monthOf(yesterday);
    const [month = wanted] = [wanted, monthOf(yesterday)].toSorted(); // nothing is reported of months to come
    if (chosen === undefined) return pages.show(ctx, 'statistics/none', {}, { title: '服务数据', here });
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
      together: own.filter((each) => mayReport(actor, each)).length > 1 ? `${base}/yesterday` : undefined,
      counter: `/console/counters/${encodeURIComponent(clientId)}`,
      questions: await questions.waitingForMember(actor),
      mayReport: mayReport(actor, chosen),
    };
    pages.show(ctx, 'statistics/calendar', data, { title: '服务数据', here });
  }

  type Shown = { values?: Form; problems?: Problems };

  async function show(ctx: Context, { values, problems = {} }: Shown = {}): Promise<void> {
    const { actor, application, day } = await dayIn(ctx);
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
      proofs: `${ctx.path}/proof`,
      mayReport: isMine && isOpen,
      mayAsk: isMine && phase === 'asking' && shown.isCorrection && actor.role !== 'developer',
    };
    pages.show(ctx, 'statistics/day', data, { title: `${day} 服务数据`, here, problems });
  }

  async function report(ctx: Context, form: Form) {
    const { actor, application, day } = await dayIn(ctx);
    try {
      const problems = await statistics.problems(actor, application.clientId, day, form);
      if (isCheck(ctx)) return answerCheck(ctx, problems, form);
      const read = readFigures(form);
      if ('problems' in read || Object.keys(problems).length > 0) return show(ctx, { values: form, problems });
      const { note = '', reason = '' } = form;
      const given = { figures: read.figures, ...(read.terminals && { terminals: read.terminals }), note, reason };
      await statistics.report(actor, application.clientId, day, given, { seen: seenIn(form) });
    } catch (error) {
      if (isCheck(ctx) || !(error instanceof Problem) || error.status >= 500) throw error;
      return show(ctx, { values: form, problems: error.fields ?? { form: error.fact } });
    }
    seeOther(ctx, `${base}?${new URLSearchParams({ app: application.clientId, month: monthOf(day) })}`);
  }

  async function askForCorrection(ctx: Context) {
    const { actor, application, day } = await dayIn(ctx);
    const about = { institutionId: actor.institutionId, subjectId: subjectOf(application.clientId, day) };
    seeOther(ctx, `/console/submissions/${(await review.begin(actor, correction, about)).id}`);
  }

  return [
    page('/console/statistics', may('see own figures'), showMonth),
    page('/console/statistics/:ak/:day', may('see own figures'), (ctx) => show(ctx)),
    form('/console/statistics/:ak/:day', may('report figures'), report),
    form('/console/statistics/:ak/:day/ask', may('ask for a correction'), askForCorrection),
    ...createGridPages({ ...needs, applicationIn, mayReport, base }),
    ...createYesterdayPages({ ...needs, reporting, mayReport, base }),
  ];
}
