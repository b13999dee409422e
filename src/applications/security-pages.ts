import { Problem, type Problems } from '../errors.ts';
import { type Data, typed } from '../fields/form.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import type { Application } from './aksk/application.ts';
import { frameworks } from './aksk/frameworks.ts';
import { noSuchApplication } from './aksk/rights.ts';
import { akOf, type Detail } from './detail-pages.ts';
import { may } from './policies.ts';
import { securityData, securityForm } from './protocol/security-form.ts';
import type { Applications } from './service.ts';

type Needs = { applications: Pick<Applications, 'setProtocol' | 'waivers'> };

/** 安全: how the application proves itself and protects its logins; of a sandbox also where it leads when citizens leave. */
export function createSecurityPages(detail: Detail, { applications }: Needs): Route[] {
  async function show(ctx: Context, application: Application, values: Data, problem?: Problem) {
    const { pkce } = await applications.waivers(application.clientId);
    const { groups } = securityForm(application);
    const problems: Problems = problem === undefined ? {} : (problem.fields ?? { form: problem.fact });
    const data = {
      groups,
      values,
      comments: {},
      uploads: {},
      waived: pkce,
      isSaved: ctx.query.done === 'saved' && problem === undefined,
      advice: adviceOf(application),
      action: `/console/applications/${application.sandbox ? 'sandbox/' : ''}${encodeURIComponent(application.clientId)}/security`,
    };
    detail.show(ctx, 'applications/security', application, (given) => ({ ...given, ...data }), {
      problems,
      ...(problem !== undefined && { status: problem.status }),
    });
  }

  async function showSettings(ctx: Context) {
    const application = await detail.find(ctx);
    await show(ctx, application, securityData(application));
  }

  async function save(ctx: Context, posted: Form, isSandbox: boolean) {
    const application = await detail.find(ctx);
    if (application.sandbox !== isSandbox) throw noSuchApplication(application.clientId);
    const values = typed(securityForm(application).groups, posted);
    try {
      await applications.setProtocol(memberOf(ctx), akOf(ctx), values);
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      return show(ctx, application, values, error);
    }
    return seeOther(ctx, `/console/applications/${encodeURIComponent(application.clientId)}/security?done=saved`);
  }

  return [
    page('/console/applications/:ak/security', may('see an AK'), showSettings),
    form(
      '/console/applications/:ak/security',
      may('issue, rotate and end SKs, and set the protection of an AK'),
      (ctx, posted) => save(ctx, posted, false),
    ),
    // Only test citizens sign in there: nothing is asked for again.
    form(
      '/console/applications/sandbox/:ak/security',
      may('renew an AK, export its SKs, change its sandbox'),
      (ctx, posted) => save(ctx, posted, true),
    ),
  ];
}

/** The line that turns PKCE on in the framework that was named. */
function adviceOf({ framework, loginProof }: Application) {
  if (framework === undefined || loginProof === 'pkce') return undefined;
  const { name, pkce } = frameworks[framework];
  return pkce === undefined ? undefined : { name, line: pkce };
}
