import Router from '@koa/router';
import type { Accounts } from '../accounts/service.ts';
import { mostTestCitizens } from '../accounts/test-citizens.ts';
import type { Clock } from '../clock.ts';
import { Problem, type Problems } from '../errors.ts';
import { frameOf, type Guards, memberOf } from '../http/access.ts';
import { type Form, readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { Application } from './application.ts';
import { presented } from './presented.ts';
import { mayManage } from './rights.ts';
import { mostSandboxes } from './sandbox.ts';
import type { Applications } from './service.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
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
export function createSandboxPages(needs: Needs): Router<State> {
  const { pages, formTokens, guards, clock, publicUrl, applications, accounts } = needs;
  const router = new Router<State>({ prefix: path });
  const guard = guards.certified('owner', 'agent', 'developer');

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
        ...frameOf(ctx),
        title: '沙箱应用',
        here: 'applications',
        problems,
        ...(status !== undefined && { status }),
      },
    );
  }

  const post = (route: string, work: (ctx: Context, form: Form) => Promise<void>) =>
    router.post(route, guard, async (ctx) => {
      const form = await readForm(ctx);
      formTokens.verify(ctx, form);
      try {
        await work(ctx, form);
      } catch (error) {
        if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
        await show(ctx, { values: form, problems: error.fields ?? { form: error.message }, status: error.status });
      }
    });

  const inputOf = ({ name = '', redirectUris = '' }: Form) => ({ name, redirectUris });

  router.get('/', guard, (ctx) => show(ctx));

  post('/', async (ctx, form) => {
    const actor = memberOf(ctx);
    const { application, secret = '' } = await applications.openSandbox(actor, actor.institutionId, inputOf(form));
    await show(ctx, { once: { ak: application.clientId, sk: secret } });
  });

  post('/citizens', async (ctx) => {
    const actor = memberOf(ctx);
    await show(ctx, { once: await accounts.createTestCitizen(actor, actor.institutionId) });
  });

  post('/citizens/:id/reset', async (ctx) => {
    const actor = memberOf(ctx);
    await show(ctx, { once: await accounts.resetTestCitizen(actor, actor.institutionId, String(ctx.params.id)) });
  });

  async function sandboxOf(ctx: Context): Promise<Application> {
    const found = await applications.find(String(ctx.params.ak));
    if (found === undefined || !found.sandbox || !mayManage(memberOf(ctx), found))
      throw new Problem('not_found', `没有 AK 为 ${ctx.params.ak} 的沙箱应用`);
    return found;
  }

  async function citizenOf(ctx: Context) {
    const citizens = await accounts.testCitizens(memberOf(ctx), memberOf(ctx).institutionId);
    const found = citizens.find(({ id }) => id === ctx.params.id);
    if (found === undefined) throw new Problem('not_found', '没有找到这个测试市民');
    return found;
  }

  const askBefore = (ctx: Context, data: { title: string; loss: string; action: string; label: string }) =>
    pages.show(ctx, 'applications/sandbox-delete', data, { ...frameOf(ctx), title: data.title, here: 'applications' });

  function go(ctx: Context, query = ''): void {
    ctx.status = 303;
    ctx.redirect(path + query);
  }

  router.get('/citizens/:id/delete', guard, async (ctx) => {
    const { id, username, nickname } = await citizenOf(ctx);
    askBefore(ctx, {
      title: `删除${nickname}（${username}）？`,
      loss: '删除后，它不能再登录沙箱应用，已经登录的立即退出，不能恢复。需要时可以添加新的测试市民。',
      action: `${path}/citizens/${id}/delete`,
      label: '删除测试市民',
    });
  });

  post('/citizens/:id/delete', async (ctx) => {
    const actor = memberOf(ctx);
    await accounts.deleteTestCitizen(actor, actor.institutionId, String(ctx.params.id));
    go(ctx, '?deleted=citizen');
  });

  router.get('/:ak/delete', guard, async (ctx) => {
    const { clientId, name } = await sandboxOf(ctx);
    askBefore(ctx, {
      title: `删除沙箱应用“${name}”？`,
      loss: `AK ${clientId} 和它的 SK 一秒内停用，设置和调用记录一并删除，不能恢复。正式应用和测试市民不受影响。`,
      action: `${path}/${clientId}/delete`,
      label: '删除沙箱应用',
    });
  });

  post('/:ak/delete', async (ctx) => {
    const { clientId } = await sandboxOf(ctx);
    await applications.deleteSandbox(memberOf(ctx), clientId);
    go(ctx, '?deleted=application');
  });

  async function showChange(ctx: Context, values?: Form, problem?: Problem) {
    const found = await sandboxOf(ctx);
    const known = { name: found.name, redirectUris: found.redirectUris.join('\n') };
    const problems = problem === undefined ? {} : (problem.fields ?? { form: problem.message });
    const data = {
      ak: found.clientId,
      name: found.name,
      values: { ...known, ...values },
      action: `${path}/${found.clientId}`,
    };
    const status = problem === undefined ? {} : { status: problem.status };
    const options = { ...frameOf(ctx), title: '修改沙箱应用', here: 'applications', problems, ...status };
    pages.show(ctx, 'applications/sandbox-change', data, options);
  }

  router.get('/:ak', guard, (ctx) => showChange(ctx));

  router.post('/:ak', guard, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    try {
      await applications.changeSandbox(memberOf(ctx), String(ctx.params.ak), inputOf(form));
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      return showChange(ctx, form, error);
    }
    go(ctx);
  });

  return router;
}
