import type { Applications } from '../../applications/service.ts';
import { isId } from '../../crypto/secrets.ts';
import { notFound, Problem, type Problems } from '../../errors.ts';
import { regionName } from '../../fields/regions/region.ts';
import { permits } from '../../http/access.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { Institutions } from '../../institutions/service.ts';
import { presentAnswers } from '../../review/workflow/answers.ts';
import type { Review } from '../../review/workflow/service.ts';
import { stateNames } from '../../review/workflow/transitions.ts';
import { dataIn, formOf } from '../channels/canonical.ts';
import type { Resources } from '../entries/service.ts';
import { may } from '../policies.ts';
import type { Catalogue, Shared } from './catalogue/catalogue.ts';
import { fact } from './facts.ts';
import { presentShared } from './presented.ts';
import { licenceKindName } from './requests/licence-kind.ts';
import { readText } from './search-text.ts';
import type { Licences } from './service.ts';
import { purposeName, purposes } from './terms/purposes.ts';
import { obstacle } from './terms/terms.ts';

type Needs = {
  pages: Pages;
  catalogue: Catalogue;
  licences: Licences;
  resources: Resources;
  review: Review;
  institutions: Pick<Institutions, 'get'>;
  applications: Pick<Applications, 'list'>;
  cursors: Cursors;
};

const base = '/console/catalogue';
const pageSize = 24;
/** Fields for licensed partners only, or internal ones. */
const hidden = new Set([
  'cover',
  'cover_crop',
  'play_url',
  'read_url',
  'stream_url',
  'replay_url',
  'subtitle_url',
  'publish_at',
  'expire_at',
  'external_id',
]);

