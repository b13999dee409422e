import Router from '@koa/router';
import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import { frameOf, type Guards, staffOf } from '../http/access.ts';
import { type Form, readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Show } from './desk.ts';
import { akOf, go } from './detail-pages.ts';
import { presentedCall } from './history-pages.ts';
import type { IntegrationLog } from './log/service.ts';
import { abilityList, presented } from './presented.ts';
import type { Applications } from './service.ts';
import { told } from './told.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  clock: Clock;
  guards: Guards;
  applications: Applications;
  integrationLog: Pick<IntegrationLog, 'read' | 'recent'>;
  /** Masked names of people by account id. */
  names: (accountIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
};

const shows: Readonly<Record<Show, string>> = {
  all: '全部',
  expiring: '即将到期（7 天内）',
  expired: '已过期',
  disabled: '已停用',
  sandbox: '沙箱',
};
const isShow = (name: unknown): name is Show => typeof name === 'string' && Object.hasOwn(shows, name);

const done: Readonly<Record<string, string>> = {
  renew: '有效期已延长，一秒内处处生效。',
  disable: '应用已停用，一秒内处处生效；机构的联系人会收到通知。',
  enable: '应用已恢复使用；机构的联系人会收到通知。',
  waive: '已放行。到期自动结束，机构在“回调”里看得到。',
  end: '已结束，一秒内处处生效。',
};

