import { z } from 'zod';
import { label } from '../accounts/account/account.ts';
import type { Accounts } from '../accounts/service.ts';
import { type Actor, mustOperate, type Staff, system } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { record } from '../audit/record.ts';
import { type Clock, days } from '../clock.ts';
import { isId, newId } from '../crypto/secrets.ts';
import { timed } from '../database/deadline.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, notFound, type Problems } from '../errors.ts';
import type { Fact } from '../fact.ts';
import type { Data } from '../fields/form.ts';
import { readFields } from '../fields/read.ts';
import type { Closing } from '../institutions/closing.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Jobs } from '../jobs/service.ts';
import type { AffectedPeople } from './affected.ts';
import { take } from './affected-store.ts';
import { fact } from './facts.ts';
import { type FreezeKind, freezeFields } from './form.ts';
import { kindOf, mustBeOpen, mustWork, one, subjectOf } from './rights.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'enqueue'>;
  accounts: Pick<Accounts, 'find' | 'findByIdentifier' | 'lock' | 'unlock' | 'endSessions'>;
  applications: Pick<Applications, 'find' | 'disable' | 'enable'>;
  institutions: Pick<Institutions, 'look'>;
  closing: Pick<Closing, 'disable' | 'enable'>;
  affected: AffectedPeople;
};

/** What a freeze will meet: `people` where it is about many. */
export type Plan = {
  kind: FreezeKind;
  target: string;
  label: string;
  people: number | undefined;
  since: Date | undefined;
  until: Date | undefined;
  reason: string;
};

const batch = 100;
const payload = z.object({ id: z.uuid() });
const isOfMany = (kind: FreezeKind) => kind === 'end_sign_ins' || kind === 'lock_sign_ins';
/** The login history goes no further back. */
const furthest = days(180);

