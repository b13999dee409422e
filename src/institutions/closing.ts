import { type Actor, mustOperate } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Connection } from '../database/open.ts';
import { conflict, invalid } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { fact as noticeFact } from '../notices/facts.ts';
import { fact, letter } from './facts.ts';
import { subjectOf } from './institution/institution.ts';
import * as store from './institution/store.ts';
import type { OwnNeeds } from './needs.ts';
import { may } from './policies.ts';
import { cloudInstitutionId } from './service.ts';

/** 停用 and 恢复 of an institution, by operators without a tie to it; never of the Cloud itself (`conflict`). */
export interface Closing {
  /** With a reason of at most 500 characters: its applications stop, and every token ends. `within` the caller's transaction. */
  disable(actor: Actor, id: string, reason: string, within?: Connection): Promise<void>;
  /** Its applications work again; no token comes back. */
  enable(actor: Actor, id: string, within?: Connection): Promise<void>;
  /** Since when it is disabled, held until the transaction ends. */
  hold(trx: Connection, id: string): Promise<{ disabledAt: Date | undefined }>;
}

/**
 * 停用 and 恢复 of a whole institution (`within` the transaction that records the reason): its applications are stopped too, and no token from
 * before comes back.
 */
export function createClosing({ db, clock, institutions, accounts, notices, asks, publicUrl }: OwnNeeds): Closing {
  async function tell(
    trx: Connection,
    id: string,
    event: 'institution.disabled' | 'institution.enabled',
    write: (institution: string) => Fact,
  ) {
    const [{ name }, everybody] = [await institutions.get(id, trx), await institutions.membersOf(id, trx)];
    const owners = everybody.filter(({ role }) => role === 'owner').map(({ accountId }) => accountId);
    for (const { id: owner, nickname, email } of await accounts.reach(trx, owners))
      await notices.send(trx, {
        event,
        key: `${event}:${id}:${clock.now().toISOString()}:${owner}`,
        recipient: { kind: 'account', id: owner, email, institutionId: id },
        letter: write(name),
        to: `${name} ${nickname}`,
        because: noticeFact('notices.because_owner'),
        href: `${publicUrl.origin}/console/institution`,
      });
  }

  async function change(
    actor: Actor,
    id: string,
    verb: string,
    work: (trx: Connection, at: Date) => Promise<number>,
    details: object,
    told: (trx: Connection, at: Date) => Promise<void>,
    within: Connection | undefined,
  ): Promise<void> {
    mustOperate(actor, ...may('disable and enable an institution').roles);
    await institutions.look(actor, id, within);
    await institutions.mustBeOthers(actor, id, within);
    if (id === cloudInstitutionId) throw conflict(fact('institutions.cloud_stays'));
    const run = async (trx: Connection) => {
      const at = clock.now();
      await store.lock(trx, id);
      if ((await work(trx, at)) === 0) throw conflict(fact('institutions.state_changed'));
      await asks.endTokens(trx, id, at);
      await told(trx, at);
      await record(trx, at, actor, verb, subjectOf(id), details);
    };
    await (within === undefined ? db.transaction(run) : run(within));
  }

  return {
    async disable(actor, id, given, within) {
      mustOperate(actor, ...may('disable and enable an institution').roles);
      const reason = given.trim();
      if (reason === '') throw invalid({ reason: fact('institutions.reason_missing') });
      if (reason.length > 500) throw invalid({ reason: fact('institutions.reason_long', { now: reason.length }) });
      const disable = (trx: Connection, at: Date) => store.disable(trx, id, reason, at);
      const told = (trx: Connection, at: Date) =>
        tell(trx, id, 'institution.disabled', (institution) =>
          letter('institutions.disabled_letter', { institution, at: at.toISOString(), reason }),
        );
      await change(actor, id, 'institution.disable', disable, { reason }, told, within);
    },

    enable: (actor, id, within) =>
      change(
        actor,
        id,
        'institution.enable',
        (trx, at) => store.enable(trx, id, at),
        {},
        (trx, at) =>
          tell(trx, id, 'institution.enabled', (institution) =>
            letter('institutions.enabled_letter', { institution, at: at.toISOString() }),
          ),
        within,
      ),

    async hold(trx, id) {
      await store.lock(trx, id);
      return institutions.get(id, trx);
    },
  };
}
