import Router from '@koa/router';
import { callerOf } from '../http/bearer.ts';
import type { Middleware, State } from '../http/context.ts';
import type { Applications } from './service.ts';

/** What an application may ask about itself. */
export function createApplicationsApi({
  applications,
  bearer,
}: {
  applications: Applications;
  bearer: (scope?: string) => Middleware;
}) {
  const router = new Router<State>({ prefix: '/api/v1' });

  router.get('/health', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  router.get('/me', bearer(), async (ctx) => {
    const { clientId, scopes } = callerOf(ctx);
    const application = await applications.get(clientId);
    ctx.body = {
      institution: { id: application.institutionId, name: application.institution },
      application: {
        client_id: application.clientId,
        name: application.name,
        status: applications.status(application),
      },
      scopes,
      ak_expires_at: application.expiresAt?.toISOString() ?? null,
    };
  });

  return router;
}
