import type { Member } from '../../actor.ts';
import { isToken } from '../../crypto/secrets.ts';
import { notFound, Problem, type Problems } from '../../errors.ts';
import { memberOf, personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { qrCode } from '../../http/pages/qr.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { fact } from '../facts.ts';
import type { InstitutionNeeds } from '../needs.ts';
import { may } from '../policies.ts';
import type { InvitationLinks } from './invitation-links.ts';
import type { Members } from './members.ts';
import { postChoices, postHints, postName } from './post.ts';

type Needs = InstitutionNeeds & {
  pages: Pages;
  members: Pick<Members, 'applicationsOf'>;
  invitationLinks: InvitationLinks;
  /** From now on this browser works for that institution. */
  workFor: (ctx: Context, institutionId: string) => Promise<void>;
};

const choices = postChoices
  .filter(({ value }) => value !== 'owner')
  .toSorted((one, other) => Number(other.value === 'hired') - Number(one.value === 'hired'));

const tokenIn = (ctx: Context): string => {
  const token = param(ctx, 'token');
  return isToken(token) ? token : '';
};

/** 邀请链接 (P17): a link and a QR code for a colleague or the developer of a company, and the page that it opens. */
export function createInviteLinkPages({ pages, publicUrl, members, invitationLinks, workFor }: Needs): Route[] {
  const chosenIn = (applications: readonly { clientId: string }[], typed: Form) =>
    applications
      .filter(({ clientId }) => typed[`applications.${clientId}`] !== undefined)
      .map(({ clientId }) => clientId);

  async function showForm(ctx: Context, values: Form = { post: 'hired' }, problems: Problems = {}) {
    const applications = await members.applicationsOf(memberOf(ctx).institutionId);
    const data = { values, choices, applications, chosen: chosenIn(applications, values) };
    pages.show(ctx, 'institutions/invite-link', data, { title: '用链接邀请', here: 'members', problems });
  }

  async function invite(ctx: Context, typed: Form) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const applications = chosenIn(await members.applicationsOf(institutionId), typed);
    const input = { post: typed.post ?? '', applications, ...(typed.endsAt && { endsAt: typed.endsAt }) };
    try {
      const { id } = await invitationLinks.inviteByLink(actor, institutionId, input);
      seeOther(ctx, `/console/members/links/${id}`);
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      await showForm(ctx, typed, error.fields ?? { form: error.fact });
    }
  }

  async function linkOf(ctx: Context, actor: Member) {
    const open = await invitationLinks.openLinks(actor, actor.institutionId);
    const found = open.find(({ id }) => id === param(ctx, 'id'));
    if (found === undefined) throw notFound(fact('institutions.invitation_over'));
    return found;
  }

  async function showLink(ctx: Context) {
    const actor = memberOf(ctx);
    const { token, ...link } = await linkOf(ctx, actor);
    const named = new Map(
      (await members.applicationsOf(actor.institutionId)).map(({ clientId, name }) => [clientId, name]),
    );
    const address = `${publicUrl.origin}/console/join/${token}`;
    const data = {
      link: {
        ...link,
        post: postName(link),
        limits: link.applications?.map((clientId) => named.get(clientId) ?? clientId) ?? [],
      },
      address,
      qr: await qrCode(address),
    };
    pages.show(ctx, 'institutions/link', data, { title: '邀请链接', here: 'members' });
  }

  async function revoke(ctx: Context) {
    const actor = memberOf(ctx);
    await invitationLinks.revokeLink(actor, actor.institutionId, param(ctx, 'id'));
    seeOther(ctx, '/console/members');
  }

  async function showInvitation(ctx: Context) {
    const token = tokenIn(ctx);
    const found = await invitationLinks.linkFor(token);
    const invitation = found && {
      ...{ institution: found.institution, expiresAt: found.expiresAt, endsAt: found.endsAt },
      ...{ post: postName(found), action: `/console/join/${token}` },
      hint: postHints[found.applications === undefined ? found.role : 'hired'],
    };
    const title = invitation === undefined ? '没有可以接受的邀请' : `${invitation.institution}邀请您`;
    pages.show(
      ctx,
      'institutions/invitation',
      { invitation, ended: undefined, who: personOf(ctx).label },
      { title, here: 'start', status: invitation === undefined ? 404 : 200 },
    );
  }

  async function accept(ctx: Context) {
    const actor = { kind: 'citizen', accountId: personOf(ctx).accountId } as const;
    await workFor(ctx, await invitationLinks.acceptLink(actor, tokenIn(ctx)));
    seeOther(ctx, '/console');
  }

  return [
    page('/console/members/invite-link', may('see invitation links'), (ctx) => showForm(ctx)),
    form('/console/members/invite-link', may('invite by a link'), invite),
    page('/console/members/links/:id', may('see invitation links'), showLink),
    form('/console/members/links/:id/revoke', may('revoke an invitation link'), revoke, {
      asks: fact('institutions.ask_revoke_link'),
    }),
    page('/console/join/:token', may('accept an invitation'), showInvitation),
    form('/console/join/:token', may('accept an invitation'), accept),
  ];
}
