import { z } from 'zod';
import { label } from '../../accounts/account/account.ts';
import { loginRetention } from '../../accounts/limits.ts';
import { type Actor, mustOperate, type Staff, system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, minutes } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import { timed } from '../../database/deadline.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, notFound, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import { readFields } from '../../fields/read.ts';
import { may } from '../policies.ts';
import type { ImpactEstimate } from './affected.ts';
import { take } from './affected-store.ts';
import { fact } from './facts.ts';
import { type FreezeKind, freezeFields } from './form.ts';
import * as items from './item-store.ts';
import type { IncidentParts } from './parts.ts';
import { kindOf, mustBeOpen, mustWork, one, subjectOf } from './rights.ts';
import * as store from './store.ts';

/** The plan of a freeze: `people` for a mass freeze. */
export type Plan = {
  kind: FreezeKind;
  target: string;
  label: string;
  people: number | undefined;
  certainty: ImpactEstimate['certainty'];
  since: Date | undefined;
  until: Date | undefined;
  reason: string;
};

const batch = 100;
const payload = z.object({ id: z.uuid() });
const isOfMany = (kind: FreezeKind) => kind === 'end_sign_ins' || kind === 'lock_sign_ins';

/** Stopping harm, and undoing it. The called rooms decide about targets and permissions; here it is recorded. */
export function createFreezes(needs: IncidentParts) {
  const { db, clock, jobs, accounts, applications, institutions, closing, affected } = needs;

  const applicationIn = async (typed: string) => {
    const found = await applications.find(typed);
    if (found === undefined) return undefined;
    const { clientId: target, name, disabledAt, firstParty: isOwn } = found;
    return { target, label: name, isStopped: disabledAt !== undefined, isOwn };
  };
  async function accountIn(typed: string) {
    const found = isId(typed.toLowerCase())
      ? await accounts.find(typed.toLowerCase())
      : await accounts.findByIdentifier(typed);
    if (found === undefined || found.deletedAt !== undefined) return undefined;
    return { target: found.id, label: label(found), isStopped: found.lockedAt !== undefined };
  }
  async function institutionIn(actor: Actor, typed: string) {
    const own = isId(typed.toLowerCase()) ? typed.toLowerCase() : (await applications.find(typed))?.institutionId;
    if (own === undefined) return undefined;
    const { id, name, disabledAt } = await institutions.look(actor, own);
    return { target: id, label: name, isStopped: disabledAt !== undefined };
  }

  /** The plan of a freeze, or its problems: nothing is stopped yet. */
  async function plan(actor: Staff, incidentId: string, given: Data): Promise<{ problems: Problems } | Plan> {
    mustWork(actor);
    const read = readFields(freezeFields, given);
    if ('problems' in read) return read;
    const { kind, target: typed, reason, since: from, until: to } = read.values;
    const problem = (name: string, what: Fact) => ({ problems: { [name]: what } });
    // A role without the right is refused before any lookup.
    if (kind === 'account' || isOfMany(kind)) mustOperate(actor, ...may('stop accounts').roles);
    else mustOperate(actor, ...may('stop AKs and institutions').roles);
    const found =
      kind === 'account'
        ? await accountIn(typed)
        : kind === 'institution'
          ? await institutionIn(actor, typed)
          : await applicationIn(typed);
    if (found === undefined) return problem('target', fact('incidents.no_target'));
    if (found.target === actor.accountId) return problem('target', fact('incidents.own_account'));
    if (kind === 'account' && (await accounts.rolesOf(found.target)).length > 0)
      return problem('target', fact('incidents.account_of_staff'));
    // Everyone signs in there: staff too, and those who could undo it.
    if (kind === 'lock_sign_ins' && 'isOwn' in found && found.isOwn === true)
      return problem('target', fact('incidents.own_application'));
    const { isStopped, target, label: called } = found;
    const about = { target, label: called };
    if (!isOfMany(kind)) {
      if (isStopped) return problem('target', fact('incidents.stopped_already'));
      const times = { since: undefined, until: undefined };
      return { kind, ...about, ...times, reason, people: undefined, certainty: 'exact' };
    }
    if (from === undefined) return problem('since', fact('incidents.times_missing'));
    const now = clock.now();
    const [since, until] = [new Date(from), to === undefined ? now : new Date(to)];
    if (until <= since) return problem('until', fact('incidents.ends_before'));
    const scope = { clientIds: [about.target], since, until };
    const isGone = now.getTime() - since.getTime() > loginRetention * 1000;
    const { people, certainty } = isGone
      ? ({ people: 0, certainty: 'exact' } as const)
      : await affected.foresee(incidentId, scope);
    if (people === 0 && certainty !== 'least') return problem('since', fact('incidents.nobody'));
    return { kind, ...about, reason, people, certainty, since, until };
  }

  async function note(trx: Connection, actor: Actor, id: string, verb: string, details: Record<string, unknown>) {
    const at = clock.now();
    const accountId = actor.kind === 'staff' ? actor.accountId : undefined;
    await store.insertStep(trx, id, { at, accountId, kind: kindOf(verb), details });
    await record(trx, at, actor, verb, subjectOf(id), details);
  }

  /** Stops one thing through its room, in the actor's name; returns when it was stopped. */
  async function stop(trx: Connection, actor: Staff, { kind, target, reason }: Plan): Promise<Date | undefined> {
    if (kind === 'account') {
      // It was stopped since it was shown; the freeze would take over another actor's lock.
      const before = await accounts.locking.hold(trx, target);
      if (before?.lockedAt !== undefined) throw conflict(fact('incidents.stopped_already'));
      await accounts.locking.lock(trx, actor, target, reason);
      return (await accounts.locking.hold(trx, target))?.lockedAt;
    }
    if (kind === 'application') return (await applications.disable(actor, target, reason, trx)).disabledAt;
    await closing.disable(actor, target, reason, trx);
    return (await closing.hold(trx, target)).disabledAt;
  }

  /** False where the account is left as it is: it was opened, or is locked for another reason or by another freeze. */
  async function unlock(trx: Connection, actor: Actor, { id, reason }: store.Freeze, accountId: string) {
    const item = await items.hold(trx, id, accountId, ['taking', 'done']);
    if (item === undefined) return false;
    await items.set(trx, id, accountId, 'undone');
    const { lockedAt } = (await accounts.locking.hold(trx, accountId)) ?? {};
    const isOwn = lockedAt !== undefined && (item.lockedAt ?? lockedAt).getTime() === lockedAt.getTime();
    if (!isOwn || (await items.isHeldByOthers(trx, id, accountId, lockedAt))) return false;
    await accounts.locking.unlock(trx, actor, accountId, reason);
    return true;
  }

  /** Lifts the freeze’s own stops, if unchanged since. */
  async function release(trx: Connection, actor: Staff, freeze: store.Freeze): Promise<boolean> {
    const { id, kind, target, stoppedAt } = freeze;
    if (kind === 'account') {
      // One of an earlier release has no item.
      if (stoppedAt === undefined) await items.insert(trx, id, target, undefined);
      return unlock(trx, actor, freeze, target);
    }
    const held = await (kind === 'application' ? applications.hold(trx, target) : closing.hold(trx, target));
    if (held?.disabledAt === undefined) return false;
    if (stoppedAt !== undefined && held.disabledAt.getTime() !== stoppedAt.getTime()) return false;
    if (kind === 'application') await applications.enable(actor, target, trx);
    else await closing.enable(actor, target, trx);
    return true;
  }

  /** The stop and its record are one transaction: every stop is known to its incident. */
  async function start(
    actor: Staff,
    incidentId: string,
    given: Data,
  ): Promise<{ problems: Problems } | { id: string }> {
    const { id: incident } = await one(db, incidentId);
    const planned = await plan(actor, incident, given);
    if ('problems' in planned) return planned;
    const { kind, target, label: called, since, until, reason } = planned;
    const id = newId();
    const many = isOfMany(kind);
    await timed('export', () =>
      db.transaction(async (trx) => {
        await mustBeOpen(trx, incident);
        let people: number | undefined;
        const stoppedAt = many ? undefined : await stop(trx, actor, planned);
        const about = { id, kind, target, label: called, since, until, reason, by: actor.accountId, at: clock.now() };
        await store.insertFreeze(trx, incident, { ...about, state: many ? 'under_way' : 'done', stoppedAt });
        if (many && since !== undefined && until !== undefined) {
          people = await take(
            trx,
            { clientIds: [target], since, until },
            id,
            actor.accountId,
            kind === 'lock_sign_ins',
          );
          await jobs.enqueue(trx, 'incidents.freeze', { id });
          // Of many, the first locked accounts need not wait for the last.
          if (kind === 'lock_sign_ins')
            await jobs.enqueue(trx, 'incidents.tell_locked', { id }, after(clock.now(), minutes(1)));
        }
        if (kind === 'account') {
          await items.insert(trx, id, target, stoppedAt);
          await jobs.enqueue(trx, 'incidents.tell_locked', { id });
        }
        await note(trx, actor, incident, 'incident.freeze', {
          freeze: id,
          kind,
          target,
          ...(people !== undefined && { people }),
        });
      }),
    );
    if (kind === 'account') accounts.locking.forget(target);
    return { id };
  }

  async function undo(actor: Staff, incidentId: string, id: string): Promise<{ id: string }> {
    mustWork(actor);
    const found = isId(id) ? await store.findFreeze(db, id) : undefined;
    if (found === undefined || found.incidentId !== incidentId) throw notFound(fact('incidents.no_freeze'));
    const { kind, target } = found;
    if (kind === 'end_sign_ins') throw conflict(fact('incidents.not_to_undo'));
    const many = isOfMany(kind);
    if (many) mustOperate(actor, ...may('stop accounts').roles);
    await db.transaction(async (trx) => {
      const to = many ? 'undoing' : 'undone';
      if (!(await store.moveFreeze(trx, id, ['under_way', 'done'], to))) throw conflict(fact('incidents.not_to_undo'));
      if (many) {
        await items.leaveWaiting(trx, id);
        await jobs.enqueue(trx, 'incidents.freeze', { id });
      }
      const isLeft = !many && !(await release(trx, actor, found));
      if (kind === 'account') await jobs.enqueue(trx, 'incidents.tell_locked', { id });
      await note(trx, actor, incidentId, 'incident.unfreeze', {
        freeze: id,
        kind,
        target,
        ...(isLeft && { left: true }),
      });
    });
    if (kind === 'account') accounts.locking.forget(target);
    return { id };
  }

  /** One of many accounts: the act and its record are one transaction. Another node with the same item waits, and leaves it alone. */
  async function takeOne(trx: Connection, actor: Actor, { id, kind, reason }: store.Freeze, accountId: string) {
    const item = await items.hold(trx, id, accountId, ['waiting', 'taking']);
    if (item === undefined) return;
    if (kind === 'end_sign_ins') return items.set(trx, id, accountId, 'done');
    const before = await accounts.locking.hold(trx, accountId);
    if (before === undefined) return items.set(trx, id, accountId, 'left');
    if (before.lockedAt === undefined) {
      await accounts.locking.lock(trx, actor, accountId, reason);
      const { lockedAt } = (await accounts.locking.hold(trx, accountId)) ?? {};
      return items.set(trx, id, accountId, 'done', lockedAt);
    }
    // Locked already: by another freeze, with which this one holds it, or for a reason of its own.
    const isOurs = item.state === 'taking' || (await items.isHeldByOthers(trx, id, accountId, before.lockedAt));
    return isOurs ? items.set(trx, id, accountId, 'done', before.lockedAt) : items.set(trx, id, accountId, 'left');
  }

  /** Goes on where another node stopped. */
  async function work(id: string): Promise<void> {
    const self = system('incidents');
    for (;;) {
      const freeze = await store.findFreeze(db, id);
      if (freeze === undefined || freeze.state === 'done' || freeze.state === 'undone') return;
      const isUndone = freeze.state === 'undoing';
      const found = await items.inStates(db, id, isUndone ? ['taking', 'done'] : ['waiting', 'taking'], batch);
      for (const accountId of found) {
        // Ended twice, sessions end no more than once: they may end before it is written down.
        if (freeze.kind === 'end_sign_ins') await accounts.endSessions(self, accountId);
        await db.transaction(async (trx) => {
          await (isUndone ? unlock(trx, self, freeze, accountId) : takeOne(trx, self, freeze, accountId));
        });
        accounts.locking.forget(accountId);
      }
      if (found.length > 0) continue;
      await db.transaction(async (trx) => {
        if (!(await store.moveFreeze(trx, id, [freeze.state], isUndone ? 'undone' : 'done'))) return;
        await note(trx, self, freeze.incidentId, isUndone ? 'incident.unfrozen' : 'incident.frozen', { freeze: id });
        if (freeze.kind === 'lock_sign_ins') await jobs.enqueue(trx, 'incidents.tell_locked', { id });
      });
    }
  }

  const handle = (asked: unknown) => work(payload.parse(asked).id);

  return { plan, start, undo, handle };
}
