import { z } from 'zod';
import type { Connection } from '../../database/open.ts';
import { batch } from './budget.ts';
import { fact, letter } from './facts.ts';
import { guardiansOf } from './guardians.ts';
import * as items from './item-store.ts';
import type { IncidentParts } from './parts.ts';

const payload = z.object({ id: z.uuid() });

/**
 * Notices to accounts locked for an incident: of the lock and the next steps, and later of the unlock: each once, even if a sending node dies.
 * The freeze does not wait for them.
 */
export function createLockNotices({ db, clock, jobs, accounts, notices, budget, config, publicUrl }: IncidentParts) {
  /** The number to call to get in again. */
  const phone = config.CONTACT_PHONE;

  async function tell(trx: Connection, freezeId: string): Promise<number> {
    const found = await items.unnotified(trx, freezeId, batch);
    const ids = found.map(({ accountId }) => accountId);
    const people = new Map((await accounts.reachLocked(trx, ids)).map((account) => [account.id, account]));
    const guardians = await guardiansOf(trx, accounts, [...people.values()]);
    for (const { accountId, state, lockedAt } of found) {
      const account = people.get(accountId);
      const isLocked = state === 'done';
      // It was unlocked meanwhile, or locked for another reason: the notice would be wrong.
      const isSo = isLocked ? account?.lockedAt?.getTime() === lockedAt?.getTime() : account?.lockedAt === undefined;
      if (account === undefined || !isSo) continue;
      const { id, nickname, email, phone: mobile } = account;
      const at = (lockedAt ?? clock.now()).toISOString();
      const about = {
        event: isLocked ? 'incident.locked' : 'incident.unlocked',
        key: `incident.${state}:${freezeId}:${id}`,
      } as const;
      await notices.send(trx, {
        ...about,
        recipient: { kind: 'account', id, email, phone: mobile },
        letter: isLocked ? letter('incidents.locked_letter', { at, phone }) : letter('incidents.unlocked_letter'),
        to: nickname,
        because: fact('incidents.because_own'),
        href: `${publicUrl.origin}${isLocked ? '/help/locked' : '/account/logins'}`,
      });
      const guardian = guardians.get(account.guardianId ?? '');
      if (guardian === undefined) continue;
      await notices.send(trx, {
        ...{ ...about, key: `${about.key}:guardian` },
        recipient: { kind: 'account', id: guardian.id, email: guardian.email, phone: guardian.phone },
        letter: isLocked
          ? letter('incidents.child_locked_letter', { nickname, at, phone })
          : letter('incidents.child_unlocked_letter', { nickname }),
        to: guardian.nickname,
        because: fact('incidents.because_guardian', { child: nickname }),
        href: `${publicUrl.origin}${isLocked ? '/help/locked' : '/account/family'}`,
      });
    }
    await items.noteNotified(trx, freezeId, ids);
    return found.length;
  }

  async function work(freezeId: string): Promise<void> {
    while (await items.hasUnnotified(db, freezeId)) {
      const later = await budget.spend();
      if (later !== undefined)
        return db.transaction((trx) => jobs.enqueue(trx, 'incidents.tell_locked', { id: freezeId }, later));
      if ((await db.transaction((trx) => tell(trx, freezeId))) < batch) return;
    }
  }

  return { handle: (asked: unknown) => work(payload.parse(asked).id) };
}
