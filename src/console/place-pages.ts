import Router from '@koa/router';
import { memberRoles, roles as staffRoles } from '../actor.ts';
import { notFound } from '../errors.ts';
import { frameOf, type Guards, personOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { Pages } from '../http/page.ts';
import type { ConsoleSessions } from './sessions.ts';
import type { Visit } from './visitor.ts';

type Invitation = { id: string; institution: string; role: keyof typeof memberRoles; expiresAt: Date };

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  visit: Visit;
  sessions: Pick<ConsoleSessions, 'workFor'>;
  invitationsFor: (accountId: string) => Promise<readonly Invitation[]>;
};

const go = (ctx: Context, path: string) => {
  ctx.status = 303;
  ctx.redirect(path);
};

/** Where somebody works: joining or registering an institution, and changing between several. */
export function createPlacePages({ pages, formTokens, guards, visit, sessions, invitationsFor }: Needs): Router<State> {
  const router = new Router<State>({ prefix: '/console' });
  const visitorOf = async (ctx: Context) => {
    const visitor = await visit(ctx);
    if (visitor === undefined) throw new Error('a page of the back office without its guard');
    return visitor;
  };

  router.get('/start', guards.person, async (ctx) => {
    const { memberships, staff, account } = await visitorOf(ctx);
    const invitations = await invitationsFor(personOf(ctx).accountId);
    const data = {
      isStaff: staff !== undefined,
      memberships: memberships.length,
      hasPhone: account.phone !== undefined,
      invitations: invitations.map(({ id, institution, role, expiresAt }) => ({
        href: `/console/invitations/${id}`,
        institution,
        role: memberRoles[role],
        expiresAt,
      })),
    };
    pages.show(ctx, 'console/start', data, { ...frameOf(ctx), title: '开始', here: 'start' });
  });

  router.get('/switch', guards.person, async (ctx) => {
    const { memberships, membership, staff } = await visitorOf(ctx);
    const data = {
      places: memberships.map(({ institutionId, institution, role, certifiedAt }) => ({
        id: institutionId,
        name: institution,
        role: memberRoles[role],
        isCertified: certifiedAt !== undefined,
        isNow: institutionId === membership?.institutionId,
      })),
      staff: staff?.roles.map((role) => staffRoles[role]).join('、'),
    };
    pages.show(ctx, 'console/switch', data, { ...frameOf(ctx), title: '切换机构', here: 'switch' });
  });

  router.post('/switch', guards.person, async (ctx) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    const { memberships, staff, session } = await visitorOf(ctx);
    if (form.place === 'staff' && staff !== undefined) return go(ctx, '/admin');
    const chosen = memberships.find(({ institutionId }) => institutionId === form.place);
    if (chosen === undefined) throw notFound('您不在这家机构，或已经离开');
    await sessions.workFor(session, chosen.institutionId);
    return go(ctx, '/console');
  });

  return router;
}
