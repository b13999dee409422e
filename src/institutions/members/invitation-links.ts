import { type Account, label } from '../../accounts/account/account.ts';
import { type Actor, isMemberOf } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, days } from '../../clock.ts';
import { isId, newId, newToken } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound } from '../../errors.ts';
import { fact } from '../facts.ts';
import { subjectOf } from '../institution/institution.ts';
import { join } from '../institution/joining.ts';
import * as members from '../institution/member-store.ts';
import { lock } from '../institution/store.ts';
import type { OwnNeeds } from '../needs.ts';
import { may } from '../policies.ts';
import * as store from './invitation-link-store.ts';
import { joinedNotice } from './owner-letters.ts';
import { type PostInput, postName, readPost } from './post.ts';

const lasts = days(7);
const mostOpen = 20;

/** Invitations as a link and a QR code, by owners, for 7 days, at most 20 open ones. */
export interface InvitationLinks {
  /** Throws `invalid` by field; never for an owner. */
  inviteByLink(actor: Actor, institutionId: string, input: PostInput): Promise<store.InvitationLink>;
  /** Those that wait to be accepted, with their tokens; for owners. */
  openLinks(actor: Actor, institutionId: string): Promise<store.InvitationLink[]>;
  /** Throws `not_found` for one that is over. */
  revokeLink(actor: Actor, institutionId: string, id: string): Promise<void>;
  /** The offer of a link, for its visitor. */
  linkFor(token: string): Promise<store.InvitationLink | undefined>;
  /** Answers the institution that the person, whose phone is verified, works for from now on. */
  acceptLink(actor: Actor, token: string): Promise<string>;
}

/**
 * P17: an invitation as a link and a QR code, which an owner hands over without telling the Cloud a number. It sends no message, so it needs no
 * certification (R14); acceptance requires a verified phone, and the owners are told who it was.
 */
export function createInvitationLinks(needs: OwnNeeds): InvitationLinks {
  const { db, clock, seal, institutions, accounts, notices, publicUrl } = needs;
  const { applicationsOf } = needs.asks;

  function mustInvite(actor: Actor, institutionId: string): asserts actor is Extract<Actor, { kind: 'member' }> {
    if (actor.kind !== 'member' || actor.institutionId !== institutionId)
      throw notFound(fact('institutions.not_found'));
    if (!isMemberOf(actor, institutionId, may('invite by a link').roles))
      throw forbidden(fact('institutions.owners_invite'));
  }

  async function tellOwners(trx: Connection, link: store.InvitationLink, joined: Account): Promise<void> {
    const everybody = await members.membersOf(trx, link.institutionId, clock.now());
    const owners = everybody.filter(({ role }) => role === 'owner').map(({ accountId }) => accountId);
    for (const owner of await accounts.reach(trx, owners))
      await notices.send(trx, joinedNotice(link, postName(link), joined, owner, publicUrl.origin));
  }

  return {
    async inviteByLink(actor, institutionId, input) {
      mustInvite(actor, institutionId);
      const institution = await institutions.get(institutionId);
      if (institution.disabledAt !== undefined) throw forbidden(fact('institutions.disabled_no_members'));
      const chosen = readPost(input, await applicationsOf(institutionId), clock.now());
      if ('problems' in chosen) throw invalid(chosen.problems);
      if (chosen.post.role === 'owner') throw invalid({ post: fact('institutions.link_without_owner') });
      const at = clock.now();
      const link = {
        ...{ ...chosen.post, id: newId(), institutionId, institution: institution.name },
        ...{ token: newToken(), invitedBy: actor.accountId, createdAt: at, expiresAt: after(at, lasts) },
      };
      await db.transaction(async (trx) => {
        await lock(trx, institutionId);
        if ((await store.openOf(trx, seal, institutionId, at)).length >= mostOpen)
          throw conflict(fact('institutions.many_links', { most: mostOpen }));
        await store.insert(trx, seal, link);
        const details = { invitation: link.id, to: chosen.post, by: 'link' };
        await record(trx, at, actor, 'member.invite', subjectOf(institutionId), details);
      });
      return link;
    },

    /** Open invitations with their links; for owners. */
    async openLinks(actor: Actor, institutionId: string): Promise<store.InvitationLink[]> {
      if (!isMemberOf(actor, institutionId, may('see invitation links').roles)) return [];
      return store.openOf(db, seal, institutionId, clock.now());
    },

    async revokeLink(actor, institutionId, id) {
      mustInvite(actor, institutionId);
      const at = clock.now();
      await db.transaction(async (trx) => {
        if (!isId(id) || !(await store.revoke(trx, institutionId, id, at))) throw over();
        await record(trx, at, actor, 'member.revoke_invitation', subjectOf(institutionId), { invitation: id });
      });
    },

    linkFor: (token) => store.findOpen(db, seal, token, clock.now()),

    async acceptLink(actor, token) {
      if (actor.kind !== 'citizen') throw forbidden(fact('institutions.log_in_as_invited'));
      const account = await accounts.find(actor.accountId);
      if (account?.phone === undefined) throw forbidden(fact('institutions.phone_to_join'));
      const offered = await store.findOpen(db, seal, token, clock.now());
      if (offered === undefined) throw over();
      const { id, institutionId, role, applications, endsAt } = offered;
      return db.transaction(async (trx) => {
        await lock(trx, institutionId);
        const at = clock.now();
        if (!(await store.accept(trx, id, account.id, at))) throw over();
        const post = { role, applications, endsAt };
        if (!(await join(trx, institutionId, account.id, post, at)))
          throw conflict(fact('institutions.you_are_member'));
        const details = { invitation: id, member: account.id, to: post, person: { name: label(account) } };
        await record(trx, at, actor, 'member.join', subjectOf(institutionId), details);
        await tellOwners(trx, offered, account);
        return institutionId;
      });
    },
  };
}

const over = () => notFound(fact('institutions.invitation_over'));
