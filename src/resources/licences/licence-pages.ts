import type { Clock } from '../../clock.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { page, param, type Route } from '../../http/route.ts';
import type { Review } from '../../review/workflow/service.ts';
import { openStates, stateNames } from '../../review/workflow/transitions.ts';
import { may } from '../policies.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Packages } from './package.ts';
import { presentItem, presentLicence } from './presented.ts';
import { licenceKindName } from './requests/licence-kind.ts';
import { mayFetch } from './requests/rights.ts';
import type { Licences } from './service.ts';
import { isLicenceState, states } from './terms/state.ts';

export type LicencePageNeeds = {
  pages: Pages;
  clock: Clock;
  catalogue: Pick<Catalogue, 'published'>;
  licences: Licences;
  packages: Packages;
  review: Pick<Review, 'list' | 'find'>;
  /** Masked names of people. */
  names: (accountIds: string[]) => Promise<Map<string, string>>;
  cursors: Cursors;
};

const base = '/console/licences';
const pageSize = 20;

/** 资源许可: an institution's licences for the Cloud's resources, and its applications. */
export function createLicencePages(needs: LicencePageNeeds): Route[] {
  const { pages, clock, licences, packages, review } = needs;
  const places = needs.cursors.byTime('own licences');
  const here = 'licences';

  async function list(ctx: Context) {
    const actor = memberOf(ctx);
    const state = isLicenceState(ctx.query.state) ? ctx.query.state : undefined;
    const whose = { institutionId: actor.institutionId, ...(state && { state }) };
    const [found, open] = await Promise.all([
      licences.listOf(actor, state && { state }, places.find(whose, ctx.query.before), pageSize + 1),
      actor.applications === undefined
        ? review.list(
            { institutionId: actor.institutionId, kinds: [licenceKindName], states: openStates },
            undefined,
            20,
          )
        : [],
    ]);
    const last = found.length > pageSize ? found[pageSize - 1] : undefined;
    const before = last && places.write(whose, { at: last.approvedAt, id: last.id });
    const data = {
      rows: found.slice(0, pageSize).map((licence) => presentLicence(licence, clock)),
      waiting: open.map(({ id, title, state: at, updatedAt }) => ({ id, title, at, name: stateNames[at], updatedAt })),
      state: state ?? '',
      states: Object.entries(states).map(([value, { title }]) => ({ value, title })),
      next: before && `${base}?${new URLSearchParams({ ...(state && { state }), before })}`,
    };
    pages.show(ctx, 'licences/list', data, { title: '资源许可', here });
  }

  async function showOne(ctx: Context) {
    const actor = memberOf(ctx);
    const licence = await licences.get(actor, param(ctx, 'id'));
    const presented = presentLicence(licence, clock);
    const data = {
      ...(await aboutLicence(needs, licence.id)),
      licence: presented,
      mayFetch: presented.isInForce && mayFetch(actor, licence),
      package: `${base}/${licence.id}/package`,
      application: `/console/submissions/${licence.id}`,
    };
    pages.show(ctx, 'licences/licence', data, { title: `资源许可 ${presented.number}`, here });
  }

  return [
    page('/console/licences', may('read the catalogue and own licences'), list),
    page('/console/licences/:id', may('read the catalogue and own licences'), showOne),
    page('/console/licences/:id/package', may('download what is licensed'), async (ctx) =>
      sendPackage(ctx, packages, await licences.open(memberOf(ctx), param(ctx, 'id'))),
    ),
  ];
}

/** The common data of a licence for both sides: its resources and downloads. */
export async function aboutLicence(
  { catalogue, licences, names }: Pick<LicencePageNeeds, 'catalogue' | 'licences' | 'names'>,
  id: string,
) {
  const [items, downloads] = await Promise.all([licences.items(id), licences.downloads(id)]);
  const people = downloads.filter(({ actorKind }) => actorKind !== 'application').map(({ actorId }) => actorId);
  const [known, there] = await Promise.all([
    names([...new Set(people)]),
    catalogue.published(items.map(({ entryId }) => entryId)),
  ]);
  return {
    items: items.map((item) => presentItem(item, there.includes(item.entryId))),
    downloads: downloads.map(({ at, actorKind, actorId }) => ({
      at,
      who: actorKind === 'application' ? `接口（AK ${actorId}）` : (known.get(actorId) ?? '成员'),
    })),
  };
}

export async function sendPackage(
  ctx: Context,
  packages: Packages,
  licence: Parameters<Packages['stream']>[0],
): Promise<void> {
  ctx.type = 'application/zip';
  ctx.set({
    'Content-Disposition': `attachment; filename="${packages.nameOf(licence)}"`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  ctx.body = await packages.stream(licence);
}