/** P14 国家资源库: browsing, selection, and the basket. */
export function createCataloguePages(needs: Needs): Route[] {
  const { pages, catalogue, licences, resources, review, institutions, applications } = needs;
  const channelOf = (code: string) => resources.channel(code);
  const channels = resources.channels().map(({ code, name }) => ({ code, name }));
  const here = 'catalogue';
  const mayChoose = (ctx: Context) => permits(may('apply for licences'), memberOf(ctx));

  /** With the institution's own facts about each. */
  async function present(ctx: Context, found: readonly Shared[]) {
    const { institutionId } = memberOf(ctx);
    const [{ regionCode: region }, chosen] = await Promise.all([
      institutions.get(institutionId),
      catalogue.basketIds(institutionId),
    ]);
    const rows = found.map((one) => {
      const inTheWay = obstacle(one.terms, { region });
      return {
        ...presentShared(one, channelOf),
        obstacle: inTheWay && ctx.state.speech.say(inTheWay.problem),
        isChosen: chosen.includes(one.id),
      };
    });
    return { rows, chosen: chosen.length, region };
  }

  const places = needs.cursors.byTime('catalogue');

  async function list(ctx: Context) {
    const channel = channels.find(({ code }) => code === ctx.query.channel)?.code ?? '';
    const purpose = Object.keys(purposes).find((each) => each === ctx.query.purpose) ?? '';
    const text = readText(ctx.query.text);
    const mine = ctx.query.mine === '1';
    const { regionCode } = await institutions.get(memberOf(ctx).institutionId);
    const filter = {
      ...(channel !== '' && { channel }),
      ...(purpose !== '' && { purpose }),
      ...(text !== '' && { text }),
      ...(mine && { region: regionCode ?? '000000' }),
    };
    const found = await catalogue.list(filter, places.find(filter, ctx.query.before), pageSize + 1);
    const { rows, chosen } = await present(ctx, found.slice(0, pageSize));
    const last = found.length > pageSize ? found[pageSize - 1] : undefined;
    const asked = { channel, purpose, text, mine: mine ? '1' : '' };
    const given = Object.entries(asked).filter(([, value]) => value !== '');
    const search = (more: Record<string, string> = {}) => {
      const query = new URLSearchParams([...given, ...Object.entries(more)]);
      return query.size === 0 ? base : `${base}?${query}`;
    };
    const data = {
      rows,
      chosen,
      asked,
      channels,
      purposes: Object.keys(purposes).map((value) => ({ value, title: purposeName(value) })),
      isFiltered: given.length > 0 || ctx.query.before !== undefined,
      mayChoose: mayChoose(ctx),
      here: search(ctx.query.before === undefined ? {} : { before: String(ctx.query.before) }),
      next: last && search({ before: places.write(filter, { at: last.sharedAt, id: last.id }) }),
    };
    pages.show(ctx, 'licences/catalogue', data, { title: '国家资源库', here });
  }

  async function showBasket(ctx: Context, problems: Problems = {}, values: Readonly<Record<string, string>> = {}) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const [{ items, gone }, own, drafts] = await Promise.all([
      catalogue.basket(institutionId),
      applications.list(institutionId),
      mayChoose(ctx)
        ? review.list({ institutionId, kinds: [licenceKindName], states: ['draft', 'returned'] }, undefined, 20)
        : [],
    ]);
    const { rows } = await present(ctx, items);
    const data = {
      rows,
      gone,
      mayChoose: mayChoose(ctx),
      applications: own.filter(({ sandbox }) => !sandbox).map(({ clientId, name }) => ({ clientId, name })),
      drafts: drafts.map(({ id, title, state }) => ({ id, title, state: stateNames[state] })),
      values,
    };
    pages.show(ctx, 'licences/basket', data, { title: '申请单', here, problems });
  }

  async function changeBasket(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const { add = '', remove = '', tidy } = form;
    try {
      if (add !== '') await catalogue.add(actor, add);
      if (remove !== '') await catalogue.remove(actor, [remove]);
      if (tidy !== undefined) await catalogue.tidy(actor);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return showBasket(ctx, error.fields);
    }
    return seeOther(ctx, add === '' ? `${base}/basket` : `${placeChosen(form) ?? base}#r-${add}`);
  }

  async function apply(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const own = await applications.list(actor.institutionId);
    const platform = own.find(({ clientId }) => clientId === form.platform);
    try {
      const id = await licences.begin(actor, {
        ...(form.into !== undefined && { into: form.into }),
        ...(platform && { platform: platform.name, clientId: platform.clientId }),
      });
      return seeOther(ctx, `/console/submissions/${id}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return showBasket(ctx, error.fields, form);
    }
  }

  async function showOne(ctx: Context) {
    const one = await catalogue.get(param(ctx, 'id'));
    const { rows, chosen, region } = await present(ctx, [one]);
    const [entry] = rows;
    if (entry === undefined) throw notFound(fact('licences.no_resource'));
    const channel = resources.channel(one.channel);
    const form = formOf(channel);
    const data = dataIn(channel, JSON.parse(one.data));
    const sections = presentAnswers(form, { data, uploads: {}, masked: true })
      .map((section) => ({
        ...section,
        rows: section.rows.filter(({ name, text }) => text !== '' && !hidden.has(name)),
        unfilled: [],
      }))
      .filter((section) => section.rows.length > 0);
    const place = region === undefined ? undefined : regionName(`${region.slice(0, 2)}0000`);
    const view = { entry, sections, chosen, place, mayChoose: mayChoose(ctx), here: ctx.path };
    pages.show(ctx, 'licences/resource', view, { title: one.title, here });
  }

  return [
    page('/console/catalogue', may('read the catalogue and own licences'), list),
    page('/console/catalogue/basket', may('read the catalogue and own licences'), (ctx) => showBasket(ctx)),
    form('/console/catalogue/basket', may('apply for licences'), changeBasket),
    form('/console/catalogue/apply', may('apply for licences'), apply),
    page('/console/catalogue/:id', may('read the catalogue and own licences'), showOne),
  ];
}

/** Where something was chosen, a page of the catalogue: whatever else the form says is no way back. */
function placeChosen({ back = '' }: Form): string | undefined {
  const [path, id] = /^\/console\/catalogue(?:\/([\da-f-]+))?(?:\?[\w=&%.+-]*)?$/.exec(back) ?? [];
  return id === undefined || isId(id) ? path : undefined;
}
