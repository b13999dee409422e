import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { dayOf } from '../../clock.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, forbidden, invalid, type Problems } from '../../errors.ts';
import { readFields } from '../../fields/read.ts';
import { fact } from '../facts.ts';
import { type Institution, institutionName, subjectOf } from '../institution/institution.ts';
import { join } from '../institution/joining.ts';
import * as members from '../institution/member-store.ts';
import * as store from '../institution/store.ts';
import type { HeadOf } from '../members/members.ts';
import type { InstitutionNeeds } from '../needs.ts';

const fields = z.object({ name: institutionName() });

/** Maximum of uncertified institutions that one person may own, or have registered and passed on: registering costs nothing. */
const most = 5;

type Needs = InstitutionNeeds & { headOf: HeadOf };

type Registered = { institutionId: string } | { problems: Problems; maybeOther?: true };

/** `other`: the person has seen that the name is registered, and says that this is another institution. */
export type RegisterInstitution = (actor: Actor, input: { name: string; other: boolean }) => Promise<Registered>;

/** R11: the first step. The registrant becomes the owner; rights come with the certification. */
export function createInstitutionRegistration({ db, clock, headOf }: Needs): RegisterInstitution {
  /** Why this name needs a confirmation: a certified institution has it, or another registrant, perhaps a colleague. */
  async function namesake(trx: Connection, found: readonly Institution[], other: boolean) {
    const [first] = found;
    if (first === undefined) return undefined;
    const head = await headOf(first.id, trx);
    if (first.certifiedAt !== undefined)
      return { problems: { name: fact('institutions.certified_elsewhere', { head, day: dayOf(first.certifiedAt) }) } };
    return other
      ? undefined
      : {
          problems: { name: fact('institutions.registered_elsewhere', { head }) },
          maybeOther: true as const,
        };
  }

  return async function register(actor, input) {
    if (actor.kind !== 'citizen') throw forbidden(fact('institutions.register_as_yourself'));
    const { accountId } = actor;
    const read = readFields(fields, input);
    if ('problems' in read) return { problems: read.problems };
    const { name } = read.values;
    return db.transaction(async (trx) => {
      await store.lockRegistering(trx, accountId);
      await store.lockName(trx, name);
      const at = clock.now();
      const own = (await members.membershipsOf(trx, accountId, at)).filter(({ role }) => role === 'owner');
      if (own.some((each) => each.institution === name)) throw conflict(fact('institutions.registered_already'));
      if ((await store.countUncertified(trx, accountId)) >= most)
        throw invalid({ name: fact('institutions.too_many_uncertified', { most }) });
      const known = await namesake(trx, await store.namesakes(trx, name), input.other);
      if (known !== undefined) return known;
      const id = newId();
      await store.insert(
        trx,
        {
          ...{ id, name, creditCode: undefined, organizationCode: undefined },
          regionCode: undefined,
          certifiedAt: undefined,
          registeredBy: accountId,
        },
        at,
      );
      await join(trx, id, accountId, { role: 'owner', applications: undefined, endsAt: undefined }, at);
      await record(trx, at, actor, 'institution.register', subjectOf(id), { to: { name, owner: accountId } });
      return { institutionId: id };
    });
  };
}
