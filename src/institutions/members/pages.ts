import { type Member, memberRoles } from '../../actor.ts';
import { dayOf } from '../../clock.ts';
import { notFound, Problem, type Problems } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import type { Institutions } from '../service.ts';
import type { InvitationLinks } from './invitation-links.ts';
import type { Invitations } from './invitations.ts';
import type { Colleague, Members } from './members.ts';
import { postChoices, postName } from './post.ts';

type Needs = {
  pages: Pages;
  members: Members;
  invitations: Pick<Invitations, 'invite' | 'open' | 'revoke'>;
  invitationLinks: Pick<InvitationLinks, 'openLinks'>;
  institutions: Pick<Institutions, 'get'>;
};

const home = '/console/members';
const goHome = (ctx: Context) => seeOther(ctx, home);

/** P17 成员与权限 */
export function createMemberPages({ pages, members, invitations, invitationLinks, institutions }: Needs): Route[] {
  const applicationsIn = async (actor: Member, form: Form) =>
    (await members.applicationsOf(actor.institutionId))
      .filter(({ clientId }) => form[`applications.${clientId}`] !== undefined)
      .map(({ clientId }) => clientId);

  const postIn = async (actor: Member, form: Form) => ({
    post: form.post ?? '',
    applications: await applicationsIn(actor, form),
    ...(form.endsAt && { endsAt: form.endsAt }),
  });

  async function showInvite(ctx: Context, form: Form = {}, problems: Problems = {}) {
    const actor = memberOf(ctx);
    const applications = await members.applicationsOf(actor.institutionId);
    pages.show(
      ctx,
      'institutions/invite',
      { values: form, choices: postChoices, applications, chosen: await applicationsIn(actor, form) },
      { title: '邀请成员', here: 'members', problems },
    );
  }

  async function showMember(ctx: Context, member: Colleague, typed?: Form, problems: Problems = {}) {
    const actor = memberOf(ctx);
    const post = member.applications === undefined ? member.role : 'hired';
    const values = typed ?? { post, ...(member.endsAt && { endsAt: dayOf(member.endsAt) }) };
    pages.show(
      ctx,
      'institutions/member',
      {
        member: { ...member, post: postName(member) },
        isSelf: member.accountId === actor.accountId,
        isOwner: actor.role === 'owner',
        values,
        choices: postChoices,
        applications: await members.applicationsOf(actor.institutionId),
        chosen: typed === undefined ? (member.applications ?? []) : await applicationsIn(actor, typed),
      },
      { title: member.label, here: 'members', problems },
    );
  }

  /** The member named in the path; an actor without the right finds none. */
  async function colleague(ctx: Context): Promise<Colleague> {
    const actor = memberOf(ctx);
    const isFound = actor.role === 'owner' || actor.accountId === param(ctx, 'accountId');
    const found =
      isFound &&
      (await members.list(actor, actor.institutionId)).find((each) => each.accountId === param(ctx, 'accountId'));
    if (!found) throw notFound(fact('institutions.no_member'));
    return found;
  }

  async function list(ctx: Context) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const [everybody, open, links, { certifiedAt }] = await Promise.all([
      members.list(actor, institutionId),
      invitations.open(actor, institutionId),
      invitationLinks.openLinks(actor, institutionId),
      institutions.get(institutionId),
    ]);
    const named = new Map(
      (await members.applicationsOf(actor.institutionId)).map((each) => [each.clientId, each.name]),
    );
    const withPost = <T extends Pick<Colleague, 'role' | 'applications'>>(each: T) => ({
      ...each,
      post: postName(each),
      limits: each.applications?.map((clientId) => named.get(clientId) ?? clientId) ?? [],
    });
    pages.show(
      ctx,
      'institutions/members',
      {
        members: everybody.map(withPost),
        invitations: open.map(({ phone, ...each }) => ({ ...withPost(each), phone: maskMobile(phone) })),
        links: links.map(({ token: _, ...each }) => ({ ...withPost(each), href: `/console/members/links/${each.id}` })),
        isCertified: certifiedAt !== undefined,
        self: actor.accountId,
        isOwner: actor.role === 'owner',
        role: memberRoles[actor.role],
      },
      { title: '成员与权限', here: 'members' },
    );
  }

  async function invite(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    try {
      await invitations.invite(actor, actor.institutionId, { ...(await postIn(actor, form)), phone: form.phone ?? '' });
      goHome(ctx);
    } catch (error) {
      await showInvite(ctx, form, problemsOf(error));
    }
  }

  async function revokeInvitation(ctx: Context) {
    const actor = memberOf(ctx);
    await invitations.revoke(actor, actor.institutionId, param(ctx, 'id'));
    goHome(ctx);
  }

  async function changePost(ctx: Context, form: Form) {
    const [actor, member] = [memberOf(ctx), await colleague(ctx)];
    try {
      await members.setPost(actor, actor.institutionId, member.accountId, await postIn(actor, form));
      goHome(ctx);
    } catch (error) {
      await showMember(ctx, member, form, problemsOf(error));
    }
  }

  async function remove(ctx: Context) {
    const actor = memberOf(ctx);
    const member = await colleague(ctx);
    try {
      await members.remove(actor, actor.institutionId, member.accountId);
    } catch (error) {
      return showMember(ctx, member, undefined, problemsOf(error));
    }
    const isSelf = member.accountId === actor.accountId;
    seeOther(ctx, isSelf ? '/console' : home);
  }

  return [
    page('/console/members', may('see the institution and its members'), list),
    page('/console/members/invite', may('invite by phone number'), (ctx) => showInvite(ctx)),
    form('/console/members/invite', may('invite by phone number'), invite),
    form('/console/members/invitations/:id/revoke', may('revoke an invitation'), revokeInvitation, {
      asks: fact('institutions.ask_revoke_invitation'),
    }),
    page('/console/members/:accountId', may('see the institution and its members'), async (ctx) =>
      showMember(ctx, await colleague(ctx)),
    ),
    form('/console/members/:accountId', may('change the post of a member'), changePost),
    form('/console/members/:accountId/remove', may('remove a member, or leave'), remove, {
      asks: fact('institutions.ask_remove_member'),
    }),
  ];
}

/** Problems that can be corrected on the page; others are rethrown. */
function problemsOf(error: unknown): Problems {
  if (!(error instanceof Problem) || !['validation_failed', 'conflict', 'rate_limited'].includes(error.code))
    throw error;
  return error.fields ?? { form: error.fact };
}
