import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after } from '../../clock.ts';
import { hashToken, newId, newToken } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { WayIn } from '../../module.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import { type Account, label } from '../account/account.ts';
import { subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { endSessions } from '../account/store.ts';
import { type AddedKind, fact, letter } from '../facts.ts';
import { addedLinkLife, addedWays } from './added-way.ts';
import * as store from './added-way-store.ts';

type Needs = AccountNeeds &
  Cached & {
    /** Sign-in methods of rooms above, which remove their own. */
    waysIn: () => readonly WayIn[];
  };

/** `passkeyId` of a passkey; `before` of a phone or an e-mail. */
type Added = { kind: AddedKind; passkeyId?: string; before?: string | undefined; device: string };

/** Added sign-in methods, for as long as the owner can remove them by a link or in 登录与安全. */
export interface AddedWays {
  /** Notifies the owner by the other ways, within the transaction that adds it; never of an invented citizen. */
  tell(trx: Connection, owner: Account, added: Added): Promise<void>;
  /** Methods that can still be removed. */
  open(accountId: string): Promise<(OpenWay & { id: string })[]>;
  /** Whether the account had no number until a few days ago: a stranger who knew the password could have added it. */
  isFirstPhoneNew(accountId: string): Promise<boolean>;
  /** The method that a link would remove; undefined if the link is over, or invalid. */
  openByLink(link: string): Promise<OpenWay | undefined>;
  /** Removes it by the link, once, and ends every session with it; gives no session. */
  endByLink(link: string, requestId?: string): Promise<boolean>;
  /** Ends one of the own. */
  endOwn(accountId: string, id: string, requestId?: string): Promise<boolean>;
}

type OpenWay = Pick<store.AddedWay, 'kind' | 'device' | 'at'>;

/** Each newly added sign-in method is announced by the other ones, with a link that removes it (docs/adr/0114). */
export function createAddedWays({
  db,
  clock,
  seal,
  sms,
  mail,
  notices,
  words,
  origin,
  waysIn,
  forget,
}: Needs): AddedWays {
  async function endIn(trx: Connection, actor: Actor, way: store.AddedWay, requestId?: string): Promise<boolean> {
    const at = clock.now();
    const { id, accountId, kind, passkeyId, before } = way;
    if ((await store.end(trx, id, actor.kind === 'anonymous' ? 'by_link' : 'by_owner', at)) === 0) return false;
    if (passkeyId !== undefined)
      for (const { remove } of waysIn()) await remove?.(trx, actor, accountId, { only: passkeyId });
    if (kind === 'phone' || kind === 'email') await store.putBack(trx, seal, { accountId, kind, before }, at);
    // Sessions built on it cannot be told from the rest; devices are known by their last time.
    await endSessions(trx, accountId, at);
    await record(trx, at, actor, 'account.end_added_way', subjectOf(accountId), { kind }, requestId);
    return true;
  }

  return {
    async tell(trx, owner, { kind, passkeyId, before, device }) {
      if (owner.testOf !== undefined) return;
      const [at, link] = [clock.now(), newToken(18)];
      const way = { id: newId(), accountId: owner.id, kind, passkeyId, before, device, at };
      await store.insert(trx, seal, way, { linkHash: hashToken(link), endsAt: after(at, addedLinkLife) });
      const speech = words('zh', 'citizen');
      const url = `${origin}/account/added/${link}`;
      const text = speech.say(fact('accounts.way_added', { kind, device, at: at.toISOString(), url }));
      const subject = speech.say(fact('accounts.way_added_subject', { kind }));
      const { phone, email, emailVerified } = owner;
      const toldBy: readonly string[] = addedWays[kind].toldBy;
      if (phone !== undefined) await sms.send(trx, phone, text);
      const isMailed = toldBy.includes('mail') || phone === undefined;
      if (isMailed && email !== undefined && emailVerified) await mail.send(trx, { to: email, subject, text });
      if (!(await store.hasInbox(trx, owner.id))) return;
      // Without the link: readers there are signed in, and remove it in 登录与安全.
      await notices.send(trx, {
        ...{ event: 'account.way_added', key: `added way ${way.id}`, recipient: { kind: 'account', id: owner.id } },
        letter: letter('accounts.way_added_letter', { kind, device, at: at.toISOString() }),
        ...{ to: label(owner), because: noticeFact('notices.because_account') },
        href: `${origin}/account/security`,
      });
    },

    async open(accountId) {
      const found = await store.openOf(db, seal, accountId, clock.now());
      return found.map(({ id, kind, device, at }) => ({ id, kind, device, at }));
    },

    isFirstPhoneNew: (accountId) => store.hasOpenFirstPhone(db, accountId, clock.now()),

    async openByLink(link) {
      const way = await store.findByLink(db, seal, hashToken(link), clock.now());
      return way && { kind: way.kind, device: way.device, at: way.at };
    },

    async endByLink(link, requestId) {
      const way = await store.findByLink(db, seal, hashToken(link), clock.now());
      if (way === undefined) return false;
      const done = await db.transaction((trx) => endIn(trx, { kind: 'anonymous' }, way, requestId));
      forget(way.accountId);
      return done;
    },

    async endOwn(accountId, id, requestId) {
      const way = (await store.openOf(db, seal, accountId, clock.now())).find((each) => each.id === id);
      if (way === undefined) return false;
      const done = await db.transaction((trx) => endIn(trx, { kind: 'citizen', accountId }, way, requestId));
      forget(accountId);
      return done;
    },
  };
}
