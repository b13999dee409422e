import { isoOrNull } from '../http/answer.ts';
import { callerOf } from '../http/bearer.ts';
import { type Served, serve } from '../http/operation.ts';
import { budgets } from '../http/quota.ts';
import { health, me } from './api-operations.ts';
import type { Applications } from './service.ts';

/** What an application may ask about itself. */
export function createApplicationsApi({ applications }: { applications: Applications }): Served[] {
  return [
    serve(health, async () => ({ status: 'ok' as const })),

    serve(me, async (ctx) => {
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
    }),
  ];
}
