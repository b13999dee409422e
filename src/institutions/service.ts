import { z } from 'zod';
import { type Actor, type Member, type MemberRole, mustOperate, mustReach, reachOf, system } from '../actor.ts';
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
import { createKits } from './institution/kits.ts';
import * as members from './institution/member-store.ts';
import type { Membership } from './institution/membership.ts';
import { createPersonal } from './institution/personal.ts';
import * as store from './institution/store.ts';
import { may } from './policies.ts';

const fields = z.object({ name: institutionName(), creditCode: creditCode().optional() });

export const cloudInstitutionId = '00000000-0000-4000-8000-000000000001';

const noInstitution = (id: string) => notFound(fact('institutions.no_such_id', { id }));

type Needs = { db: Database; clock: Clock; seal: Seal; tieOf: TieOf };

/** The verbs of the room. Outside the actor's regions there is no institution (`not_found`). */
export interface Institutions {
  // Reading

  /** Throws `not_found`. */
  get(id: string, connection?: Connection): Promise<Institution>;
  /** For staff who reach its region. Throws `not_found`. */
  look(actor: Actor, id: string, connection?: Connection): Promise<Institution>;
  /** The operators' list of their regions, newest first. */
  list(actor: Actor, filter: store.Filter, before?: store.Cursor, limit?: number): Promise<Institution[]>;
  /** The first with exactly this name. */
  findByName(name: string): Promise<Institution | undefined>;
  /** R19: data for prefilling forms. */
  profile(id: string, connection?: Connection): Promise<Profile>;
  /** The certified answers; undefined where there are none, or an operator vouched for it. */
  certified(id: string): Promise<Data | undefined>;
  /** Throws `forbidden` where operators disabled it. */
  mustBeOpen(id: string, connection?: Connection): Promise<void>;
  /** Throws `forbidden` for staff with a tie to this institution: a conflict of interest (R58). */
  mustBeOthers(actor: Actor, institutionId: string, connection?: Connection): Promise<void>;

  // Entering, by operators

  /** For a partner that does not come online. */
  create(actor: Actor, input: { name: string; creditCode?: string; certified?: boolean }): Promise<Institution>;
  /** R16: the same from a page. Throws `conflict` where one of that name exists. */
  enter(actor: Actor, input: { name: string }): Promise<Institution>;
  /** The Cloud itself (R50), under an id that every installation shares; at the start. */
  ensureCloud(): Promise<void>;

  // Who works there

  /** The institutions that a person works for now. */
  membershipsOf(accountId: string, connection?: Connection): Promise<Membership[]>;
  /** The members of an institution now. */
  membersOf(institutionId: string, connection?: Connection): Promise<Membership[]>;
  /** Its 管理员 and 经办人, the recipients of its notices, and `also` if that person is a member. */
  managersOf(institutionId: string, connection?: Connection, also?: string): Promise<string[]>;
  /** The members in these roles who are not limited to some AKs: the recipients of notices about pages that only they open. */
  membersIn(roles: readonly MemberRole[], institutionId: string, connection?: Connection): Promise<string[]>;
  /** Whether the person works there now. */
  isMember(accountId: string, institutionId: string, connection?: Connection): Promise<boolean>;
  /** R02: a developer who is limited to AKs works on this one as well. */
  addApplication(trx: Connection, member: Member, clientId: string): Promise<number>;

  // A person's own sandbox (R27) is kept by an institution that no list names

  /** The person as a member there; undefined until a sandbox was opened. */
  ofPerson(accountId: string, connection?: Connection): Promise<Member | undefined>;
  /** The same, made where there was none. */
  ensureOfPerson(trx: Connection, accountId: string, at: Date): Promise<Member>;

  // Unclaimed sandbox keys (R27) are kept by one that no list names, either

  /** Its owner; returns the id. */
  openKit(trx: Connection, at: Date): Promise<string>;
  /** Whether it owns unclaimed keys, which anyone may have taken. */
  isKit(id: string): Promise<boolean>;
  /** Removes it; its AK and test citizens are gone before. */
  endKit(trx: Connection, id: string): Promise<void>;
}

/** Institutions: those that integrate with the Cloud. */
export function createInstitutions({ db, clock, seal, tieOf }: Needs): Institutions {
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
    async create(actor, input) {
      mustOperate(actor, ...may('enter an institution by hand').roles);
      const read = readFields(fields, input);
      if ('problems' in read) throw invalid(read.problems);
      const at = clock.now();
      const code = read.values.creditCode;
      const institution = {
        id: newId(),
        name: read.values.name,
        creditCode: code,
        organizationCode: code === undefined ? undefined : organizationCodeIn(code),
        // Until it is certified: otherwise the operator of a region could not find it again.
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

    async enter(actor, { name }) {
      mustOperate(actor, ...may('enter an institution by hand').roles);
      const read = readFields(fields, { name });
      if ('problems' in read) throw invalid(read.problems);
      if ((await store.namesakes(db, read.values.name)).length > 0) throw conflict(fact('institutions.name_taken'));
      return this.create(actor, { name });
    },

    get,

    mustBeOpen: async (id, connection = db) => mustBeOpen(await get(id, connection)),

    async profile(id, connection = db) {
      return profileOf(await get(id, connection), await store.profile(connection, seal, id));
    },

    certified: async (id) => {
      await get(id);
      return store.profile(db, seal, id);
    },

    async list(actor, filter, before, limit = 50) {
      mustOperate(actor, ...may('see every institution').roles);
      return store.list(db, { ...filter, reach: reachOf(actor) }, before, limit);
    },

    async look(actor, id, connection = db) {
      mustOperate(actor, ...may('see every institution').roles);
      const institution = await get(id, connection);
      mustReach(actor, institution, () => noInstitution(id));
      return institution;
    },

    async ensureCloud() {
      const at = clock.now();
      const name = cloudName;
      await db.transaction(async (trx) => {
        if (await store.ensure(trx, cloudInstitutionId, name, at))
          await record(trx, at, system('start'), 'institution.create', subjectOf(cloudInstitutionId), { to: { name } });
      });
    },

    ...createPersonal({ db }),
    ...createKits({ db }),

    addApplication: (trx, { institutionId, accountId }, clientId) =>
      members.addApplication(trx, institutionId, accountId, clientId),

    membershipsOf: (accountId, connection = db) => members.membershipsOf(connection, accountId, clock.now()),
    membersOf: (institutionId, connection = db) => members.membersOf(connection, institutionId, clock.now()),
    managersOf: async (institutionId, connection = db, also) => {
      const everybody = await members.membersOf(connection, institutionId, clock.now());
      const person = everybody.length > 0 ? undefined : await store.personOf(connection, institutionId);
      if (person !== undefined) return [person];
      return everybody.flatMap(({ role, accountId }) =>
        role === 'owner' || role === 'agent' || accountId === also ? [accountId] : [],
      );
    },
    membersIn: async (roles, institutionId, connection = db) =>
      (await members.membersOf(connection, institutionId, clock.now())).flatMap(({ role, applications, accountId }) =>
        roles.includes(role) && applications === undefined ? [accountId] : [],
      ),
    isMember,
    async mustBeOthers(actor, institutionId, connection = db) {
      const found = await conflictOf(actor, { institutionId }, tieOf, connection);
      if (found === undefined) return;
      throw forbidden(found === 'institution' ? fact('institutions.you_belong') : conflictFacts[found]);
    },

    findByName: async (name) => (await store.namesakes(db, name))[0],
  };
}
