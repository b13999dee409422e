import type { Actor } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, invalid } from '../../errors.ts';
import { type Application, statusOf } from '../aksk/application.ts';
import type { Change } from '../aksk/change.ts';
import { renewedExpiry } from '../aksk/lifetime.ts';
import { mustBePartners, mustManage, mustRunPlatform } from '../aksk/rights.ts';
import * as store from '../aksk/store.ts';
import { fact } from '../facts.ts';
import type { Correspondence } from '../letters/correspondence.ts';
import { endSecretsOf } from '../secrets/shown-store.ts';

type Needs = { change: Change; correspondence: Correspondence };

/** Validity of an AK: renewal, disabling and enabling (`within` the transaction that records the reason). */
export function createLifecycle({ change, correspondence }: Needs) {
  return {
    /** R30 延长有效期, R31: not while an operator has disabled it. */
    renew: (actor: Actor, clientId: string) =>
      change(mustManage, actor, 'application.renew', clientId, async (trx, application, at) => {
        if (application.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_renewal'));
        if (application.expiresAt === undefined) throw conflict(fact('applications.never_expires'));
        const expiresAt = renewedExpiry(application.expiresAt, at);
        await store.setExpiry(trx, clientId, expiresAt, at);
        await correspondence.renewed(trx, application, expiresAt, at);
        return { from: application.expiresAt, to: expiresAt };
      }),

    disable(actor: Actor, clientId: string, reason: string, within?: Connection) {
      const work = async (trx: Connection, application: Application, at: Date) => {
        mustBePartners(application);
        if (reason.trim() === '') throw invalid({ reason: fact('applications.reason_missing') });
        if (reason.length > 500) throw invalid({ reason: fact('applications.reason_long', { now: reason.length }) });
        if (application.disabledAt !== undefined) throw conflict(fact('applications.already_disabled'));
        await store.setDisabled(trx, clientId, at, reason.trim(), at);
        await endSecretsOf(trx, clientId); // R33: disabling ends the showing
        await correspondence.write(trx, application, { kind: 'disabled', reason: reason.trim(), at });
        return { reason: reason.trim(), from: statusOf(application, at), to: 'disabled' };
      };
      return change(mustRunPlatform, actor, 'application.disable', clientId, work, within);
    },

    enable(actor: Actor, clientId: string, within?: Connection) {
      const work = async (trx: Connection, application: Application, at: Date) => {
        if (application.disabledAt === undefined) throw conflict(fact('applications.not_disabled'));
        await store.setDisabled(trx, clientId, undefined, undefined, at);
        await correspondence.write(trx, application, { kind: 'enabled', at });
        const { disabledAt, disabledReason: reason } = application;
        return { from: { disabledAt, reason }, to: statusOf({ ...application, disabledAt: undefined }, at) };
      };
      return change(mustRunPlatform, actor, 'application.enable', clientId, work, within);
    },
  };
}
