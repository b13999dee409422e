import { z } from 'zod';
import { type Actor, type Member, mustOperate, mustReach, reachOf, system } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { isId, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, forbidden, invalid, notFound } from '../errors.ts';
import { creditCode } from '../fields/china/credit-code.ts';
import type { Data } from '../fields/form.ts';
import { readFields } from '../fields/read.ts';
import { conflictFacts, conflictOf, type TieOf } from '../review/workflow/conflict.ts';
import { fact } from './facts.ts';
import { organizationCodeIn } from './institution/codes.ts';
import {
  cloudName,
  type Institution,
  institutionName,
  mustBeOpen,
  type Profile,
  profileOf,
  subjectOf,
} from './institution/institution.ts';
import * as members from './institution/member-store.ts';
import { createPersonal } from './institution/personal.ts';
import * as store from './institution/store.ts';

const fields = z.object({ name: institutionName(), creditCode: creditCode().optional() });

export const cloudInstitutionId = '00000000-0000-4000-8000-000000000001';

const noInstitution = (id: string) => notFound(fact('institutions.no_such_id', { id }));

type Needs = { db: Database; clock: Clock; seal: Seal; tieOf: TieOf };

/** Institutions: those that integrate with the Cloud. */
export function createInstitutions({ db, clock, seal, tieOf }: Needs) {
  async function get(id: string, connection: Connection = db): Promise<Institution> {
    const institution = isId(id) ? await store.find(connection, id) : undefined;
    if (institution === undefined) throw noInstitution(id);
    return institution;
  }

  const isMember = async (accountId: string, institutionId: string, connection: Connection = db) =>
    (await members.membershipsOf(connection, accountId, clock.now())).some(
      (each) => each.institutionId === institutionId,
    );

  return {
    /** By operators, for a partner that does not come online. */
    async create(
      actor: Actor,
      input: { name: string; creditCode?: string; certified?: boolean },
    ): Promise<Institution> {
      mustOperate(actor, 'operator', 'administrator');
      const read = readFields(fields, input);
      if ('problems' in read) throw invalid(read.problems);
      const at = clock.now();
      const code = read.values.creditCode;
      const institution = {
        id: newId(),
        name: read.values.name,
        creditCode: code,
        organizationCode: code === undefined ? undefined : organizationCodeIn(code),
        // Until it is certified: or whoever enters it for a region would not find it again.
        regionCode: actor.kind === 'staff' ? actor.regions?.[0] : undefined,
        certifiedAt: input.certified === true ? at : undefined,
      };
      await db.transaction(async (trx) => {
        await store.insert(trx, institution, at);
        const { id, ...to } = institution;
        await record(trx, at, actor, 'institution.create', subjectOf(id), { to });
      });
      return get(institution.id);
    },

    /** R16: the same from a page, where one of that name is looked up before another is made. */
    async enter(actor: Actor, { name }: { name: string }): Promise<Institution> {
      mustOperate(actor, 'operator', 'administrator');
      const read = readFields(fields, { name });
      if ('problems' in read) throw invalid(read.problems);
      if ((await store.namesakes(db, read.values.name)).length > 0) throw conflict(fact('institutions.name_taken'));
      return this.create(actor, { name });
    },

    get,

    /** Throws where operators disabled it. */
    mustBeOpen: async (id: string, connection: Connection = db): Promise<void> => mustBeOpen(await get(id, connection)),

    /** R19: what forms are prefilled with. */
    async profile(id: string): Promise<Profile> {
      return profileOf(await get(id), await store.profile(db, seal, id));
    },

    /** The answers that are certified; undefined where nothing is, or an operator vouched for it. */
    certified: async (id: string): Promise<Data | undefined> => {
      await get(id);
      return store.profile(db, seal, id);
    },

    /** The operators' list, newest first. */
    async list(actor: Actor, filter: store.Filter, before?: store.Cursor, limit = 50): Promise<Institution[]> {
      mustOperate(actor, 'operator', 'administrator', 'reviewer', 'support', 'auditor');
      return store.list(db, { ...filter, reach: reachOf(actor) }, before, limit);
    },

    /** One of them; outside the actor's regions there is none. */
    async look(actor: Actor, id: string, connection: Connection = db): Promise<Institution> {
      mustOperate(actor, 'operator', 'administrator', 'reviewer', 'support', 'auditor');
      const institution = await get(id, connection);
      mustReach(actor, institution, () => noInstitution(id));
      return institution;
    },

    /** The Cloud is itself an institution (R50), under an id that every installation shares. */
    async ensureCloud(): Promise<void> {
      const at = clock.now();
      const name = cloudName;
      await db.transaction(async (trx) => {
        if (await store.ensure(trx, cloudInstitutionId, name, at))
          await record(trx, at, system('start'), 'institution.create', subjectOf(cloudInstitutionId), { to: { name } });
      });
    },

    ...createPersonal({ db }),

    /** R02: a hired developer, who is limited to AKs, works on this one as well. */
    addApplication: (trx: Connection, { institutionId, accountId }: Member, clientId: string) =>
      members.addApplication(trx, institutionId, accountId, clientId),

    /** For which institutions somebody works now. */
    membershipsOf: (accountId: string, connection: Connection = db) =>
      members.membershipsOf(connection, accountId, clock.now()),
    /** Who works for an institution now. */
    membersOf: (institutionId: string, connection: Connection = db) =>
      members.membersOf(connection, institutionId, clock.now()),
    /** Its 管理员 and 经办人, who are told what concerns it, and `also` if that one works there. */
    managersOf: async (institutionId: string, connection: Connection = db, also?: string): Promise<string[]> => {
      const everybody = await members.membersOf(connection, institutionId, clock.now());
      const person = everybody.length > 0 ? undefined : await store.personOf(connection, institutionId);
      if (person !== undefined) return [person];
      return everybody.flatMap(({ role, accountId }) =>
        role === 'owner' || role === 'agent' || accountId === also ? [accountId] : [],
      );
    },
    isMember,
    /** Throws for staff with a tie to this institution: nobody decides about the own (R58). */
    async mustBeOthers(actor: Actor, institutionId: string, connection: Connection = db): Promise<void> {
      const found = await conflictOf(actor, { institutionId }, tieOf, connection);
      if (found === undefined) return;
      throw forbidden(found === 'institution' ? fact('institutions.you_belong') : conflictFacts[found]);
    },

    findByName: async (name: string): Promise<Institution | undefined> => (await store.namesakes(db, name))[0],
  };
}

export type Institutions = ReturnType<typeof createInstitutions>;
export type { Institution } from './institution/institution.ts';
