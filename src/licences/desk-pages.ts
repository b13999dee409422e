import Router from '@koa/router';
import { Problem, type Problems } from '../errors.ts';
import { frameOf, staffOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import { aboutLicence, type LicencePageNeeds } from './licence-pages.ts';
import { presentLicence } from './presented.ts';
import { readText } from './search-text.ts';
import { isLicenceState, states } from './state.ts';

type Needs = Omit<LicencePageNeeds, 'packages'> & { formTokens: FormTokens };

const base = '/admin/licences';
const pageSize = 30;
const readers = ['operator', 'reviewer', 'support'] as const;

/** O6 许可: every licence; operators take one back for a reason. */
export function createLicenceDeskPages(needs: Needs): Router<State> {
  const { pages, formTokens, guards, clock, licences } = needs;
  const router = new Router<State>({ prefix: base });
  const places = needs.cursors.byTime('licences');
  const options = (ctx: Context, title: string) => ({ ...frameOf(ctx), title, here: 'licences' });

  router.get('/', guards.staff(...readers), async (ctx) => {
    const text = readText(ctx.query.text);
    const state = isLicenceState(ctx.query.state) ? ctx.query.state : undefined;
    const filter = { ...(text !== '' && { text }), ...(state && { state }) };
    const found = await licences.list(staffOf(ctx), filter, places.find(filter, ctx.query.before), pageSize + 1);
    const last = found.length > pageSize ? found[pageSize - 1] : undefined;
    const before = last && places.write(filter, { at: last.approvedAt, id: last.id });
    const data = {
      rows: found.slice(0, pageSize).map((licence) => presentLicence(licence, clock)),
      filter: { text, state: state ?? '' },
      states: Object.entries(states).map(([value, { title }]) => ({ value, title })),
      isFiltered: text !== '' || state !== undefined || ctx.query.before !== undefined,
      next: before && `${base}?${new URLSearchParams({ ...filter, before })}`,
    };
    pages.show(ctx, 'licences/desk', data, options(ctx, '资源许可'));
  });

  async function show(ctx: Context, values: { reason?: string } = {}, problems: Problems = {}) {
    const actor = staffOf(ctx);
    const licence = await licences.get(actor, ctx.params.id ?? '');
    const presented = presentLicence(licence, clock);
    const data = {
      ...(await aboutLicence(needs, licence.id)),
      licence: presented,
      application: `/admin/review/${licence.id}`,
      mayRevoke: presented.mayRevoke && actor.roles.includes('operator'),
      action: `${base}/${licence.id}/revoke`,
      values,
    };
    pages.show(ctx, 'licences/desk-licence', data, { ...options(ctx, `资源许可 ${presented.number}`), problems });
  }

  router.get('/:id', guards.staff(...readers), (ctx) => show(ctx));

  router.post('/:id/revoke', guards.staff('operator'), guards.stepUp, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const { reason = '' } = form;
    try {
      await licences.revoke(staffOf(ctx), ctx.params.id ?? '', reason);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return show(ctx, { reason }, error.fields);
    }
    ctx.status = 303;
    ctx.redirect(`${base}/${ctx.params.id}`);
  });

  return router;
}
