import { z } from 'zod';
import { type Account, label } from '../../accounts/account/account.ts';
import { type Actor, actorId, isMemberOf, type MemberRole } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, days } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, rateLimited } from '../../errors.ts';
import { maskMobile, mobile } from '../../fields/china/mobile.ts';
import { readFields } from '../../fields/read.ts';
import { permits } from '../../http/access.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import { fact, letter } from '../facts.ts';
import { type Institution, subjectOf } from '../institution/institution.ts';
import { join } from '../institution/joining.ts';
import * as members from '../institution/member-store.ts';
import { lock } from '../institution/store.ts';
import type { OwnNeeds } from '../needs.ts';
import { may } from '../policies.ts';
import { cloudInstitutionId } from '../service.ts';
import * as store from './invitation-store.ts';
import { ownerNotice } from './owner-letters.ts';
import { type PostInput, postName, readPost } from './post.ts';

const lasts = days(7);
/** An invitation is an unsolicited short message. */
const perDay = { byInstitution: 20, toPhone: 5 };

const fields = z.object({ phone: mobile() });

/** Invitations by phone number, for 7 days: by owners of certified institutions, or by operators for a first owner (R14, R16). */
export interface Invitations {
  /** Throws `invalid` by field; of an operator, for an institution with an owner, it waits for `agree`. */
  invite(actor: Actor, institutionId: string, input: PostInput & { phone: string }): Promise<store.Invitation>;
  /** By a second operator. Throws `forbidden` for the one who invited and for the invited person. */
  agree(actor: Actor, institutionId: string, id: string): Promise<void>;
  /** Pending invitations; empty for members who may not invite. */
  open(actor: Actor, institutionId: string): Promise<store.Invitation[]>;
  /** Throws `not_found` for one that is over. */
  revoke(actor: Actor, institutionId: string, id: string): Promise<void>;
  /** Those that this person may accept, by the verified phone. */
  pendingFor(accountId: string): Promise<store.Invitation[]>;
  /** Why one that was sent to this person can be accepted no more; undefined where none was. */
  ended(accountId: string, id: string): Promise<(store.End & { isMember: boolean }) | undefined>;
  /** Answers the institution that the person works for from now on. Throws `not_found` for one that is over. */
  accept(actor: Actor, id: string): Promise<string>;
}

