import type { AuditWords } from '../audit/audit-words.ts';
import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { permits } from '../http/access.ts';
import { leadingTo, staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { noticeOf } from '../http/speech.ts';
import type { LateServices } from '../module.ts';
import { abilityList, presented } from './aksk/presented.ts';
import type { Show } from './desk/desk.ts';
import { akOf } from './detail-pages.ts';
import { fact } from './facts.ts';
import { changeOf } from './letters/changes.ts';
import { presentedCalls } from './log/presented.ts';
import type { IntegrationLog } from './log/service.ts';
import { may } from './policies.ts';
import type { Applications } from './service.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  applications: Applications;
  integrationLog: Pick<IntegrationLog, 'read' | 'recent'>;
  /** Masked names of people by account id. */
  names: (accountIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  cursors: Cursors;
  auditWords: Pick<AuditWords, 'verb'>;
  sealOf: LateServices['sealOf'];
};

const shows: Readonly<Record<Show, string>> = {
  all: '全部',
  expiring: '即将到期（7 天内）',
  expired: '已过期',
  disabled: '已停用',
  sandbox: '沙箱',
};
const isShow = (name: unknown): name is Show => typeof name === 'string' && Object.hasOwn(shows, name);

const done: Readonly<Record<string, Fact>> = {
  renew: fact('applications.renewed'),
  disable: fact('applications.stopped'),
  enable: fact('applications.restored'),
  waive: fact('applications.waived'),
  end: fact('applications.waiver_ended'),
};

/** 应用与密钥 of the operators (O9): all AKs, their state, and the actions of an operator. SKs are the institutions' own. */
export function createAdminApplicationPages(needs: Needs): Route[] {
  const { pages, clock, applications, integrationLog, names, cursors, auditWords } = needs;
  const places = cursors.byTime('applications');

  async function list(ctx: Context) {
    const show = isShow(ctx.query.show) ? ctx.query.show : 'all';
    const text = typeof ctx.query.q === 'string' ? ctx.query.q.trim().slice(0, 100) : '';
    const asked = { show, ...(text !== '' && { text }) };
    const { found, next, counts } = await applications.search(
      staffOf(ctx),
      asked,
      places.find(asked, ctx.query.before),
    );
    const recent = await integrationLog.recent(found.map(({ clientId }) => clientId));
    const href = (more: Record<string, string>) =>
      `/admin/applications?${new URLSearchParams({ ...(text && { q: text }), ...more })}`;
    const data = {
      apps: found.map((application) => ({
        ...presented(application, clock.now()),
        recent: recent.get(application.clientId),
      })),
      shows: Object.entries(shows).map(([key, label]) => ({
        name: label,
        count: isShow(key) ? counts[key] : 0,
        href: href({ show: key }),
        isHere: key === show,
      })),
      show,
      q: text,
      mailed: leadingTo(ctx, '/admin/applications/mailed'),
      older: next && href({ show, before: places.write(asked, next) }),
    };
    pages.show(ctx, 'applications/admin-list', data, { title: '应用与密钥', here: 'applications' });
  }

  type More = { typed?: Form; problems?: Problems; problem?: Fact; status?: number };

  async function show(ctx: Context, { typed = {}, problems = {}, problem, status }: More = {}): Promise<void> {
    const actor = staffOf(ctx);
    const application = await applications.read(actor, akOf(ctx));
    const { clientId } = application;
    const [recent, contact, waivers, log, { events }, live, seal] = await Promise.all([
      integrationLog.recent([clientId]),
      applications.contact(actor, clientId),
      applications.waivers(clientId),
      integrationLog.read(actor, clientId, { failuresOnly: true, limit: 10 }),
      applications.history(actor, clientId, undefined, 20),
      applications.secrets(clientId),
      needs.sealOf(clientId),
    ]);
    const people = await names(events.flatMap(({ actorId }) => actorId ?? []));
    const data = {
      app: presented(application, clock.now()),
      mayOperate: permits(may('renew, disable and enable any AK, and waive its rules'), actor),
      firstParty: application.firstParty,
      redirectUris: application.redirectUris,
      scopes: abilityList(application),
      recent: recent.get(clientId),
      contact,
      waivers,
      seal,
      secrets: live.length,
      entries: presentedCalls(log.entries, ctx.state.speech),
      lines: events.map((event) => changeOf(event, auditWords, { names: people, roles: new Map(), showsStaff: true })),
      typed,
      problem: problem && ctx.state.speech.say(problem),
      done: noticeOf(ctx, done, ctx.query.done),
    };
    pages.show(ctx, 'applications/admin-detail', data, {
      title: application.name,
      here: 'applications',
      problems,
      ...(status !== undefined && { status }),
    });
  }

  /** A form on that page: its problems are shown at the typed values. */
  const act =
    (word: string, work: (ctx: Context, form: Form) => Promise<unknown>) => async (ctx: Context, form: Form) => {
      try {
        await work(ctx, form);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.fields !== undefined) return show(ctx, { typed: form, problems: error.fields });
        if (error.code !== 'conflict') throw error;
        return show(ctx, { typed: form, problem: error.fact, status: error.status });
      }
      return seeOther(ctx, `/admin/applications/${encodeURIComponent(akOf(ctx))}?done=${word}`);
    };

  const renew = act('renew', (ctx) => applications.renew(staffOf(ctx), akOf(ctx)));
  const disable = act('disable', (ctx, { reason = '' }) => applications.disable(staffOf(ctx), akOf(ctx), reason));
  const enable = act('enable', (ctx) => applications.enable(staffOf(ctx), akOf(ctx)));
  const waive = act('waive', (ctx, { uri = '', until = '', waiverReason: reason = '' }) =>
    renaming(applications.waiveRedirectUri(staffOf(ctx), akOf(ctx), { uri, until, reason }), {
      reason: 'waiverReason',
    }),
  );
  const endWaiver = act('end', (ctx) => applications.endRedirectUriWaiver(staffOf(ctx), akOf(ctx), param(ctx, 'id')));
  const waivePkce = act('waive', (ctx, { pkceUntil: until = '', pkceReason: reason = '' }) =>
    renaming(applications.waivePkce(staffOf(ctx), akOf(ctx), { until, reason }), {
      until: 'pkceUntil',
      reason: 'pkceReason',
    }),
  );
  const endPkceWaiver = act('end', (ctx) => applications.endPkceWaiver(staffOf(ctx), akOf(ctx)));

  return [
    page('/admin/applications', may('see every AK'), list),
    page('/admin/applications/:ak', may('see every AK'), (ctx) => show(ctx)),
    form('/admin/applications/:ak/renew', may('renew, disable and enable any AK, and waive its rules'), renew),
    form('/admin/applications/:ak/disable', may('renew, disable and enable any AK, and waive its rules'), disable),
    form('/admin/applications/:ak/enable', may('renew, disable and enable any AK, and waive its rules'), enable),
    form('/admin/applications/:ak/waivers', may('renew, disable and enable any AK, and waive its rules'), waive),
    form(
      '/admin/applications/:ak/waivers/:id/end',
      may('renew, disable and enable any AK, and waive its rules'),
      endWaiver,
      {
        asks: fact('applications.ask_end_waiver'),
      },
    ),
    form('/admin/applications/:ak/pkce', may('renew, disable and enable any AK, and waive its rules'), waivePkce),
    form(
      '/admin/applications/:ak/pkce/end',
      may('renew, disable and enable any AK, and waive its rules'),
      endPkceWaiver,
      {
        asks: fact('applications.ask_end_pkce_waiver'),
      },
    ),
  ];
}

/** Several forms stand on one page: a field of a verb under its name there. */
async function renaming<T>(work: Promise<T>, names: Readonly<Record<string, string>>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Problem) || error.fields === undefined) throw error;
    const fields = Object.entries(error.fields).map(([name, message]) => [names[name] ?? name, message] as const);
    throw new Problem(error.code, error.fact, { fields: Object.fromEntries(fields) });
  }
}
