import { type Actor, isMemberOf } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Connection, Database, Reader } from '../../database/open.ts';
import { forbidden, notFound } from '../../errors.ts';
import type { Files } from '../../files/service.ts';
import { fact } from '../facts.ts';
import { subjectOf } from '../institution/institution.ts';
import * as institutionStore from '../institution/store.ts';
import { may } from '../policies.ts';
import type { InstitutionPage } from './institution-page.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; files: Pick<Files, 'hold'> };
type Approval = { institutionId: string; submissionId: string; page: InstitutionPage; actor: Actor; at: Date };

/** Versions that the back office lists. */
const listed = 20;

/** 文旅号: the pages that institutions wrote about themselves. */
export interface InstitutionPages {
  /** The version that citizens see; undefined where the page is made of the certification and the entries alone. */
  shown(institutionId: string, reader?: Reader): Promise<store.ShownPage | undefined>;
  /** Its versions, newest first. */
  versions(institutionId: string): Promise<store.Version[]>;
  /** A version that was approved, in the place of the shown one; undefined: none of them. It was reviewed, so it is public at once. */
  show(actor: Actor, institutionId: string, version: number | undefined): Promise<void>;
  /** The next version, shown from now on; in the transaction of the approval. */
  approve(trx: Connection, approval: Approval): Promise<void>;
}

export function createInstitutionPages({ db, clock, files }: Needs): InstitutionPages {
  return {
    shown: (institutionId, reader = db) => store.shown(reader, institutionId),
    versions: (institutionId) => store.versions(db, institutionId, listed),

    async show(actor, institutionId, version) {
      if (!isMemberOf(actor, institutionId, may('choose the version of the page that citizens see').roles))
        throw forbidden(fact('institutions.page_role'));
      await db.transaction(async (trx) => {
        await institutionStore.lock(trx, institutionId);
        const known = await store.versions(trx, institutionId, listed);
        if (version !== undefined && known.every((each) => each.version !== version))
          throw notFound(fact('institutions.no_page_version'));
        const from = known.find(({ shown }) => shown)?.version;
        if ((await store.show(trx, institutionId, version)) === 0) return;
        await record(trx, clock.now(), actor, 'institution.page_show', subjectOf(institutionId), { from, to: version });
      });
    },

    async approve(trx, { institutionId, submissionId, page, actor, at }) {
      await institutionStore.lock(trx, institutionId);
      const version = await store.insert(trx, { institutionId, submissionId, page, at });
      await store.show(trx, institutionId, version);
      await files.hold(trx, subjectOf(`${institutionId}/${version}`), {
        ...{ institutionId, regionCode: undefined },
        named: { picture: page.picture === undefined ? [] : [page.picture] },
      });
      await record(trx, at, actor, 'institution.page_approve', subjectOf(institutionId), {
        ...{ submission: submissionId, version },
      });
    },
  };
}
