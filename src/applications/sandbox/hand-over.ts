import { isMemberOf, type Member } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { conflict, forbidden } from '../../errors.ts';
import type { Application } from '../aksk/application.ts';
import { subjectOf } from '../aksk/change.ts';
import { mayManage, noSuchApplication } from '../aksk/rights.ts';
import * as store from '../aksk/store.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { mostSandboxes, type SandboxNeeds } from './sandbox.ts';
import * as sandboxes from './store.ts';

type Needs = SandboxNeeds & { forget: (clientId: string) => void };

/**
 * R27: a personal sandbox becomes one of an institution, once. AK, SK and settings stay; test citizens, `sub` values and consents do not, since
 * an institution is a sector of its own.
 */
export function createHandOver({ db, clock, accounts, institutions, shown, forget }: Needs) {
  return {
    async handOverSandbox(to: Member, clientId: string): Promise<Application> {
      const { accountId, institutionId } = to;
      const self = await institutions.ofPerson(accountId);
      if (!isMemberOf(to, institutionId, may('renew an AK, export its SKs, change its sandbox').roles))
        throw forbidden(fact('applications.role_may_not_sandbox'));
      const hasCitizens = (await accounts.testCitizens(to, institutionId)).length > 0;
      const prepared = hasCitizens ? undefined : await accounts.prepareTestCitizen();
      const after = await db.transaction(async (trx) => {
        const place = await sandboxes.lockAndCount(trx, institutionId);
        await store.lock(trx, clientId);
        const before = await store.find(trx, clientId);
        if (self === undefined || before === undefined || !mayManage(self, before)) throw noSuchApplication(clientId);
        if (before.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_edit'));
        if (place === undefined || place.isDisabled) throw forbidden(fact('applications.institution_disabled'));
        const most = mostSandboxes.institution;
        if (place.count >= most) throw conflict(fact('applications.most_sandboxes', { most }));
        const at = clock.now();
        await sandboxes.move(trx, clientId, institutionId, at);
        const limited = to.applications !== undefined;
        if (limited) await institutions.addApplication(trx, to, clientId);
        const able = limited ? { ...to, applications: [...(to.applications ?? []), clientId] } : to;
        if (prepared !== undefined && !(await sandboxes.hasMostCitizens(trx, institutionId))) {
          const made = await accounts.insertTestCitizen(trx, able, institutionId, prepared);
          await shown.keep(trx, to, { citizenId: made.id }, made.password, at);
        }
        const details = { from: before.institutionId, to: institutionId };
        await record(trx, at, to, 'application.hand_over', subjectOf(clientId), details);
        return (await store.find(trx, clientId)) ?? before;
      });
      forget(clientId);
      return after;
    },
  };
}