/** Stopping what does harm, and undoing it. What is stopped, and who may, is the rule of the rooms that are called; here is what was done. */
export function createFreezes(needs: Needs) {
  const { db, clock, jobs, accounts, applications, institutions, closing, affected } = needs;

  const applicationIn = async (typed: string) => {
    const found = await applications.find(typed);
    return found && { target: found.clientId, label: found.name, isStopped: found.disabledAt !== undefined };
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

  /** What it would be, or what is wrong with it: nothing is stopped yet. */
  async function plan(actor: Staff, given: Data): Promise<{ problems: Problems } | Plan> {
    mustWork(actor);
    const read = readFields(freezeFields, given);
    if ('problems' in read) return read;
    const { kind, target: typed, reason, since: from, until: to } = read.values;
    const problem = (name: string, what: Fact) => ({ problems: { [name]: what } });
    // A role that may not do it hears so before it looks for anybody.
    if (kind === 'account' || isOfMany(kind)) mustOperate(actor, 'security', 'administrator');
    else mustOperate(actor, 'operator', 'administrator');
    const found =
      kind === 'account'
        ? await accountIn(typed)
        : kind === 'institution'
          ? await institutionIn(actor, typed)
          : await applicationIn(typed);
    if (found === undefined) return problem('target', fact('incidents.no_target'));
    if (found.target === actor.accountId) return problem('target', fact('incidents.own_account'));
    const { isStopped, ...about } = found;
    if (!isOfMany(kind)) {
      if (isStopped) return problem('target', fact('incidents.stopped_already'));
      return { kind, ...about, reason, people: undefined, since: undefined, until: undefined };
    }
    if (from === undefined) return problem('since', fact('incidents.times_missing'));
    const now = clock.now();
    const [since, until] = [new Date(from), to === undefined ? now : new Date(to)];
    if (until <= since) return problem('until', fact('incidents.ends_before'));
    const scope = { clientIds: [about.target], since, until };
    const people = now.getTime() - since.getTime() > furthest * 1000 ? 0 : await affected.count(scope);
    if (people === 0) return problem('since', fact('incidents.nobody'));
    return { kind, ...about, reason, people, since, until };
  }

  async function note(trx: Connection, actor: Actor, id: string, verb: string, details: Record<string, unknown>) {
    const at = clock.now();
    const accountId = actor.kind === 'staff' ? actor.accountId : undefined;
    await store.insertStep(trx, id, { at, accountId, kind: kindOf(verb), details });
    await record(trx, at, actor, verb, subjectOf(id), details);
  }

  /** One thing, by the room whose it is, in the name of whoever asks. */
  async function stop(actor: Staff, { kind, target, reason }: Plan): Promise<void> {
    if (kind === 'account') await accounts.lock(actor, target, reason);
    else if (kind === 'application') await applications.disable(actor, target, reason);
    else await closing.disable(actor, target, reason);
  }
  async function release(actor: Staff, { kind, target, reason }: store.Freeze): Promise<void> {
    if (kind === 'account') await accounts.unlock(actor, target, reason);
    else if (kind === 'application') await applications.enable(actor, target);
    else await closing.enable(actor, target);
  }

  async function start(
    actor: Staff,
    incidentId: string,
    given: Data,
  ): Promise<{ problems: Problems } | { id: string }> {
    const { id: incident } = await one(db, incidentId);
    const planned = await plan(actor, given);
    if ('problems' in planned) return planned;
    const { kind, target, label: called, people, since, until } = planned;
    const id = newId();
    await db.transaction((trx) => mustBeOpen(trx, incident));
    const many = isOfMany(kind);
    if (!many) await stop(actor, planned);
    const freeze: store.Freeze = {
      ...{
        id,
        kind,
        target,
        label: called,
        since,
        until,
        reason: planned.reason,
        by: actor.accountId,
        at: clock.now(),
      },
      state: many ? 'under_way' : 'done',
    };
    await timed('export', () =>
      db.transaction(async (trx) => {
        await store.insertFreeze(trx, incident, freeze);
        if (many && since !== undefined && until !== undefined) {
          const scope = { clientIds: [target], since, until };
          await take(trx, scope, id, actor.accountId, kind === 'lock_sign_ins');
          await jobs.enqueue(trx, 'incidents.freeze', { id });
        }
        await note(trx, actor, incident, 'incident.freeze', {
          freeze: id,
          kind,
          target,
          ...(people !== undefined && { people }),
        });
      }),
    );
    return { id };
  }

  async function undo(actor: Staff, incidentId: string, id: string): Promise<{ id: string }> {
    mustWork(actor);
    const found = isId(id) ? await store.findFreeze(db, id) : undefined;
    if (found === undefined || found.incidentId !== incidentId) throw notFound(fact('incidents.no_freeze'));
    const { kind, target } = found;
    if (kind === 'end_sign_ins') throw conflict(fact('incidents.not_to_undo'));
    if (isOfMany(kind)) mustOperate(actor, 'security', 'administrator');
    else if (found.state === 'done') await release(actor, found);
    await db.transaction(async (trx) => {
      const to = isOfMany(kind) ? 'undoing' : 'undone';
      if (!(await store.moveFreeze(trx, id, ['under_way', 'done'], to))) throw conflict(fact('incidents.not_to_undo'));
      if (to === 'undoing') {
        await store.leaveWaiting(trx, id);
        await jobs.enqueue(trx, 'incidents.freeze', { id });
      }
      await note(trx, actor, incidentId, 'incident.unfreeze', { freeze: id, kind, target });
    });
    return { id };
  }

  /** Goes on where another node stopped: each of them bears being done again. */
  async function work(id: string): Promise<void> {
    const self = system('incidents');
    for (;;) {
      const freeze = await store.findFreeze(db, id);
      if (freeze === undefined || freeze.state === 'done' || freeze.state === 'undone') return;
      const isUndone = freeze.state === 'undoing';
      const found = await store.itemsIn(db, id, isUndone ? ['taking', 'done'] : ['waiting', 'taking'], batch);
      for (const accountId of found) {
        if (isUndone) {
          await accounts.unlock(self, accountId, freeze.reason);
          await store.moveItem(db, id, accountId, ['taking', 'done'], 'undone');
          continue;
        }
        if (!(await store.moveItem(db, id, accountId, ['waiting', 'taking'], 'taking'))) continue;
        if (freeze.kind === 'end_sign_ins') await accounts.endSessions(self, accountId);
        else await accounts.lock(self, accountId, freeze.reason);
        if (await store.moveItem(db, id, accountId, ['taking'], 'done')) continue;
        // Taken back meanwhile by whoever did not see this lock; another node that did the same left it done.
        const isTakenBack = (await store.itemState(db, id, accountId)) === 'undone';
        if (isTakenBack && freeze.kind === 'lock_sign_ins') await accounts.unlock(self, accountId, freeze.reason);
      }
      if (found.length > 0) continue;
      await db.transaction(async (trx) => {
        const isMoved = await store.moveFreeze(trx, id, [freeze.state], isUndone ? 'undone' : 'done');
        if (isMoved)
          await note(trx, self, freeze.incidentId, isUndone ? 'incident.unfrozen' : 'incident.frozen', { freeze: id });
      });
    }
  }

  const handle = (asked: unknown) => work(payload.parse(asked).id);

  return { plan, start, undo, handle };
}
