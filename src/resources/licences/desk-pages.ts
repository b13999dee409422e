import { Problem, type Problems } from '../../errors.ts';
import { permits } from '../../http/access.ts';
import { leadingTo, staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import { aboutLicence, type LicencePageNeeds } from './licence-pages.ts';
import { presentLicence } from './presented.ts';
import { readText } from './search-text.ts';
import { isLicenceState, states } from './terms/state.ts';

type Needs = Omit<LicencePageNeeds, 'packages'> & {};

const base = '/admin/licences';
const pageSize = 30;

/** O6 许可: every licence; operators take one back for a reason. */
export function createLicenceDeskPages(needs: Needs): Route[] {
  const { pages, clock, licences } = needs;
  const places = needs.cursors.byTime('licences');
  const here = 'licences';

  async function list(ctx: Context) {
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
    pages.show(ctx, 'licences/desk', data, { title: '资源许可', here });
  }

  async function show(ctx: Context, values: { reason?: string } = {}, problems: Problems = {}) {
    const actor = staffOf(ctx);
    const licence = await licences.get(actor, param(ctx, 'id'));
    const presented = presentLicence(licence, clock);
    const data = {
      ...(await aboutLicence(needs, licence.id)),
      licence: presented,
      application: leadingTo(ctx, `/admin/review/${licence.id}`),
      mayRevoke: presented.mayRevoke && permits(may('revoke a licence'), actor),
      action: `${base}/${licence.id}/revoke`,
      values,
    };
    pages.show(ctx, 'licences/desk-licence', data, { title: `资源许可 ${presented.number}`, here, problems });
  }

  async function revoke(ctx: Context, form: Form) {
    const { reason = '' } = form;
    try {
      await licences.revoke(staffOf(ctx), param(ctx, 'id'), reason);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return show(ctx, { reason }, error.fields);
    }
    seeOther(ctx, `${base}/${param(ctx, 'id')}`);
  }

  return [
    page('/admin/licences', may('see every licence'), list),
    page('/admin/licences/:id', may('see every licence'), (ctx) => show(ctx)),
    form('/admin/licences/:id/revoke', may('revoke a licence'), revoke),
  ];
}
