import { Problem } from '../errors.ts';
import { staffOf } from '../http/admitted.ts';
import { iso, isoOrNull } from '../http/answer.ts';
import { callerOf } from '../http/bearer.ts';
import type { Context } from '../http/context.ts';
import { budgets } from '../http/limits/quota.ts';
import { type Served, serve } from '../http/operation.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Application } from './aksk/application.ts';
import * as operations from './api-operations.ts';
import type { Applications } from './service.ts';

/** An application's questions about itself. */
export function createApplicationsApi({ applications }: { applications: Applications }): Served[] {
  return [
    serve(operations.health, async () => ({ status: 'ok' as const })),

    serve(operations.me, async (ctx) => {
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

type Needs = { applications: Applications; cursors: Cursors };

/** R59: applications for programs of operators. */
export function createApplicationsAdminApi({ applications, cursors }: Needs): Served[] {
  const places = cursors.byTime('api applications');

  const present = (application: Application) => ({
    ak: application.clientId,
    name: application.name,
    institution: { id: application.institutionId, name: application.institution },
    status: applications.status(application),
    sandbox: application.sandbox,
    scopes: [application.scope, application.apiScope].join(' ').split(' ').filter(Boolean),
    home_url: application.homeUrl ?? null,
    redirect_uris: application.redirectUris,
    expires_at: isoOrNull(application.expiresAt),
    disabled_at: isoOrNull(application.disabledAt),
    disabled_reason: application.disabledReason ?? null,
    created_at: iso(application.createdAt),
  });

  /** A repeated request, whose answer was lost, gets the same answer again. */
  async function change(
    ctx: Context,
    ak: string,
    isDone: (application: Application) => boolean,
    work: () => Promise<Application>,
  ) {
    try {
      return present(await work());
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      const now = await applications.read(staffOf(ctx), ak);
      if (!isDone(now)) throw error;
      return present(now);
    }
  }

  return [
    serve(operations.listApplications, async (ctx, { query }) => {
      const { cursor, limit, ...asked } = query;
      const before = places.read(asked, cursor);
      const { found, next } = await applications.search(
        staffOf(ctx),
        {
          ...(asked.show !== undefined && { show: asked.show }),
          ...(asked.text !== undefined && { text: asked.text }),
        },
        before,
        limit,
      );
      return {
        items: found.map(present),
        next: next === undefined ? null : places.write(asked, next),
      };
    }),

    serve(operations.readApplication, async (ctx, { params: { ak = '' } }) =>
      present(await applications.read(staffOf(ctx), ak)),
    ),

    serve(operations.disableApplication, (ctx, { params: { ak = '' }, body: { reason } }) =>
      change(
        ctx,
        ak,
        ({ disabledAt, disabledReason }) => disabledAt !== undefined && disabledReason === reason.trim(),
        () => applications.disable(staffOf(ctx), ak, reason),
      ),
    ),

    serve(operations.enableApplication, (ctx, { params: { ak = '' } }) =>
      change(
        ctx,
        ak,
        ({ disabledAt }) => disabledAt === undefined,
        () => applications.enable(staffOf(ctx), ak),
      ),
    ),

    serve(operations.renewApplication, async (ctx, { params: { ak = '' } }) =>
      present(await applications.renew(staffOf(ctx), ak)),
    ),
  ];
}