/** P17: an invitation by phone number, accepted by an account with that number. */
export function createInvitations(needs: OwnNeeds): Invitations {
  const { db, clock, seal, institutions, accounts, notices, publicUrl } = needs;
  const { applicationsOf } = needs.asks;

  /** An owner of a certified institution, or operators who set up the first owner of one that came by mail. */
  async function mustInvite(actor: Actor, institutionId: string, role: MemberRole): Promise<Institution> {
    const institution = await (operates(actor)
      ? institutions.look(actor, institutionId)
      : institutions.get(institutionId));
    if (institution.disabledAt !== undefined) throw forbidden(fact('institutions.disabled_no_members'));
    if (operates(actor)) {
      if (institutionId === cloudInstitutionId) throw conflict(fact('institutions.cloud_no_members'));
      if (role !== 'owner') throw forbidden(fact('institutions.operators_invite_owners'));
      await institutions.mustBeOthers(actor, institutionId);
      return institution;
    }
    if (actor.kind === 'member' && actor.institutionId !== institutionId)
      throw notFound(fact('institutions.not_found'));
    if (!isMemberOf(actor, institutionId, may('invite by phone number').roles))
      throw forbidden(fact('institutions.owners_invite'));
    if (institution.certifiedAt === undefined) throw forbidden(fact('institutions.certified_first'));
    return institution;
  }

  async function mustBeNew(
    trx: Connection,
    institutionId: string,
    phone: string,
    account: Account | undefined,
    at: Date,
  ): Promise<void> {
    const everybody = await members.membersOf(trx, institutionId, at);
    if (account !== undefined && everybody.some(({ accountId }) => accountId === account.id))
      throw invalid({ phone: fact('institutions.already_member', { phone: maskMobile(phone) }) });
    if ((await store.openOf(trx, seal, institutionId, at)).some((each) => each.phone === phone))
      throw invalid({ phone: fact('institutions.already_invited', { phone: maskMobile(phone) }) });
    const sent = await store.sentSince(trx, seal, institutionId, phone, after(at, -days(1)));
    if (sent.byInstitution >= perDay.byInstitution || sent.toPhone >= perDay.toPhone)
      throw rateLimited(fact('institutions.many_invitations'), days(1));
  }

  /** Within the transaction that asks for it or agrees to it. */
  async function tellOwners(trx: Connection, step: 'asked' | 'agreed', invitation: store.Invitation): Promise<void> {
    const everybody = await members.membersOf(trx, invitation.institutionId, clock.now());
    const owners = everybody.filter(({ role }) => role === 'owner').map(({ accountId }) => accountId);
    for (const owner of await accounts.reach(trx, owners))
      await notices.send(trx, ownerNotice(step, invitation, owner, publicUrl.origin));
  }

  async function tellGuest(trx: Connection, invitation: store.Invitation, account: Account | undefined): Promise<void> {
    const { id, institution, phone } = invitation;
    const href = `${publicUrl.origin}/console/invitations/${id}`;
    await notices.send(trx, {
      event: 'invitation.sent',
      key: `invitation.sent:${id}`,
      recipient:
        account === undefined
          ? { kind: 'contact', id, email: undefined, phone }
          : { kind: 'account', id: account.id, phone },
      letter: letter('institutions.invited_letter', { institution, post: postName(invitation), href }),
      to: institution,
      because: noticeFact('notices.because_invited'),
      href,
    });
  }

  return {
    async invite(actor, institutionId, input) {
      const [read, chosen] = [
        readFields(fields, input),
        readPost(input, await applicationsOf(institutionId), clock.now()),
      ];
      const institution = await mustInvite(actor, institutionId, 'post' in chosen ? chosen.post.role : 'owner');
      if ('problems' in read || 'problems' in chosen)
        throw invalid({ ...('problems' in read && read.problems), ...('problems' in chosen && chosen.problems) });
      const { phone } = read.values;
      const at = clock.now();
      const draft = {
        ...chosen.post,
        id: newId(),
        institutionId,
        institution: institution.name,
        phone,
        invitedBy: actorId(actor) ?? '',
        createdAt: at,
        expiresAt: after(at, lasts),
        byOperator: operates(actor),
      };
      const account = await accounts.findByIdentifier(phone);
      if (operates(actor) && account !== undefined && account.id === actorId(actor))
        throw invalid({ phone: fact('institutions.not_oneself') });
      return db.transaction(async (trx) => {
        await lock(trx, institutionId);
        await mustBeNew(trx, institutionId, phone, account, at);
        // Or one operator alone could take an institution over by a second account of their own.
        const waits = operates(actor) && (await members.hasOwner(trx, institutionId));
        const invitation = { ...draft, waits };
        await store.insert(trx, seal, invitation);
        if (waits) await tellOwners(trx, 'asked', invitation);
        else await tellGuest(trx, invitation, account);
        const details = { invitation: invitation.id, to: chosen.post, person: { to: { phone: maskMobile(phone) } } };
        await record(trx, at, actor, 'member.invite', subjectOf(institutionId), {
          ...details,
          ...(waits && { waits }),
        });
        return invitation;
      });
    },

    async agree(actor, institutionId, id) {
      if (!operates(actor)) throw forbidden(fact('institutions.operators_agree'));
      await institutions.look(actor, institutionId);
      await institutions.mustBeOthers(actor, institutionId);
      const [at, by] = [clock.now(), actorId(actor) ?? ''];
      const waiting = (await store.openOf(db, seal, institutionId, at)).find((each) => each.id === id && each.waits);
      if (waiting === undefined) throw notFound(fact('institutions.no_waiting_invitation'));
      const account = await accounts.findByIdentifier(waiting.phone);
      if (waiting.invitedBy === by || account?.id === by) throw forbidden(fact('institutions.another_agrees'));
      await db.transaction(async (trx) => {
        await lock(trx, institutionId);
        const agreed = await store.agree(trx, seal, { institutionId, id, by }, at, after(at, lasts));
        if (agreed === undefined) throw conflict(fact('institutions.invitation_changed'));
        await tellOwners(trx, 'agreed', agreed);
        await tellGuest(trx, agreed, account);
        await record(trx, at, actor, 'member.agree_invitation', subjectOf(institutionId), { invitation: id });
      });
    },

    async open(actor, institutionId) {
      if (operates(actor)) await institutions.look(actor, institutionId);
      else if (!isMemberOf(actor, institutionId, may('revoke an invitation').roles)) return [];
      return store.openOf(db, seal, institutionId, clock.now());
    },

    async revoke(actor, institutionId, id) {
      if (operates(actor)) await institutions.look(actor, institutionId);
      else if (!isMemberOf(actor, institutionId, may('revoke an invitation').roles))
        throw forbidden(fact('institutions.owners_revoke'));
      const at = clock.now();
      await db.transaction(async (trx) => {
        if (!isId(id) || !(await store.revoke(trx, institutionId, id, at))) throw over();
        await record(trx, at, actor, 'member.revoke_invitation', subjectOf(institutionId), { invitation: id });
      });
    },

    async pendingFor(accountId) {
      const phone = (await accounts.find(accountId))?.phone;
      return phone === undefined ? [] : store.openFor(db, seal, phone, clock.now());
    },

    async ended(accountId, id) {
      const phone = (await accounts.find(accountId))?.phone;
      if (phone === undefined || !isId(id)) return undefined;
      const at = clock.now();
      const end = await store.endOf(db, seal, id, phone, at);
      if (end === undefined) return undefined;
      const everybody = await members.membersOf(db, end.institutionId, at);
      return { ...end, isMember: everybody.some((each) => each.accountId === accountId) };
    },

    async accept(actor, id) {
      if (actor.kind !== 'citizen') throw forbidden(fact('institutions.log_in_as_invited'));
      const account = await accounts.find(actor.accountId);
      const phone = account?.phone;
      if (account === undefined || phone === undefined || !isId(id)) throw over();
      return db.transaction(async (trx) => {
        const at = clock.now();
        const about = await store.institutionOf(trx, id);
        if (about === undefined) throw over();
        await lock(trx, about);
        const accepted = await store.accept(trx, seal, id, phone, at);
        if (accepted === undefined) throw over();
        const { institutionId, isUnseconded, ...post } = accepted;
        if (isUnseconded && (await members.hasOwner(trx, institutionId)))
          throw conflict(fact('institutions.has_an_owner'));
        if (!(await join(trx, institutionId, account.id, post, at)))
          throw conflict(fact('institutions.you_are_member'));
        const details = { invitation: id, member: account.id, to: post, person: { name: label(account) } };
        await record(trx, at, actor, 'member.join', subjectOf(institutionId), details);
        return institutionId;
      });
    },
  };
}

const over = () => notFound(fact('institutions.invitation_over'));

const operates = (actor: Actor) =>
  actor.kind === 'operator' || permits(may('invite, agree to and revoke an owner'), actor);
