import { isFormProblem } from '../../citizens/helpdesk/service.ts';
import type { Problems } from '../../errors.ts';
import { fieldsIn, typed } from '../../fields/form.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import { componentNames, impacts, incidentFields, incidentForm, kinds, stages, updateFields } from './form.ts';
import type { Incident } from './incident-store.ts';
import type { StatusIncidents } from './incidents.ts';
import type { ReadStanding } from './standing.ts';
import type { DeskIncident } from './views.ts';

type Needs = { pages: Pages; incidents: StatusIncidents; read: ReadStanding };

const home = '/admin/status';
const here = 'status';
const title = '状态页';

/** 状态页: the operators' messages to the public. */
export function createStatusDeskPages({ pages, incidents, read }: Needs): Route[] {
  async function list(ctx: Context) {
    const { drafts, told } = await incidents.all(staffOf(ctx));
    const { standing } = await read();
    const data = {
      drafts: drafts.map(presented),
      told: told.map(presented),
      components: (standing?.components ?? []).map(({ key, state }) => ({ name: componentNames[key], state })),
      done: String(ctx.query.done ?? ''),
    };
    pages.show(ctx, 'status/desk', data, { title, here });
  }

  function showForm(ctx: Context, values: Form, problems: Problems = {}, id?: string) {
    const action = id === undefined ? home : `${home}/${id}`;
    const fields = fieldsIn(incidentFields.shape);
    const heading = id === undefined ? '写一条' : '修改草稿';
    const done = String(ctx.query.done ?? '');
    pages.show(ctx, 'status/draft', { action, id, fields, values, done }, { title: heading, here, problems });
  }

  async function draft(ctx: Context, posted: Form) {
    const given = typed(incidentForm.groups, posted);
    const found = await incidents.draft(staffOf(ctx), given);
    if ('problems' in found) return showForm(ctx, given, found.problems);
    seeOther(ctx, `${home}/${found.id}`);
  }

  async function show(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const incident = await incidents.get(staffOf(ctx), param(ctx, 'id'));
    const { id, kind, updates, state } = incident;
    if (state === 'draft') return showForm(ctx, { ...valuesOf(incident), ...values }, problems, id);
    const words: Readonly<Record<string, string>> = stages[kind];
    const data = {
      ...{ id, incident: presented(incident), values },
      publicHref: `/status/${id}`,
      updates: updates.map(({ at, stage, body }) => ({
        at,
        stage: words[stage] ?? stage,
        paragraphs: body.split('\n').filter((line) => line.trim() !== ''),
      })),
      fields: state === 'open' ? fieldsIn(updateFields(kind).shape) : [],
      done: String(ctx.query.done ?? ''),
    };
    pages.show(ctx, 'status/updates', data, { title: incident.title, here, problems });
  }

  const change = (ctx: Context, posted: Form) => {
    const given = typed(incidentForm.groups, posted);
    const id = param(ctx, 'id');
    return attempt(ctx, given, () => incidents.change(staffOf(ctx), id, given), 'saved');
  };
  const publish = (ctx: Context) =>
    attempt(ctx, {}, () => incidents.publish(staffOf(ctx), param(ctx, 'id')), 'published');
  const update = (ctx: Context, given: Form) =>
    attempt(ctx, given, () => incidents.update(staffOf(ctx), param(ctx, 'id'), given), 'updated');

  async function discard(ctx: Context) {
    await incidents.discard(staffOf(ctx), param(ctx, 'id'));
    seeOther(ctx, `${home}?done=discarded`);
  }

  /** A problem is shown on the requesting page, and typed values are kept. */
  async function attempt(
    ctx: Context,
    given: Form,
    work: () => Promise<object | { problems: Problems }>,
    done: string,
  ) {
    try {
      const found = await work();
      if ('problems' in found) await show(ctx, given, found.problems);
      else seeOther(ctx, `${home}/${param(ctx, 'id')}?done=${done}`);
    } catch (error) {
      if (!isFormProblem(error)) throw error;
      await show(ctx, given, { form: error.fact });
    }
  }

  return [
    page(home, may('draft a status notice'), list),
    page(`${home}/new`, may('draft a status notice'), (ctx) => showForm(ctx, {})),
    form(home, may('draft a status notice'), draft),
    page(`${home}/:id`, may('draft a status notice'), (ctx) => show(ctx)),
    form(`${home}/:id`, may('draft a status notice'), change),
    form(`${home}/:id/publish`, may('publish a status notice'), publish, {
      asks: fact('status.ask_publish'),
    }), // it is on a public page at once
    form(`${home}/:id/updates`, may('publish a status notice'), update),
    form(`${home}/:id/discard`, may('draft a status notice'), discard, {
      asks: fact('status.ask_discard'),
    }),
  ];
}

const presented = (incident: Incident): DeskIncident => ({
  href: `${home}/${incident.id}`,
  title: incident.title,
  kind: kinds[incident.kind],
  impact: impacts[incident.impact],
  components: incident.components.map((key) => componentNames[key]),
  startsAt: incident.startsAt,
  endsAt: incident.endsAt,
  at: incident.updates[0]?.at ?? incident.publishedAt ?? incident.createdAt,
  state: incident.state,
});

/** As it was typed. */
const valuesOf = ({ kind, title, titleEn, components, impact, startsAt, endsAt, body, bodyEn }: Incident): Form => ({
  ...{ kind, title, impact, body },
  titleEn: titleEn ?? '',
  bodyEn: bodyEn ?? '',
  components: components.join('\n'),
  startsAt: inBeijing(startsAt),
  endsAt: endsAt === undefined ? '' : inBeijing(endsAt),
});

const inBeijing = (at: Date) => `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