/** 应用与密钥 of the operators (O9): all AKs, how they do, and what only an operator may. SKs are the institutions' own. */
export function createAdminApplicationPages(needs: Needs): Router<State> {
  const { pages, formTokens, clock, guards, applications, integrationLog, names } = needs;
  const router = new Router<State>({ prefix: '/admin/applications' });
  const readers = guards.staff('operator', 'administrator', 'support');
  const operators = guards.staff('operator', 'administrator');

  router.get('/', readers, async (ctx) => {
    const show = isShow(ctx.query.show) ? ctx.query.show : 'all';
    const text = typeof ctx.query.q === 'string' ? ctx.query.q.trim().slice(0, 100) : '';
    const asked = { show, ...(text !== '' && { text }) };
    const { found, next, counts } = await applications.search(staffOf(ctx), asked, cursorOf(ctx.query.before));
    const recent = await integrationLog.recent(found.map(({ clientId }) => clientId));
    const href = (more: Record<string, string>) =>
      `/admin/applications?${new URLSearchParams({ ...(text && { q: text }), ...more })}`;
    const data = {
      apps: found.map((application) => ({
        ...presented(application, clock.now()),
        recent: recent.get(application.clientId),
      })),
      shows: Object.entries(shows).map(([key, label]) => ({
        key,
        label,
        count: isShow(key) ? counts[key] : 0,
        href: href({ show: key }),
      })),
      show,
      q: text,
      older: next && href({ show, before: `${next.at.getTime()}-${next.id}` }),
    };
    pages.show(ctx, 'applications/admin-list', data, { ...frameOf(ctx), title: '应用与密钥', here: 'applications' });
  });

  type More = { typed?: Form; problems?: Problems; problem?: string; status?: number };
  async function show(ctx: Context, { typed = {}, problems = {}, problem, status }: More = {}): Promise<void> {
    const actor = staffOf(ctx);
    const application = await applications.read(actor, akOf(ctx));
    const { clientId } = application;
    const [recent, contact, waivers, log, { events }, live] = await Promise.all([
      integrationLog.recent([clientId]),
      applications.contact(actor, clientId),
      applications.waivers(clientId),
      integrationLog.read(actor, clientId, { failuresOnly: true, limit: 10 }),
      applications.history(actor, clientId, undefined, 20),
      applications.secrets(clientId),
    ]);
    const people = await names(events.flatMap(({ actorId }) => actorId ?? []));
    const data = {
      app: presented(application, clock.now()),
      mayOperate: actor.roles.includes('operator') || actor.roles.includes('administrator'),
      firstParty: application.firstParty,
      redirectUris: application.redirectUris,
      scopes: abilityList(application),
      recent: recent.get(clientId),
      contact,
      waivers,
      secrets: live.length,
      entries: log.entries.map(presentedCall),
      lines: events.map((event) => told(event, { names: people, roles: new Map(), showsStaff: true })),
      typed,
      problem,
      done:
        typeof ctx.query.done === 'string' && Object.hasOwn(done, ctx.query.done) ? done[ctx.query.done] : undefined,
    };
    pages.show(ctx, 'applications/admin-detail', data, {
      ...frameOf(ctx),
      title: application.name,
      here: 'applications',
      problems,
      ...(status !== undefined && { status }),
    });
  }

  router.get('/:ak', readers, (ctx) => show(ctx));

  /** A form on that page: what has to be corrected is said where it was typed. */
  const act = (word: string, work: (ctx: Context, form: Form) => Promise<unknown>) => async (ctx: Context) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    try {
      await work(ctx, form);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.fields !== undefined) return show(ctx, { typed: form, problems: error.fields });
      if (error.code !== 'conflict') throw error;
      return show(ctx, { typed: form, problem: error.message, status: error.status });
    }
    return go(ctx, `/admin/applications/${encodeURIComponent(akOf(ctx))}?done=${word}`);
  };

  router.post(
    '/:ak/renew',
    operators,
    guards.stepUp,
    act('renew', (ctx) => applications.renew(staffOf(ctx), akOf(ctx))),
  );
  router.post(
    '/:ak/disable',
    operators,
    guards.stepUp,
    act('disable', (ctx, { reason = '' }) => applications.disable(staffOf(ctx), akOf(ctx), reason)),
  );
  router.post(
    '/:ak/enable',
    operators,
    guards.stepUp,
    act('enable', (ctx) => applications.enable(staffOf(ctx), akOf(ctx))),
  );
  router.post(
    '/:ak/waivers',
    operators,
    guards.stepUp,
    act('waive', (ctx, { uri = '', until = '', waiverReason = '' }) =>
      renaming(applications.waiveRedirectUri(staffOf(ctx), akOf(ctx), { uri, until, reason: waiverReason }), {
        reason: 'waiverReason',
      }),
    ),
  );
  router.post(
    '/:ak/waivers/:id/end',
    operators,
    guards.stepUp,
    act('end', (ctx) => applications.endRedirectUriWaiver(staffOf(ctx), akOf(ctx), String(ctx.params.id))),
  );
  router.post(
    '/:ak/pkce',
    operators,
    guards.stepUp,
    act('waive', (ctx, { pkceUntil = '', pkceReason = '' }) =>
      renaming(applications.waivePkce(staffOf(ctx), akOf(ctx), { until: pkceUntil, reason: pkceReason }), {
        until: 'pkceUntil',
        reason: 'pkceReason',
      }),
    ),
  );
  router.post(
    '/:ak/pkce/end',
    operators,
    guards.stepUp,
    act('end', (ctx) => applications.endPkceWaiver(staffOf(ctx), akOf(ctx))),
  );
  return router;
}

/** Several forms stand on one page: a field of a verb under its name there. */
async function renaming<T>(work: Promise<T>, names: Readonly<Record<string, string>>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Problem) || error.fields === undefined) throw error;
    const fields = Object.entries(error.fields).map(([name, message]) => [names[name] ?? name, message] as const);
    throw new Problem(error.code, error.message, { fields: Object.fromEntries(fields) });
  }
}

/** The place after which a page goes on: a moment and an AK. */
function cursorOf(text: unknown): { at: Date; id: string } | undefined {
  const [, at, id] = /^(\d{1,14})-([\w.~-]{1,256})$/.exec(typeof text === 'string' ? text : '') ?? [];
  return at === undefined || id === undefined ? undefined : { at: new Date(Number(at)), id };
}
