import type { Problems } from '../errors.ts';
import type { Data } from '../fields/form.ts';
import { permits } from '../http/access.ts';
import { memberOf, personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, movedTo, page, param, type Route, seeOther } from '../http/route.ts';
import { may as mayInReview } from '../review/policies.ts';
import type { Application } from './aksk/application.ts';
import { presented } from './aksk/presented.ts';
import { mayManage } from './aksk/rights.ts';
import { type DetailNeeds, doneNames } from './detail-needs.ts';
import { createParts, pathOf } from './detail-parts.ts';
import { may } from './policies.ts';
import { mayHandOver } from './sandbox/owner.ts';
import type { OfApplication } from './views.ts';

/** A form of the page that comes back: the values as typed, and their problems. */
type Answered = { values?: Data; problems?: Readonly<Problems>; status?: number };

export const akOf = (ctx: Context): string => param(ctx, 'ak');

/** The page of an AK, production and sandbox alike: each section has its own form, and comes back with the problems of it. */
export function createDetail(needs: DetailNeeds) {
  const { pages, clock, applications, integrationLog } = needs;
  const parts = createParts(needs);

  /** Common data of all pages about one application of an institution. */
  function given(ctx: Context, application: Application): OfApplication {
    const app = presented(application, clock.now());
    const actor = memberOf(ctx);
    return {
      app,
      mayManage: mayManage(actor, application),
      // An application disabled by an operator cannot be changed until it is enabled.
      maySend:
        permits(mayInReview('send a submission, where its kind names no others'), actor) && app.status !== 'disabled',
    };
  }

  return {
    given,
    /** The application of the path, if it is one of the member's. */
    find: (ctx: Context) => applications.read(memberOf(ctx), akOf(ctx)),

    async show(
      ctx: Context,
      application: Application,
      { values, problems = {}, status }: Answered = {},
    ): Promise<void> {
      const { clientId } = application;
      const [contact, recent, renewed, seal, keys, settings, citizens, abilities, calls, changes, first] =
        await Promise.all([
          applications.contact(memberOf(ctx), clientId),
          integrationLog.recent([clientId]),
          parts.renewal(ctx, clientId),
          needs.sealOf(clientId),
          parts.keys(ctx, application),
          parts.settings(application),
          parts.citizens(ctx, application),
          parts.abilities(ctx, application),
          parts.calls(ctx, application),
          parts.changes(ctx, application),
          application.sandbox ? applications.sandboxOfPerson(personOf(ctx).accountId) : undefined,
        ]);
      const { known, ...shownSettings } = settings;
      const data = {
        ...given(ctx, application),
        ...{ contact, renewed, seal, keys, citizens, abilities, calls, changes },
        ...shownSettings,
        recent: recent.get(clientId),
        values: { ...known, ...values },
        bad: {
          addresses: hasAny(problems, addressFields),
          security: hasAny(problems, Object.keys(known), addressFields),
        },
        done: Object.keys(problems).length > 0 ? undefined : doneNames.find((name) => name === ctx.query.done),
        isOfStart: first?.clientId === clientId,
        mayHandOver: mayHandOver(ctx, application),
        simulation: parts.simulation(application),
      };
      pages.show(ctx, 'applications/ak', data, {
        title: application.name,
        here: 'applications',
        problems,
        ...(status !== undefined && { status }),
      });
    },
  };
}

const addressFields = ['name', 'redirectUris', 'postLogoutRedirectUris', 'backchannelLogoutUri'];
const hasAny = (problems: Readonly<Problems>, fields: readonly string[], but: readonly string[] = []) =>
  fields.some((field) => problems[field] !== undefined && !but.includes(field));

export type Detail = ReturnType<typeof createDetail>;

/** Sections that were pages of their own until 0.2: letters and bookmarks lead there. */
const sections = {
  secrets: 'keys',
  redirects: 'addresses',
  security: 'security',
  abilities: 'abilities',
  calls: 'calls',
  history: 'history',
};

/** The page of an AK, and 延长有效期. */
export function createDetailPages(detail: Detail, { pages, applications }: DetailNeeds): Route[] {
  async function setTakeOver(ctx: Context, form: Form) {
    const application = await applications.setTakeOver(memberOf(ctx), akOf(ctx), form.allow === '1');
    seeOther(ctx, `${pathOf(application)}?done=take-over#abilities`);
  }

  // Where the letters lead: after signing in, one button.
  async function showRenew(ctx: Context) {
    const data = detail.given(ctx, await detail.find(ctx));
    pages.show(ctx, 'applications/renew', data, { title: '延长有效期', here: 'applications' });
  }

  async function renew(ctx: Context) {
    const application = await applications.renew(memberOf(ctx), akOf(ctx));
    seeOther(ctx, `${pathOf(application)}?done=renew`);
  }

  const moved = async (ctx: Context, section: string) =>
    movedTo(ctx, `${pathOf(await detail.find(ctx))}${ctx.search}#${section}`);

  return [
    page('/console/applications/:ak', may('see an AK'), async (ctx) => detail.show(ctx, await detail.find(ctx))),
    ...Object.entries(sections).map(([old, section]) =>
      page(`/console/applications/:ak/${old}`, may('see an AK'), (ctx) => moved(ctx, section)),
    ),
    form('/console/applications/:ak/take-over', may('let an AK take over entries of another'), setTakeOver),
    page('/console/applications/:ak/renew', may('see an AK'), showRenew),
    form('/console/applications/:ak/renew', may('renew an AK, export its SKs, change its sandbox'), renew),
  ];
}
