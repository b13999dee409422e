import { Problem } from '../errors.ts';
import { typed } from '../fields/form.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, type Route, seeOther } from '../http/route.ts';
import { noSuchApplication } from './aksk/rights.ts';
import { akOf, type Detail } from './detail-pages.ts';
import { pathOf } from './detail-parts.ts';
import { may } from './policies.ts';
import { securityData, securityForm } from './protocol/security-form.ts';
import type { Applications } from './service.ts';

type Needs = { applications: Pick<Applications, 'setProtocol'> };

/** 安全: how the application proves itself and protects its logins, on the page of the AK. */
export function createSecurityPages(detail: Detail, { applications }: Needs): Route[] {
  async function save(ctx: Context, posted: Form, isSandbox: boolean) {
    const application = await detail.find(ctx);
    if (application.sandbox !== isSandbox) throw noSuchApplication(application.clientId);
    const [protection] = securityForm(application).groups;
    const values = typed(protection ? [protection] : [], posted);
    try {
      // The addresses of a sandbox have a form of their own: they stay.
      await applications.setProtocol(memberOf(ctx), akOf(ctx), { ...securityData(application), ...values });
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      const problems = error.fields ?? { form: error.fact };
      return detail.show(ctx, application, { values, problems, status: error.status });
    }
    return seeOther(ctx, `${pathOf(application)}?done=security#security`);
  }

  return [
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
