import { invalid, Problem } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { memberOf, personOf, worksOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, movedTo, page, param, type Route, seeOther } from '../http/route.ts';
import { noticeOf } from '../http/speech.ts';
import type { Application } from './aksk/application.ts';
import { presented } from './aksk/presented.ts';
import { mayManage } from './aksk/rights.ts';
import { isSimulated } from './aksk/simulation.ts';
import type { DetailNeeds } from './detail-needs.ts';
import type { Detail } from './detail-pages.ts';
import { pathOf } from './detail-parts.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { akPage, docsPage, mayHandOver, openOwnersOf, type SandboxOwner, sandboxPath } from './sandbox/owner.ts';
import { mostSandboxes } from './sandbox/sandbox.ts';
import { createCitizenPages } from './test-citizen-pages.ts';

const notices: Readonly<Record<string, Fact>> = {
  application: fact('applications.sandbox_gone'),
  citizen: fact('applications.citizen_gone'),
  password: fact('applications.password_kept'),
  start: fact('applications.start_uses'),
};

/** R27 沙箱应用: the sandboxes of the visitor, each with a page as any AK has it; where one is begun, handed over and deleted. */
export function createSandboxPages(detail: Detail, needs: DetailNeeds): Route[] {
  const { pages, clock, applications } = needs;

  async function shownIn({ key, actor }: SandboxOwner, ofStart: string | undefined) {
    if (actor === undefined) return { key, apps: [], mayOpen: true };
    const apps = await applications.sandboxes(actor.institutionId, actor.applications);
    const now = clock.now();
    return {
      key,
      apps: apps.map((app) => ({
        ...presented(app, now),
        uris: app.redirectUris,
        isOfStart: app.clientId === ofStart,
        mayChoose: mayManage(actor, app) && app.disabledAt === undefined,
      })),
      mayOpen: apps.length < mostSandboxes[key === 'self' ? 'person' : 'institution'],
    };
  }

  async function show(ctx: Context): Promise<void> {
    const first = await applications.sandboxOfPerson(personOf(ctx).accountId);
    const places = await Promise.all(openOwnersOf(ctx).map((owner) => shownIn(owner, first?.clientId)));
    const data = {
      places,
      mayOpen: places.filter(({ mayOpen }) => mayOpen).map(({ key }) => key),
      isFirst: places.every(({ apps }) => apps.length === 0),
      mayChoose: places.flatMap(({ apps }) => apps).length > 1,
      values: {},
      notice: noticeOf(ctx, notices, ctx.query.done),
      most: mostSandboxes,
    };
    pages.show(ctx, 'applications/sandbox', data, { title: '沙箱应用', here: 'applications' });
  }

  async function sandboxOf(ctx: Context): Promise<Application> {
    const found = await applications.find(param(ctx, 'ak'));
    if (found === undefined || !found.sandbox || !mayManage(memberOf(ctx), found))
      throw new Problem('not_found', fact('applications.no_sandbox_named', { clientId: param(ctx, 'ak') }));
    return found;
  }

  async function askToDelete(ctx: Context) {
    const { clientId, name } = await sandboxOf(ctx);
    const { say } = ctx.state.speech;
    const title = say(fact('applications.sandbox_delete', { name }));
    const loss = say(fact('applications.sandbox_delete_loss', { clientId }));
    const data = {
      title,
      loss,
      action: `${sandboxPath}/${clientId}/delete`,
      label: '删除沙箱应用',
      back: pathOf({ clientId }),
    };
    pages.show(ctx, 'applications/sandbox-delete', data, { title, here: 'applications' });
  }

  async function askToHandOver(ctx: Context) {
    const found = await sandboxOf(ctx);
    if (!mayHandOver(ctx, found)) return seeOther(ctx, sandboxPath);
    const { clientId, name } = found;
    const { say } = ctx.state.speech;
    const title = say(fact('applications.sandbox_hand', { name }));
    const loss = say(fact('applications.sandbox_hand_loss', { clientId }));
    const data = {
      title,
      loss,
      action: `${sandboxPath}/${clientId}/hand-over`,
      label: '转给本机构',
      back: pathOf({ clientId }),
    };
    pages.show(ctx, 'applications/sandbox-delete', data, { title, here: 'applications' });
  }

  async function handOver(ctx: Context) {
    const { member } = worksOf(ctx);
    if (member !== undefined) await applications.handOverSandbox(member, param(ctx, 'ak'));
    seeOther(ctx, `${pathOf({ clientId: param(ctx, 'ak') })}?done=handed`);
  }

  async function remove(ctx: Context) {
    const { clientId } = await sandboxOf(ctx);
    await applications.deleteSandbox(memberOf(ctx), clientId);
    seeOther(ctx, `${sandboxPath}?done=application`);
  }

  async function change(ctx: Context, { name = '', redirectUris = '', ...posted }: Form) {
    const found = await sandboxOf(ctx);
    const { postLogoutRedirectUris, backchannelLogoutUri } = posted;
    const values = {
      ...{ name, redirectUris },
      ...(postLogoutRedirectUris !== undefined && { postLogoutRedirectUris }),
      ...(backchannelLogoutUri !== undefined && { backchannelLogoutUri }),
    };
    try {
      await applications.changeSandbox(memberOf(ctx), found.clientId, values);
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      const problems = error.fields ?? { form: error.fact };
      return detail.show(ctx, found, { values, problems, status: error.status });
    }
    seeOther(ctx, `${pathOf(found)}?done=addresses#addresses`);
  }

  /** 起步 fills in this one from now on. */
  async function choose(ctx: Context, { return_to }: Form) {
    const { clientId } = await sandboxOf(ctx);
    await applications.chooseSandbox(memberOf(ctx), clientId);
    const back = akPage(return_to);
    seeOther(ctx, docsPage(return_to) ?? `${back ?? sandboxPath}?done=start`);
  }

  async function simulate(ctx: Context, { answer = '' }: Form) {
    const application = await sandboxOf(ctx);
    if (answer !== '' && !isSimulated(answer)) throw invalid({ answer: fact('applications.no_such_answer') });
    await applications.simulate(memberOf(ctx), application.clientId, answer === '' ? undefined : answer);
    seeOther(ctx, `${pathOf(application)}#simulation`);
  }

  return [
    page('/console/applications/sandbox', may('manage the test citizens of a sandbox'), show),
    ...createCitizenPages({ ...needs, detail }),
    page('/console/applications/sandbox/:ak', may('renew an AK, export its SKs, change its sandbox'), async (ctx) =>
      movedTo(ctx, `${pathOf(await sandboxOf(ctx))}#addresses`),
    ),
    form('/console/applications/sandbox/:ak', may('renew an AK, export its SKs, change its sandbox'), change),
    form('/console/applications/sandbox/:ak/start', may('renew an AK, export its SKs, change its sandbox'), choose),
    form(
      '/console/applications/sandbox/:ak/simulate',
      may('renew an AK, export its SKs, change its sandbox'),
      simulate,
    ),
    page(
      '/console/applications/sandbox/:ak/delete',
      may('renew an AK, export its SKs, change its sandbox'),
      askToDelete,
    ),
    form('/console/applications/sandbox/:ak/delete', may('renew an AK, export its SKs, change its sandbox'), remove, {
      asks: fact('applications.ask_delete_sandbox'),
    }),
    page(
      '/console/applications/sandbox/:ak/hand-over',
      may('renew an AK, export its SKs, change its sandbox'),
      askToHandOver,
    ),
    form(
      '/console/applications/sandbox/:ak/hand-over',
      may('renew an AK, export its SKs, change its sandbox'),
      handOver,
      {
        asks: fact('applications.ask_hand_over'),
      },
    ),
  ];
}
