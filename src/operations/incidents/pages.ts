import { Readable } from 'node:stream';
import { isFormProblem } from '../../citizens/helpdesk/service.ts';
import type { Clock } from '../../clock.ts';
import type { Problems } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { fieldsIn, typed } from '../../fields/form.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { dateTime } from '../../http/pages/text.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { Names } from '../../review/api-answers.ts';
import { may } from '../policies.ts';
import type { Status } from '../status/room.ts';
import type { Affected } from './affected.ts';
import { fact } from './facts.ts';
import {
  audiences,
  freezeFields,
  freezeKinds,
  incidentFields,
  levels,
  noteFields,
  noticeFields,
  reportedFields,
  reportFields,
  reports,
} from './form.ts';
import { numberOf, reportOf, reportText, summaryOf } from './report-shown.ts';
import { clockOf, finalOf, nextReport, type Reporter, reporters } from './reporting.ts';
import type { IncidentDesk } from './room.ts';
import type { Incident, ShownFreeze, Step } from './store.ts';

type Needs = IncidentDesk & {
  pages: Pages;
  clock: Clock;
  cursors: Cursors;
  names: Names;
  status: Status;
};

const home = '/admin/incidents';
const here = 'incidents';
const pageSize = 20;
const heading = ['账号编号', '昵称', '手机号', '邮箱', '登录次数', '最近一次（UTC）'];

