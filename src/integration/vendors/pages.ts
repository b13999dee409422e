import { presentedCalls } from '../../applications/log/presented.ts';
import { type Clock, endOf } from '../../clock.ts';
import { Problem, type Problems } from '../../errors.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { dateTime } from '../../http/pages/text.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { LayersOf } from '../layers.ts';
import { may } from '../policies.ts';
import { titlesOf } from './abilities.ts';
import type { Served } from './agenda.ts';
import { fourOf, lifeOf, lightOf } from './presented.ts';
import type { Vendors } from './service.ts';

export type VendorPageNeeds = { pages: Pages; clock: Clock; cursors: Cursors; vendors: Vendors; layersOf: LayersOf };

const base = '/console/vendor';
const here = 'vendor';
const pageSize = 20;
const limit = 512 * 1024; // a thousand AKs in one form

const isOverdue = ({ left, disabledAt }: Served) => disabledAt === null && left <= 7;
const filters = {
  all: { label: '全部', has: () => true },
  expiring: { label: '快到期', has: isOverdue },
  failing: { label: '有未成功', has: ({ failed }: Served) => failed > 0 },
  unverified: { label: '没有验证', has: ({ seal }: Served) => seal?.counts !== true },
  ending: { label: '授权快到期', has: (_row: Served, endsIn: number) => endsIn <= 15 },
} as const satisfies Record<string, { label: string; has: (row: Served, endsIn: number) => boolean }>;
type Filter = keyof typeof filters;
const isFilter = (name: unknown): name is Filter => typeof name === 'string' && Object.hasOwn(filters, name);

const institutionsOf = (rows: readonly Served[]) => new Set(rows.map(({ institutionId }) => institutionId)).size;

