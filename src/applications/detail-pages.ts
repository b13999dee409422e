import type { Clock } from '../clock.ts';
import type { Problems } from '../errors.ts';
import { permits } from '../http/access.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Views } from '../http/views.ts';
import type { LateServices } from '../module.ts';
import { may as mayInReview } from '../review/policies.ts';
import type { Application } from './aksk/application.ts';
import { abilityList, presented } from './aksk/presented.ts';
import { mayManage, mayOwn } from './aksk/rights.ts';
import type { IntegrationLog } from './log/service.ts';
import { may } from './policies.ts';
import type { Applications } from './service.ts';
import type { OfApplication } from './views.ts';

export type DetailNeeds = {
  pages: Pages;
  clock: Clock;
  applications: Applications;
  integrationLog: Pick<IntegrationLog, 'read' | 'recent'>;
  /** Masked names of people by account id. */
  names: (accountIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  membersOf: (institutionId: string) => Promise<readonly { accountId: string; role: string }[]>;
  cursors: Cursors;
  /** How an AK stands with 在线验证. */
  sealOf: LateServices['sealOf'];
};

type Tab = 'overview' | 'secrets' | 'redirects' | 'security' | 'abilities' | 'calls' | 'history';

type More = {
  status?: number;
  problems?: Readonly<Problems>;
  title?: string;
};

/** The views of these pages, each with the tab that it stands under. */
const tabOf = {
  'applications/overview': 'overview',
  'applications/renew': 'overview',
  'applications/secrets': 'secrets',
  'applications/end-secret': 'secrets',
  'applications/redirects': 'redirects',
  'applications/security': 'security',
  'applications/abilities': 'abilities',
  'applications/calls': 'calls',
  'applications/history': 'history',
} as const satisfies Partial<Record<keyof Views, Tab>>;

/** Which tabs an application has; each is a page of its own. */
const tabs: readonly { key: Tab; path: string; label: string }[] = [
  { key: 'overview', path: '', label: '概览' },
  { key: 'secrets', path: '/secrets', label: '密钥' },
  { key: 'redirects', path: '/redirects', label: '回调' },
  { key: 'security', path: '/security', label: '安全' },
  { key: 'abilities', path: '/abilities', label: '能力' },
  { key: 'calls', path: '/calls', label: '调用记录' },
  { key: 'history', path: '/history', label: '变更历史' },
];

export const akOf = (ctx: Context): string => param(ctx, 'ak');

/** Common parts of all pages about one application of an institution. */
export function createDetail({ pages, clock, applications }: DetailNeeds) {
  return {
    /** The application of the path, if it is one of the member's. */
    find: (ctx: Context) => applications.read(memberOf(ctx), akOf(ctx)),

    /** `data`: the view's own data, beside the common ones. */
    show<Name extends keyof typeof tabOf>(
      ctx: Context,
      view: Name,
      application: Application,
      data: (given: OfApplication) => Views[Name],
      { status, problems, title }: More = {},
    ): void {
      const tab = tabOf[view];
      const app = presented(application, clock.now());
      const actor = memberOf(ctx);
      const given = {
        app,
        tabs: tabs.map(({ key, path, label }) => ({ name: label, href: app.path + path, isHere: key === tab })),
        mayManage: mayManage(actor, application),
        // An application disabled by an operator cannot be changed until it is enabled.
        maySend:
          permits(mayInReview('send a submission, where its kind names no others'), actor) && app.status !== 'disabled',
      };
      pages.show(ctx, view, data(given), {
        title: title ?? `${application.name} ${tabs.find(({ key }) => key === tab)?.label ?? ''}`,
        here: 'applications',
        ...(status !== undefined && { status }),
        ...(problems !== undefined && { problems }),
      });
    },
  };
}

export type Detail = ReturnType<typeof createDetail>;

/** 概览, 回调, 能力, and 延长有效期. */
export function createDetailPages(detail: Detail, needs: DetailNeeds): Route[] {
  const { applications, integrationLog } = needs;

  /** The renewal that has just been made, from the history itself. */
  async function renewal(ctx: Context, ak: string) {
    if (ctx.query.done !== 'renew') return undefined;
    const { events } = await applications.history(memberOf(ctx), ak, undefined, 1);
    const [last] = events;
    if (last?.verb !== 'application.renew') return undefined;
    const [from, to] = [Reflect.get(last.details, 'from'), Reflect.get(last.details, 'to')].map((at) => new Date(at));
    return from && to && { from, to, isSame: from.getTime() === to.getTime() };
  }

  async function showOverview(ctx: Context) {
    const application = await detail.find(ctx);
    const { clientId } = application;
    const [contact, recent, renewed, secrets, seal] = await Promise.all([
      applications.contact(memberOf(ctx), clientId),
      integrationLog.recent([clientId]),
      renewal(ctx, clientId),
      applications.secrets(clientId),
      needs.sealOf(clientId),
    ]);
    const data = { seal, contact, recent: recent.get(clientId), renewed, hasSecret: secrets.length > 0 };
    detail.show(ctx, 'applications/overview', application, (given) => ({ ...given, ...data }));
  }

  async function showRedirects(ctx: Context) {
    const application = await detail.find(ctx);
    const { redirectUris, postLogoutRedirectUris, backchannelLogoutUri } = application;
    const waivers = await applications.waivers(application.clientId);
    const data = { redirectUris, postLogoutRedirectUris, backchannelLogoutUri, waivers };
    detail.show(ctx, 'applications/redirects', application, (given) => ({ ...given, ...data }));
  }

  async function showAbilities(ctx: Context) {
    const application = await detail.find(ctx);
    const isAllowed = await applications.mayTakeOver(application.clientId);
    const takeOver = application.apiScope.split(' ').includes('resource:write') && {
      isAllowed,
      maySet: mayOwn(memberOf(ctx), application),
      isDone: ctx.query.done === 'take-over',
    };
    const scopes = abilityList(application);
    detail.show(ctx, 'applications/abilities', application, (given) => ({ ...given, scopes, takeOver }));
  }

  async function setTakeOver(ctx: Context, form: Form) {
    const ak = akOf(ctx);
    await applications.setTakeOver(memberOf(ctx), ak, form.allow === '1');
    seeOther(ctx, `/console/applications/${encodeURIComponent(ak)}/abilities?done=take-over`);
  }

  // Where the letters lead: after signing in, one button.
  async function showRenew(ctx: Context) {
    const application = await detail.find(ctx);
    detail.show(ctx, 'applications/renew', application, (given) => given, { title: '延长有效期' });
  }

  async function renew(ctx: Context) {
    const application = await applications.renew(memberOf(ctx), akOf(ctx));
    seeOther(ctx, `/console/applications/${encodeURIComponent(application.clientId)}?done=renew`);
  }

  return [
    page('/console/applications/:ak', may('see an AK'), showOverview),
    page('/console/applications/:ak/redirects', may('see an AK'), showRedirects),
    page('/console/applications/:ak/abilities', may('see an AK'), showAbilities),
    form('/console/applications/:ak/take-over', may('let an AK take over entries of another'), setTakeOver),
    page('/console/applications/:ak/renew', may('see an AK'), showRenew),
    form('/console/applications/:ak/renew', may('renew an AK, export its SKs, change its sandbox'), renew),
  ];
}
