import { memberRoles, roles as staffRoles } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { notFound } from '../errors.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import type { ConsoleSessions } from './sessions/sessions.ts';
import { type Visit, visitorWith } from './visitor.ts';

type Invitation = { id: string; institution: string; role: keyof typeof memberRoles; expiresAt: Date };

type Needs = {
  pages: Pages;
  visit: Visit;
  sessions: Pick<ConsoleSessions, 'workFor'>;
  applications: Pick<Applications, 'sandboxOfPerson'>;
  invitationsFor: (accountId: string) => Promise<readonly Invitation[]>;
};

/** The visitor's institution: joining or registering one, and changing between several. */
export function createPlacePages({ pages, visit, sessions, applications, invitationsFor }: Needs): Route[] {
  const visitorOf = visitorWith(visit);

  async function showStart(ctx: Context) {
    const { memberships, staff, account } = await visitorOf(ctx);
    const { accountId } = personOf(ctx);
    const [invitations, sandbox] = await Promise.all([
      invitationsFor(accountId),
      applications.sandboxOfPerson(accountId),
    ]);
    const data = {
      isStaff: staff !== undefined,
      memberships: memberships.length,
      hasPhone: account.phone !== undefined,
      sandbox: sandbox && {
        name: sandbox.name,
        place: sandbox.isPersonal ? '个人开发者' : sandbox.institution,
        href: sandbox.path,
        verify: `/console/verification/${encodeURIComponent(sandbox.clientId)}`,
        expiresAt: sandbox.expiresAt,
      },
      invitations: invitations.map(({ id, institution, role, expiresAt }) => ({
        href: `/console/invitations/${id}`,
        institution,
        role: memberRoles[role],
        expiresAt,
      })),
    };
    pages.show(ctx, 'console/start', data, { title: '开始', here: 'start' });
  }

  async function showSwitch(ctx: Context) {
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
    pages.show(ctx, 'console/switch', data, { title: '切换机构', here: 'switch' });
  }

  async function changePlace(ctx: Context, form: Form) {
    const { memberships, staff, session } = await visitorOf(ctx);
    if (form.place === 'staff' && staff !== undefined) return seeOther(ctx, '/admin');
    const chosen = memberships.find(({ institutionId }) => institutionId === form.place);
    if (chosen === undefined) throw notFound(fact('console.not_a_member'));
    await sessions.workFor(session, chosen.institutionId);
    return seeOther(ctx, '/console');
  }

  return [
    page('/console/start', may('use the back office'), showStart),
    page('/console/switch', may('use the back office'), showSwitch),
    form('/console/switch', may('use the back office'), changePlace),
  ];
}