/** 事件处置 */
export function createIncidentPages(needs: Needs): Route[] {
  const { pages, clock, cursors, names, status, incidents, freezes, noticeRuns, reporter } = needs;
  const places = cursors.byTime('incidents');
  const pathOf = (id: string) => `${home}/${id}`;

  async function list(ctx: Context) {
    const found = await incidents.list(staffOf(ctx), {
      before: places.find({}, ctx.query.before),
      limit: pageSize + 1,
    });
    const shown = found.slice(0, pageSize);
    const last = found.length > pageSize ? shown.at(-1) : undefined;
    const next = last && `${home}?before=${places.write({}, { at: last.openedAt, id: last.id })}`;
    const data = { list: shown.map((each) => listed(each, reporter, clock.now())), next };
    pages.show(ctx, 'incidents/list', data, { title: '事件处置', here });
  }

  function showForm(ctx: Context, values: Form, problems: Problems = {}, id?: string) {
    const data = { action: id === undefined ? home : pathOf(id), id, fields: fieldsIn(incidentFields.shape), values };
    const title = id === undefined ? '登记事件' : '修改事件';
    pages.show(ctx, 'incidents/form', data, { title, here, problems });
  }

  async function open(ctx: Context, given: Form) {
    const found = await incidents.open(staffOf(ctx), given);
    if ('problems' in found) return showForm(ctx, given, found.problems);
    seeOther(ctx, pathOf(found.id));
  }

  async function edit(ctx: Context) {
    const incident = await incidents.get(staffOf(ctx), param(ctx, 'id'));
    showForm(ctx, valuesOf(incident), {}, incident.id);
  }

  async function change(ctx: Context, given: Form) {
    const id = param(ctx, 'id');
    const found = await incidents.change(staffOf(ctx), id, given);
    if ('problems' in found) return showForm(ctx, given, found.problems, id);
    seeOther(ctx, `${pathOf(id)}?done=changed`);
  }

  async function show(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const {
      incident,
      steps,
      freezes: stopped,
      noticeRuns,
      affected,
    } = await incidents.look(staffOf(ctx), param(ctx, 'id'));
    const { say } = ctx.state.speech;
    const now = clock.now();
    const known = await names(
      [...steps.flatMap(({ accountId }) => accountId ?? []), ...stopped.map(({ by }) => by)].concat(incident.openedBy),
    );
    const nameOf = (accountId: string | undefined) =>
      accountId === undefined ? '系统' : (known.get(accountId) ?? '已注销');
    const data = {
      ...{ id: incident.id, number: numberOf(incident), incident: about(incident), values },
      clock: { ...clockOf(incident, reporter, now), now, to: reporters[reporter].to },
      final: finalOf(incident, now),
      freezes: stopped.map((freeze) => ({ ...frozen(freeze), by: nameOf(freeze.by) })),
      affected: { institutions: affected.institutions, counted: countedIn(affected.counted) },
      noticeRuns: noticeRuns.map(({ audience, body, told, isOver, at }) => ({
        audience: audiences[audience],
        body,
        told,
        isOver,
        at,
      })),
      report: (incident.closedAt === undefined ? reportOf : summaryOf)({ incident, freezes: stopped, affected }, say),
      next: nextReport(incident),
      steps: steps.map((step) => ({ at: step.at, by: nameOf(step.accountId), words: stepIn(step, say) })),
      forms: {
        freeze: fieldsIn(freezeFields.shape),
        notice: fieldsIn(noticeFields.shape),
        note: fieldsIn(noteFields.shape),
        reported: fieldsIn({ to: reportedFields.shape.to }),
      },
      tried: { freeze: isTried(freezeFields.shape, problems), notice: isTried(noticeFields.shape, problems) },
      done: String(ctx.query.done ?? ''),
    };
    pages.show(ctx, 'incidents/show', data, { title: incident.title, here, problems });
  }

  /** A problem is shown on the requesting page, and typed values are kept. */
  async function attempt(ctx: Context, given: Form, work: () => Promise<object>, done: string) {
    try {
      const found = await work();
      if ('problems' in found) await show(ctx, given, problemsIn(found));
      else seeOther(ctx, `${pathOf(param(ctx, 'id'))}?done=${done}`);
    } catch (error) {
      if (!isFormProblem(error)) throw error;
      await show(ctx, given, { form: error.fact });
    }
  }

  /** How many it would meet, before anything is stopped. */
  async function preview(ctx: Context, given: Form) {
    const id = param(ctx, 'id');
    try {
      const { title } = await incidents.get(staffOf(ctx), id);
      const plan = await freezes.plan(staffOf(ctx), id, given);
      if ('problems' in plan) return await show(ctx, given, plan.problems);
      const values = typed([{ name: 'freeze', title: '', fields: freezeFields.shape }], given);
      const data = { id, title, what: freezeKinds[plan.kind], plan, values };
      return pages.show(ctx, 'incidents/confirm', data, { title: '确认停用', here });
    } catch (error) {
      if (!isFormProblem(error)) throw error;
      return show(ctx, given, { form: error.fact });
    }
  }

  const freeze = (ctx: Context, given: Form) =>
    attempt(ctx, given, () => freezes.start(staffOf(ctx), param(ctx, 'id'), given), 'frozen');
  const unfreeze = (ctx: Context) =>
    attempt(ctx, {}, () => freezes.undo(staffOf(ctx), param(ctx, 'id'), param(ctx, 'freeze')), 'unfrozen');
  const tell = (ctx: Context, given: Form) =>
    attempt(ctx, given, () => noticeRuns.start(staffOf(ctx), param(ctx, 'id'), given), 'told');
  const note = (ctx: Context, given: Form) =>
    attempt(ctx, given, () => incidents.note(staffOf(ctx), param(ctx, 'id'), given), 'noted');
  const reported = (ctx: Context, given: Form) =>
    attempt(ctx, given, () => incidents.reported(staffOf(ctx), param(ctx, 'id'), given), 'reported');
  const close = (ctx: Context) => attempt(ctx, {}, () => incidents.close(staffOf(ctx), param(ctx, 'id')), 'closed');

  async function showReport(ctx: Context, given?: Form, problems: Problems = {}) {
    const incident = await incidents.get(staffOf(ctx), param(ctx, 'id'));
    const values = given ?? strings(incident.report);
    const data = { id: incident.id, title: incident.title, fields: fieldsIn(reportFields.shape), values };
    pages.show(ctx, 'incidents/report', data, { title: '补充报告', here, problems });
  }

  async function saveReport(ctx: Context, given: Form) {
    const found = await incidents.saveReport(staffOf(ctx), param(ctx, 'id'), given);
    if ('problems' in found) return showReport(ctx, given, found.problems);
    seeOther(ctx, `${pathOf(found.id)}?done=drafted#report`);
  }

  const send = (title: string, draft: typeof reportOf) => async (ctx: Context) => {
    const { incident, freezes: stopped, affected } = await incidents.look(staffOf(ctx), param(ctx, 'id'));
    const number = numberOf(incident);
    ctx.attachment(`${number}.txt`);
    ctx.type = 'text/plain; charset=utf-8';
    ctx.set('Cache-Control', 'no-store');
    const { say } = ctx.state.speech;
    ctx.body = reportText(
      say(fact('incidents.report_head', { title, number, at: clock.now().toISOString() })),
      draft({ incident, freezes: stopped, affected }, say),
    );
  };

  async function sendPeople(ctx: Context) {
    const { number, rows } = await incidents.export(staffOf(ctx), param(ctx, 'id'), heading);
    ctx.attachment(`incident-${number}.csv`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = Readable.from(rows);
  }

  /** A draft for the public, still without text. */
  async function toStatus(ctx: Context) {
    const { say } = ctx.state.speech;
    const { title, foundAt } = await incidents.get(staffOf(ctx), param(ctx, 'id'));
    const draft = await status.incidents.draft(staffOf(ctx), {
      ...{ kind: 'incident', components: 'login', impact: 'slow', title: say(fact('incidents.status_title')) },
      ...{ startsAt: foundAt.toISOString(), body: say(fact('incidents.status_body')) },
    });
    if ('problems' in draft) throw new Error(`no draft for the status page of ${title}`);
    seeOther(ctx, `/admin/status/${draft.id}`);
  }

  return [
    page(home, may('see incidents'), list),
    page(`${home}/new`, may('see incidents'), (ctx) => showForm(ctx, {})),
    form(home, may('work on an incident'), open),
    page(`${home}/:id`, may('see incidents'), (ctx) => show(ctx)),
    page(`${home}/:id/edit`, may('see incidents'), edit),
    form(`${home}/:id`, may('work on an incident'), change),
    form(`${home}/:id/freezes/preview`, may('work on an incident'), preview),
    form(`${home}/:id/freezes`, may('work on an incident'), freeze),
    form(`${home}/:id/freezes/:freeze/undo`, may('work on an incident'), unfreeze, {
      asks: fact('incidents.ask_unfreeze'),
    }),
    form(`${home}/:id/tellings`, may('work on an incident'), tell),
    form(`${home}/:id/notes`, may('work on an incident'), note),
    page(`${home}/:id/report`, may('see incidents'), (ctx) => showReport(ctx)),
    form(`${home}/:id/report`, may('work on an incident'), saveReport),
    page(`${home}/:id/report.txt`, may('see incidents'), send('网络安全事件报告', reportOf)),
    page(`${home}/:id/summary.txt`, may('see incidents'), send('网络安全事件处置总结报告', summaryOf)),
    form(`${home}/:id/reported`, may('work on an incident'), reported),
    form(`${home}/:id/people`, may('work on an incident'), sendPeople),
    form(`${home}/:id/status`, may('work on an incident'), toStatus),
    form(`${home}/:id/close`, may('work on an incident'), close, {
      asks: fact('incidents.ask_close'),
    }),
  ];
}

const problemsIn = (found: object): Problems => ('problems' in found ? Object.assign({}, found.problems) : {});
const strings = (values: object): Form =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/** The counted figures, with the gaps where logs are already gone. */
const countedIn = (counted: Affected['counted']) =>
  counted && {
    ...{ people: counted.people, calls: counted.calls, since: counted.since, until: counted.countedUntil },
    isReady: counted.consentsAt !== undefined,
    goesOn: !counted.isOver,
    loginsGone: counted.since < counted.loginsKnownSince ? counted.loginsKnownSince : undefined,
    clearedAt: counted.clearedAt,
    callsGone: counted.since < counted.callsKnownSince ? counted.callsKnownSince : undefined,
  };

const listed = (incident: Incident, reporter: Reporter, now: Date) => ({
  href: `${home}/${incident.id}`,
  number: numberOf(incident),
  title: incident.title,
  level: levels[incident.level],
  foundAt: incident.foundAt,
  isClosed: incident.closedAt !== undefined,
  isReported: incident.reportedAt !== undefined,
  clock: clockOf(incident, reporter, now),
  final: finalOf(incident, now),
});

const about = (incident: Incident) => ({
  title: incident.title,
  level: levels[incident.level],
  paragraphs: incident.summary.split('\n').filter((line) => line.trim() !== ''),
  foundAt: incident.foundAt,
  containedAt: incident.containedAt,
  reportedAt: incident.reportedAt,
  reportedTo: incident.reportedTo,
  closedAt: incident.closedAt,
  finalAt: incident.finalAt,
  finalTo: incident.finalTo,
});

const frozen = ({ id, kind, label, reason, state, at, since, until, counts }: ShownFreeze) => {
  const total = counts.waiting + counts.done + counts.undone;
  return {
    ...{ id, reason, state, at, label: label === '' ? '已注销的账号' : label },
    what: freezeKinds[kind],
    times: since && until ? `${dateTime(since)} 至 ${dateTime(until)}` : undefined,
    people: total === 0 || kind === 'account' ? undefined : { total, done: counts.done, undone: counts.undone },
    mayUndo: kind !== 'end_sign_ins' && (state === 'done' || state === 'under_way'),
  };
};

function stepIn({ kind, details }: Step, say: Speech['say']): string {
  if (kind === 'note') return String(details.note ?? '');
  if (kind === 'report')
    return say(
      fact('incidents.step_report', { report: reportNamed(String(details.report)), to: String(details.to ?? '') }),
    );
  const people = typeof details.people === 'number' ? details.people : undefined;
  const what = whatOf(String(details.kind));
  if (kind === 'freeze') return say(fact('incidents.step_freeze', { what, people }));
  return say(
    kind === 'unfreeze'
      ? fact('incidents.step_unfreeze', { what, isLeft: details.left === true })
      : fact('incidents.step_other', { kind, people }),
  );
}
const reportNamed = (report: string) => Object.entries(reports).find(([name]) => name === report)?.[1] ?? '报告';
const whatOf = (kind: string) => Object.entries(freezeKinds).find(([name]) => name === kind)?.[1] ?? kind;

/** As it was typed. */
const valuesOf = ({ title, summary, level, foundAt, beganAt, containedAt, clientIds }: Incident): Form => ({
  ...{ title, summary, level },
  foundAt: inBeijing(foundAt),
  beganAt: inBeijing(beganAt),
  containedAt: inBeijing(containedAt),
  applications: clientIds.join('\n'),
});
const inBeijing = (at: Date | undefined) =>
  at === undefined ? '' : `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

const isTried = (fields: object, problems: Problems) => Object.keys(fields).some((name) => name in problems);
