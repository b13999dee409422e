import { type Actor, asCitizen, mustOperate } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { hideId, readHiddenId } from '../../crypto/hidden-id.ts';
import { newId } from '../../crypto/secrets.ts';
import { conflict, notFound } from '../../errors.ts';
import { portraitOf } from '../../files/inspect.ts';
import type { Account } from '../account/account.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { fact } from '../facts.ts';
import { limits } from '../limits.ts';
import { may } from '../policies.ts';
import * as store from './avatar-store.ts';
import type { Changed } from './own.ts';

export type AvatarUpload = { bytes: Buffer | undefined; address: string; requestId?: string };

/** Reasons for which support removes a picture. Adding one is a line here and its words. */
const avatarFaults = ['indecent', 'unlawful', 'another', 'advertising'] as const;
export type AvatarFault = (typeof avatarFaults)[number];
export const isAvatarFault = (text: string): text is AvatarFault => avatarFaults.some((fault) => fault === text);

/** Who sees a picture at the Cloud itself, beside the institutions: an address of its own. */
const ownPages = 'cloud';

/**
 * 头像: one picture an account, square, rendered again and sealed. Each institution gets an address of its own, unlinkable to another's; with
 * the picture every address of it ends.
 */
export function createAvatars({
  db,
  clock,
  seal,
  sms,
  mail,
  words,
  throttle,
  origin,
  find,
  forget,
}: AccountNeeds & Cached) {
  async function spent(accountId: string, address: string): Promise<Changed | undefined> {
    for (const [kind, key, rule] of [
      ['avatars of account', accountId, limits.avatarsOfAccount],
      ['avatars of address', address, limits.avatarsOfAddress],
    ] as const) {
      const { allowed, retryAfter } = await throttle.hit(kind, key, rule);
      if (!allowed)
        return { problems: { avatar: fact('accounts.avatars_often', { hours: Math.ceil(retryAfter / 3600) }) } };
    }
    return undefined;
  }

  const pathOf = (avatarId: string, reader: string) => `/avatars/${hideId(seal, avatarId, reader)}.jpg`;

  return {
    /** `bytes` as they were uploaded: inspected and rendered again by the process of pictures. */
    async setAvatar(accountId: string, { bytes, address, requestId }: AvatarUpload): Promise<Changed> {
      if (bytes === undefined) return { problems: { avatar: fact('accounts.avatar_missing') } };
      const often = await spent(accountId, address);
      if (often !== undefined) return often;
      const drawn = await portraitOf(bytes);
      if ('problem' in drawn) return { problems: { avatar: drawn.problem } };
      const at = clock.now();
      const kept = await db.transaction(async (trx) => {
        if ((await store.put(trx, seal, { ...drawn, id: newId(), accountId, at })) === 0) return false;
        await record(trx, at, asCitizen(accountId), 'account.set_avatar', subjectOf(accountId), {}, requestId);
        return true;
      });
      forget(accountId);
      return kept ? { done: true } : { problems: { form: fact('accounts.changed_meanwhile') } };
    },

    async removeAvatar(accountId: string, requestId?: string): Promise<void> {
      await db.transaction(async (trx) => {
        const at = clock.now();
        if (await store.remove(trx, accountId, at))
          await record(trx, at, asCitizen(accountId), 'account.remove_avatar', subjectOf(accountId), {}, requestId);
      });
      forget(accountId);
    },

    /** By support, after a complaint; the owner is told why. */
    async removeAvatarOf(
      actor: Actor,
      accountId: string,
      { fault, caseId, requestId }: { fault: AvatarFault; caseId: string; requestId?: string },
    ): Promise<void> {
      mustOperate(actor, ...may('help a citizen').roles);
      const account = await find(accountId);
      const removed = await db.transaction(async (trx) => {
        const at = clock.now();
        if (!(await store.remove(trx, accountId, at))) return false;
        const details = { fault, case: caseId };
        await record(trx, at, actor, 'account.support_remove_avatar', subjectOf(accountId), details, requestId);
        const speech = words('zh', 'citizen');
        const said = speech.say(fact('accounts.avatar_removed', { fault }));
        if (account?.phone !== undefined) await sms.send(trx, account.phone, said);
        if (account?.email !== undefined && account.emailVerified)
          await mail.send(trx, {
            to: account.email,
            subject: speech.say(fact('accounts.avatar_removed_subject')),
            text: said,
          });
        return true;
      });
      forget(accountId);
      if (!removed) throw conflict(fact('accounts.no_avatar'));
    },

    /** Where a page of the Cloud shows the picture. */
    avatarPath: ({ avatarId }: Pick<Account, 'avatarId'>, reader: string = ownPages): string | undefined =>
      avatarId === undefined ? undefined : pathOf(avatarId, reader),

    /** The claim `picture` for a client (OpenID Connect Core 5.1). */
    pictureFor: ({ avatarId }: Pick<Account, 'avatarId'>, reader: string): string | undefined =>
      avatarId === undefined ? undefined : `${origin}${pathOf(avatarId, reader)}`,

    /** The picture at an address. Throws 404 for invalid and for ended ones. */
    async openAvatar(address: string, size: store.Size): Promise<Buffer> {
      const id = readHiddenId(seal, address);
      const bytes = id === undefined ? undefined : await store.read(db, seal, id, size);
      if (bytes === undefined) throw notFound(fact('accounts.no_avatar'));
      return bytes;
    },

    /** The account behind an address, for the support, to which an institution reads it out. */
    async avatarOwner(text: string): Promise<string | undefined> {
      const address = /\/avatars\/([\w-]{43})(\.jpg)?$/.exec(text.trim().split(/[?#]/)[0] ?? '')?.[1];
      const id = address && readHiddenId(seal, address);
      return id ? store.ownerOf(db, id) : undefined;
    },
  };
}
