import type { Actor } from '../actor.ts';
import { conflict, invalid } from '../errors.ts';
import { statusOf } from './application.ts';
import type { Change } from './change.ts';
import type { Correspondence } from './correspondence.ts';
import { renewedExpiry } from './lifetime.ts';
import { mustBePartners, mustManage, mustRunPlatform } from './rights.ts';
import * as store from './store.ts';

type Needs = { change: Change; correspondence: Correspondence };

/** Whether an AK works: renewing it, disabling and enabling it. */
export function createLifecycle({ change, correspondence }: Needs) {
  return {
    /** R30 延长有效期, R31: not while an operator has disabled it. */
    renew: (actor: Actor, clientId: string) =>
      change(mustManage, actor, 'application.renew', clientId, async (trx, application, at) => {
        if (application.disabledAt !== undefined) throw conflict('这个应用已被运营停用，不能延长有效期，请联系运营');
        if (application.expiresAt === undefined) throw conflict('国家公共文化云自己的应用不会到期');
        const expiresAt = renewedExpiry(application.expiresAt, at);
        await store.setExpiry(trx, clientId, expiresAt, at);
        await correspondence.renewed(trx, application, expiresAt, at);
        return { from: application.expiresAt, to: expiresAt };
      }),

    disable: (actor: Actor, clientId: string, reason: string) =>
      change(mustRunPlatform, actor, 'application.disable', clientId, async (trx, application, at) => {
        mustBePartners(application);
        if (reason.trim() === '') throw invalid({ reason: '请填写停用的原因，机构会看到它' });
        if (reason.length > 500) throw invalid({ reason: `停用的原因最多 500 个字，现在是 ${reason.length} 个` });
        if (application.disabledAt !== undefined) throw conflict('这个应用已经停用');
        await store.setDisabled(trx, clientId, at, reason.trim(), at);
        await correspondence.write(trx, application, { kind: 'disabled', reason: reason.trim(), at });
        return { reason: reason.trim(), from: statusOf(application, at), to: 'disabled' };
      }),

    enable: (actor: Actor, clientId: string) =>
      change(mustRunPlatform, actor, 'application.enable', clientId, async (trx, application, at) => {
        if (application.disabledAt === undefined) throw conflict('这个应用没有停用');
        await store.setDisabled(trx, clientId, undefined, undefined, at);
        await correspondence.write(trx, application, { kind: 'enabled', at });
        const { disabledAt, disabledReason: reason } = application;
        return { from: { disabledAt, reason }, to: statusOf({ ...application, disabledAt: undefined }, at) };
      }),
  };
}
