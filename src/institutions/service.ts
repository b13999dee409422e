import { z } from 'zod';
import { type Actor, mustOperate, system } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { invalid, notFound } from '../errors.ts';
import { readFields } from '../fields/read.ts';
import { text } from '../fields/text.ts';
import * as store from './store.ts';

const fields = z.object({ name: text('机构全称', { min: 2, max: 50 }) });

export const cloudInstitutionId = '00000000-0000-4000-8000-000000000001';

/** Institutions: those that integrate with the Cloud. Certification comes with the back office; until then operators enter them. */
export function createInstitutions({ db, clock }: { db: Database; clock: Clock }) {
  return {
    async create(
      actor: Actor,
      input: { name: string; creditCode?: string; certified?: boolean },
    ): Promise<store.Institution> {
      mustOperate(actor, 'operator', 'administrator');
      const read = readFields(fields, input);
      if ('problems' in read) throw invalid(read.problems);
      const at = clock.now();
      const institution: store.Institution = {
        id: newId(),
        name: read.values.name,
        creditCode: input.creditCode,
        certifiedAt: input.certified === true ? at : undefined,
      };
      await db.transaction(async (trx) => {
        await store.insert(trx, institution, at);
        const { id, ...to } = institution;
        await record(trx, at, actor, 'institution.create', subjectOf(id), { to });
      });
      return institution;
    },

    async get(id: string): Promise<store.Institution> {
      const institution = /^[\da-f-]{36}$/i.test(id) ? await store.find(db, id) : undefined;
      if (institution === undefined) throw notFound(`没有编号为 ${id} 的机构`);
      return institution;
    },

    /** The Cloud is itself an institution (R50), under an id that every installation shares. */
    async ensureCloud(): Promise<void> {
      const at = clock.now();
      const name = '国家公共文化云';
      await db.transaction(async (trx) => {
        if (await store.ensure(trx, cloudInstitutionId, name, at))
          await record(trx, at, system('start'), 'institution.create', subjectOf(cloudInstitutionId), { to: { name } });
      });
    },

    findByName: (name: string) => store.findByName(db, name),
  };
}

const subjectOf = (id: string) => ({ kind: 'institution', id });

export type Institutions = ReturnType<typeof createInstitutions>;
export type { Institution } from './store.ts';