/** 服务的机构: which of my AKs needs me, and all of them renewed in one click. */
export function createVendorPages({ pages, clock, cursors, vendors, layersOf }: VendorPageNeeds): Route[] {
  const places = cursors.byTexts('vendor desk');

  const endsIn = ({ endsOn }: Served) => Math.ceil((endOf(endsOn).getTime() - clock.now().getTime()) / 86_400_000);

  async function desk(ctx: Context, problem?: Problem) {
    const actor = memberOf(ctx);
    const rows = await vendors.served(actor);
    const show = isFilter(ctx.query.show) ? ctx.query.show : 'all';
    const found = rows.filter((row) => filters[show].has(row, endsIn(row)));
    const bound = { institutionId: actor.institutionId, show };
    const [expires = '', last = ''] = places.find(bound, ctx.query.after) ?? [];
    const after = found.filter(
      ({ expiresAt, clientId }) =>
        expires === '' || expiresAt.toISOString() > expires || (expiresAt.toISOString() === expires && clientId > last),
    );
    const shown = after.slice(0, pageSize);
    const end = shown.at(-1);
    const layers = new Map(
      await Promise.all(
        [...new Set(shown.map(({ institutionId }) => institutionId))].map(
          async (id) => [id, fourOf(await layersOf(id), ctx.state.speech.say)] as const,
        ),
      ),
    );
    const due = rows.filter(isOverdue);
    const failing = rows.filter(({ failed }) => failed > 0);
    const worst = failing.toSorted((one, other) => other.failed - one.failed)[0];
    pages.show(
      ctx,
      'vendors/desk',
      {
        institutions: institutionsOf(rows),
        aks: rows.length,
        due: due.length,
        dueInstitutions: institutionsOf(due),
        worst: worst && { institution: worst.institution, failed: worst.failed },
        failed: failing.reduce((sum, { failed }) => sum + failed, 0),
        failingInstitutions: institutionsOf(failing),
        unverified: rows.filter(({ seal }) => seal?.counts !== true).length,
        chips: Object.entries(filters).map(([key, { label, has }]) => ({
          label: `${label} ${rows.filter((row) => has(row, endsIn(row))).length}`,
          href: key === 'all' ? base : `${base}?show=${key}`,
          isHere: key === show,
        })),
        rows: shown.map((row) => ({
          clientId: row.clientId,
          href: `${base}/${encodeURIComponent(row.clientId)}`,
          institution: row.institution,
          name: row.name,
          life: lifeOf(row),
          mayRenew: row.disabledAt === null,
          isPicked: isOverdue(row),
          failed: row.failed,
          light: lightOf(row.seal, ctx.state.speech.say),
          four: layers.get(row.institutionId) ?? fourOf([], ctx.state.speech.say),
          endsOn: row.endsOn,
          endsSoon: endsIn(row) <= 15,
        })),
        next:
          end !== undefined && after.length > shown.length
            ? `${base}?${new URLSearchParams({ show, after: places.write(bound, [end.expiresAt.toISOString(), end.clientId]) })}`
            : undefined,
        renewsUntil: dateTime(vendors.renewsUntil()),
        renewable: rows.filter(({ disabledAt }) => disabledAt === null).length,
        may: titlesOf(true),
        mayNot: titlesOf(false),
        problem: problem && ctx.state.speech.say(problem.fact),
        renewed: typeof ctx.query.renewed === 'string' && /^\d{1,4}$/.test(ctx.query.renewed) ? ctx.query.renewed : '',
      },
      { title: '服务的机构', here },
    );
  }

  async function renew(ctx: Context, given: Form) {
    const actor = memberOf(ctx);
    const wanted =
      given.all === '1'
        ? (await vendors.served(actor)).flatMap(({ clientId, disabledAt }) => (disabledAt === null ? [clientId] : []))
        : Object.keys(given).flatMap((name) => (name.startsWith('pick.') ? [name.slice('pick.'.length)] : []));
    try {
      const renewed = await vendors.renew(actor, wanted);
      seeOther(ctx, `${given.from === 'home' ? '/console' : base}?renewed=${renewed.length}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      await desk(ctx, error);
    }
  }

  async function show(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const actor = memberOf(ctx);
    const clientId = param(ctx, 'ak');
    const failuresOnly = ctx.query.show === 'failures';
    const cursor = typeof ctx.query.cursor === 'string' ? ctx.query.cursor : undefined;
    const row = await vendors.look(actor, clientId);
    const log = await vendors.log(actor, clientId, { failuresOnly, ...(cursor !== undefined && { cursor }) });
    const path = `${base}/${encodeURIComponent(clientId)}`;
    const older =
      log.cursor && new URLSearchParams({ ...(failuresOnly && { show: 'failures' }), cursor: log.cursor }).toString();
    pages.show(
      ctx,
      'vendors/application',
      {
        path,
        clientId,
        name: row.name,
        institution: row.institution,
        life: lifeOf(row),
        expiresAt: row.expiresAt,
        mayRenew: row.disabledAt === null,
        renewsUntil: dateTime(vendors.renewsUntil()),
        endsOn: row.endsOn,
        light: lightOf(row.seal, ctx.state.speech.say),
        redirectUris: row.redirectUris,
        values: { redirectUris: values.redirectUris ?? row.redirectUris.join('\n') },
        entries: presentedCalls(log.entries, ctx.state.speech),
        failuresOnly,
        isFirst: cursor === undefined,
        older: older && `${path}?${older}`,
        isSent: ctx.query.sent === '1',
      },
      { title: `${row.institution} ${row.name}`, here, problems },
    );
  }

  async function changeRedirects(ctx: Context, given: Form) {
    const clientId = param(ctx, 'ak');
    try {
      await vendors.changeRedirects(memberOf(ctx), clientId, given.redirectUris ?? '');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.fields !== undefined) return show(ctx, given, error.fields);
      if (error.code === 'conflict') return show(ctx, given, { redirectUris: error.fact });
      throw error;
    }
    seeOther(ctx, `${base}/${encodeURIComponent(clientId)}?sent=1`);
  }

  return [
    page(base, may('work as a vendor'), (ctx) => desk(ctx)),
    form(`${base}/renew`, may('work as a vendor'), renew, { limit }),
    page(`${base}/:ak`, may('work as a vendor'), (ctx) => show(ctx)),
    form(`${base}/:ak/redirects`, may('work as a vendor'), changeRedirects),
  ];
}
