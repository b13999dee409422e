import type { Accounts } from '../accounts/service.ts';
import { mostTestCitizens } from '../accounts/test-citizens.ts';
import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import { certified } from '../http/access.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Application } from './aksk/application.ts';
import { presented } from './aksk/presented.ts';
import { mayManage } from './aksk/rights.ts';
import { fact } from './facts.ts';
import { mostSandboxes } from './sandbox.ts';
import type { Applications } from './service.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  publicUrl: URL;
  applications: Pick<Applications, 'sandboxes' | 'openSandbox' | 'changeSandbox' | 'deleteSandbox' | 'find'>;
  accounts: Pick<Accounts, 'testCitizens' | 'createTestCitizen' | 'resetTestCitizen' | 'deleteTestCitizen'>;
};

/** What the answer to a form shows, once: an SK, or the password of a test citizen. */
type Once = { ak: string; sk: string } | { username: string; password: string };

const path = '/console/applications/sandbox';

const deleted: Readonly<Record<string, string>> = { application: '沙箱应用已删除。', citizen: '测试市民已删除。' };

/** R27 沙箱应用: an AK at once for the developer's own machine, and invented citizens to sign in with. */
export function createSandboxPages(needs: Needs): Route[] {
  const { pages, clock, publicUrl, applications, accounts } = needs;
  const developers = certified('owner', 'agent', 'developer');

  async function show(ctx: Context, more: { values?: Form; problems?: Problems; status?: number; once?: Once } = {}) {
    const { values = {}, problems = {}, status, once } = more;
    const actor = memberOf(ctx);
    const [apps, citizens] = await Promise.all([
      applications.sandboxes(actor.institutionId, actor.applications),
      accounts.testCitizens(actor, actor.institutionId),
    ]);
    const now = clock.now();
    pages.show(
      ctx,
      'applications/sandbox',
      {
        apps: apps.map((app) => ({ ...presented(app, now), mayChange: mayManage(actor, app), uris: app.redirectUris })),
        citizens,
        values,
        once,
        notice: deleted[String(ctx.query.deleted)],
        mayOpen: actor.applications === undefined && apps.length < mostSandboxes,
        mayAdd:
          citizens.length < mostTestCitizens &&
          (actor.applications === undefined || apps.some((app) => mayManage(actor, app))),
        most: { apps: mostSandboxes, citizens: mostTestCitizens },
        issuer: publicUrl.origin,
      },
      {
        title: '沙箱应用',
        here: 'applications',
        problems,
        ...(status !== undefined && { status }),
      },
    );
  }

  /** What has to be corrected is said on the page itself. */
  const trying = (work: (ctx: Context, form: Form) => Promise<void>) => async (ctx: Context, form: Form) => {
    try {
      await work(ctx, form);
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      await show(ctx, { values: form, problems: error.fields ?? { form: error.fact }, status: error.status });
    }
  };

  const inputOf = ({ name = '', redirectUris = '' }: Form) => ({ name, redirectUris });

  async function open(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const { application, secret = '' } = await applications.openSandbox(actor, actor.institutionId, inputOf(form));
    await show(ctx, { once: { ak: application.clientId, sk: secret } });
  }

  async function addCitizen(ctx: Context) {
    const actor = memberOf(ctx);
    await show(ctx, { once: await accounts.createTestCitizen(actor, actor.institutionId) });
  }

  async function resetCitizen(ctx: Context) {
    const actor = memberOf(ctx);
    await show(ctx, { once: await accounts.resetTestCitizen(actor, actor.institutionId, param(ctx, 'id')) });
  }

  async function sandboxOf(ctx: Context): Promise<Application> {
    const found = await applications.find(param(ctx, 'ak'));
    if (found === undefined || !found.sandbox || !mayManage(memberOf(ctx), found))
      throw new Problem('not_found', fact('applications.no_sandbox_named', { clientId: param(ctx, 'ak') }));
    return found;
  }

  async function citizenOf(ctx: Context) {
    const citizens = await accounts.testCitizens(memberOf(ctx), memberOf(ctx).institutionId);
    const found = citizens.find(({ id }) => id === param(ctx, 'id'));
    if (found === undefined) throw new Problem('not_found', fact('applications.no_test_citizen'));
    return found;
  }

  const askBefore = (ctx: Context, data: { title: string; loss: string; action: string; label: string }) =>
    pages.show(ctx, 'applications/sandbox-delete', data, { title: data.title, here: 'applications' });

  function go(ctx: Context, query = ''): void {
    seeOther(ctx, path + query);
  }

  async function askToDeleteCitizen(ctx: Context) {
    const { id, username, nickname } = await citizenOf(ctx);
    askBefore(ctx, {
      title: `删除${nickname}（${username}）？`,
      loss: '删除后，它不能再登录沙箱应用，已经登录的立即退出，不能恢复。需要时可以添加新的测试市民。',
      action: `${path}/citizens/${id}/delete`,
      label: '删除测试市民',
    });
  }

  async function deleteCitizen(ctx: Context) {
    const actor = memberOf(ctx);
    await accounts.deleteTestCitizen(actor, actor.institutionId, param(ctx, 'id'));
    go(ctx, '?deleted=citizen');
  }

  async function askToDelete(ctx: Context) {
    const { clientId, name } = await sandboxOf(ctx);
    askBefore(ctx, {
      title: `删除沙箱应用“${name}”？`,
      loss: `AK ${clientId} 和它的 SK 一秒内停用，设置和调用记录一并删除，不能恢复。正式应用和测试市民不受影响。`,
      action: `${path}/${clientId}/delete`,
      label: '删除沙箱应用',
    });
  }

  async function remove(ctx: Context) {
    const { clientId } = await sandboxOf(ctx);
    await applications.deleteSandbox(memberOf(ctx), clientId);
    go(ctx, '?deleted=application');
  }

  async function showChange(ctx: Context, values?: Form, problem?: Problem) {
    const found = await sandboxOf(ctx);
    const known = { name: found.name, redirectUris: found.redirectUris.join('\n') };
    const problems = problem === undefined ? {} : (problem.fields ?? { form: problem.fact });
    const data = {
      ak: found.clientId,
      name: found.name,
      values: { ...known, ...values },
      action: `${path}/${found.clientId}`,
    };
    const status = problem === undefined ? {} : { status: problem.status };
    const options = { title: '修改沙箱应用', here: 'applications', problems, ...status };
    pages.show(ctx, 'applications/sandbox-change', data, options);
  }

  async function change(ctx: Context, form: Form) {
    try {
      await applications.changeSandbox(memberOf(ctx), param(ctx, 'ak'), inputOf(form));
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      return showChange(ctx, form, error);
    }
    go(ctx);
  }

  return [
    page('/console/applications/sandbox', developers, (ctx) => show(ctx)),
    form('/console/applications/sandbox', developers, trying(open)),
    form('/console/applications/sandbox/citizens', developers, trying(addCitizen)),
    form('/console/applications/sandbox/citizens/:id/reset', developers, trying(resetCitizen)),
    form('/console/applications/sandbox/citizens/:id/delete', developers, trying(deleteCitizen)),
    form('/console/applications/sandbox/:ak/delete', developers, trying(remove)),
    page('/console/applications/sandbox/citizens/:id/delete', developers, askToDeleteCitizen),
    page('/console/applications/sandbox/:ak/delete', developers, askToDelete),
    page('/console/applications/sandbox/:ak', developers, (ctx) => showChange(ctx)),
    form('/console/applications/sandbox/:ak', developers, change),
  ];
}
