import { mostTestCitizens } from '../accounts/people/test-citizens.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Member } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { memberOf, worksOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { noticeOf } from '../http/speech.ts';
import type { Application } from './aksk/application.ts';
import { presented } from './aksk/presented.ts';
import { mayManage } from './aksk/rights.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { openOwnersOf, type SandboxOwner, sandboxPath } from './sandbox/owner.ts';
import { mostSandboxes } from './sandbox/sandbox.ts';
import type { Applications } from './service.ts';
import { createCitizenPages, type ShowSandboxes } from './test-citizen-pages.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  publicUrl: URL;
  applications: Applications;
  accounts: Pick<Accounts, 'testCitizens'>;
};

const notices: Readonly<Record<string, Fact>> = {
  application: fact('applications.sandbox_gone'),
  citizen: fact('applications.citizen_gone'),
  handed: fact('applications.sandbox_handed'),
  saved: fact('applications.password_kept'),
};

/** R27 沙箱应用: an AK at once for the developer's own machine, and invented citizens to sign in with. */
export function createSandboxPages(needs: Needs): Route[] {
  const { pages, clock, publicUrl, applications, accounts } = needs;

  async function shownIn({ key, actor }: SandboxOwner) {
    if (actor === undefined) return { key, apps: [], citizens: [], mayAdd: false, mayOpen: true };
    const [apps, citizens] = await Promise.all([
      applications.sandboxes(actor.institutionId, actor.applications),
      accounts.testCitizens(actor, actor.institutionId),
    ]);
    const passwords = await applications.shownPasswords(
      actor,
      citizens.map(({ id }) => id),
    );
    const now = clock.now();
    return {
      key,
      apps: await Promise.all(apps.map((app) => shownApplication(app, actor, now))),
      citizens: citizens.map((citizen) => ({ ...citizen, shown: passwords.get(citizen.id) })),
      mayAdd: citizens.length < mostTestCitizens && apps.some((app) => mayManage(actor, app)),
      mayOpen: apps.length < mostSandboxes[key === 'self' ? 'person' : 'institution'],
    };
  }

  const shownApplication = async (app: Application, actor: Member, now: Date) => ({
    ...presented(app, now),
    mayChange: mayManage(actor, app),
    uris: app.redirectUris,
    shown: await applications.shownSecret(actor, app),
  });

  const show: ShowSandboxes = async (ctx, { values = {}, problems = {}, status } = {}) => {
    const places = await Promise.all(openOwnersOf(ctx).map(shownIn));
    pages.show(
      ctx,
      'applications/sandbox',
      {
        places,
        mayOpen: places.filter(({ mayOpen }) => mayOpen).map(({ key }) => key),
        isFirst: places.every(({ apps }) => apps.length === 0),
        values,
        notice: noticeOf(ctx, notices, ctx.query.done),
        most: { ...mostSandboxes, citizens: mostTestCitizens },
        issuer: publicUrl.origin,
      },
      { title: '沙箱应用', here: 'applications', problems, ...(status !== undefined && { status }) },
    );
  };

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
    const data = { title, loss, action: `${sandboxPath}/${clientId}/delete`, label: '删除沙箱应用' };
    pages.show(ctx, 'applications/sandbox-delete', data, { title, here: 'applications' });
  }

  async function askToHandOver(ctx: Context) {
    const { clientId, name, institutionId } = await sandboxOf(ctx);
    const { member, self, isDisabled } = worksOf(ctx);
    if (member === undefined || isDisabled === true || self?.institutionId !== institutionId)
      return seeOther(ctx, sandboxPath);
    const { say } = ctx.state.speech;
    const title = say(fact('applications.sandbox_hand', { name }));
    const loss = say(fact('applications.sandbox_hand_loss', { clientId }));
    const data = { title, loss, action: `${sandboxPath}/${clientId}/hand-over`, label: '转给本机构' };
    pages.show(ctx, 'applications/sandbox-delete', data, { title, here: 'applications' });
  }

  async function handOver(ctx: Context) {
    const { member } = worksOf(ctx);
    if (member !== undefined) await applications.handOverSandbox(member, param(ctx, 'ak'));
    seeOther(ctx, `${sandboxPath}?done=handed`);
  }

  async function remove(ctx: Context) {
    const { clientId } = await sandboxOf(ctx);
    await applications.deleteSandbox(memberOf(ctx), clientId);
    seeOther(ctx, `${sandboxPath}?done=application`);
  }

  async function showChange(ctx: Context, values?: Form, problem?: Problem) {
    const found = await sandboxOf(ctx);
    const known = { name: found.name, redirectUris: found.redirectUris.join('\n') };
    const problems = problem === undefined ? {} : (problem.fields ?? { form: problem.fact });
    const data = {
      ak: found.clientId,
      name: found.name,
      values: { ...known, ...values },
      action: `${sandboxPath}/${found.clientId}`,
    };
    const status = problem === undefined ? {} : { status: problem.status };
    const options = { title: '修改沙箱应用', here: 'applications', problems, ...status };
    pages.show(ctx, 'applications/sandbox-change', data, options);
  }

  async function change(ctx: Context, { name = '', redirectUris = '' }: Form) {
    await sandboxOf(ctx);
    try {
      await applications.changeSandbox(memberOf(ctx), param(ctx, 'ak'), { name, redirectUris });
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      return showChange(ctx, { name, redirectUris }, error);
    }
    seeOther(ctx, sandboxPath);
  }

  return [
    page('/console/applications/sandbox', may('manage the test citizens of a sandbox'), (ctx) => show(ctx)),
    ...createCitizenPages({ ...needs, show }),
    page('/console/applications/sandbox/:ak', may('renew an AK, export its SKs, change its sandbox'), (ctx) =>
      showChange(ctx),
    ),
    form('/console/applications/sandbox/:ak', may('renew an AK, export its SKs, change its sandbox'), change),
    page(
      '/console/applications/sandbox/:ak/delete',
      may('renew an AK, export its SKs, change its sandbox'),
      askToDelete,
    ),
    form('/console/applications/sandbox/:ak/delete', may('renew an AK, export its SKs, change its sandbox'), remove),
    page(
      '/console/applications/sandbox/:ak/hand-over',
      may('renew an AK, export its SKs, change its sandbox'),
      askToHandOver,
    ),
    form(
      '/console/applications/sandbox/:ak/hand-over',
      may('renew an AK, export its SKs, change its sandbox'),
      handOver,
    ),
  ];
}
