import Router from '@koa/router';
import { isoOrNull } from '../http/answer.ts';
import { callerOf } from '../http/bearer.ts';
import type { Middleware, State } from '../http/context.ts';
import { anyone } from '../http/guard.ts';
import { serve } from '../http/operation.ts';
import { budgets } from '../http/quota.ts';
import { health, me } from './api-operations.ts';
import type { Applications } from './service.ts';

/** What an application may ask about itself. */
export function createApplicationsApi({
  applications,
  bearer,
}: {
  applications: Applications;
  bearer: (scope?: string) => Middleware;
}) {
  const router = new Router<State>();

  serve(router, health, anyone, async () => ({ status: 'ok' as const }));

  serve(router, me, bearer(), async (ctx) => {
    const { clientId, scopes } = callerOf(ctx);
    const application = await applications.get(clientId);
    return {
      institution: { id: application.institutionId, name: application.institution },
      application: {
        client_id: application.clientId,
        name: application.name,
        status: applications.status(application),
        sandbox: application.sandbox,
      },
      scopes: [...scopes],
      ak_expires_at: isoOrNull(application.expiresAt),
      quotas: budgets.map(({ name, limit, per }) => ({ name, limit, seconds: per })),
    };
  });

  return router;
}
