import { type Actor, reaches } from '../../actor.ts';
import type { Applications } from '../../applications/service.ts';
import type { Connection } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { cloudInstitutionId } from '../../institutions/service.ts';
import { fact } from '../facts.ts';
import type { Entry } from './entry.ts';

export type EntryAccessNeeds = { applications: Pick<Applications, 'find' | 'mayTakeOver'> };

type Of = Pick<Entry, 'institutionId' | 'clientId' | 'regionCode'>;

/** An AK that entered something, as people call it. */
export const sourceNamed = (name: string | undefined, clientId: string): Fact =>
  name === undefined ? fact('resources.way_nameless', { clientId }) : fact('resources.way_named', { name, clientId });

/**
 * R43: who may read and change an entry by the way on which it came. An application: its own entries, the entries of its institution's people by
 * form or workbook, and those of another AK if the institution allows it to take them over. A person: the entries of the institution, or those
 * of the AKs that the person is limited to; staff: those in their regions.
 */
export function createEntryAccess({ applications }: EntryAccessNeeds) {
  async function reach(actor: Actor, { institutionId, clientId, regionCode }: Of, connection?: Connection) {
    if (actor.kind === 'application') {
      if (actor.institutionId !== institutionId) return 'none';
      if (clientId === undefined || clientId === actor.clientId) return 'own';
      return (await applications.mayTakeOver(actor.clientId, connection)) ? 'taken over' : 'none';
    }
    if (actor.kind === 'member') {
      if (actor.institutionId !== institutionId) return 'none';
      const { applications: named } = actor;
      return named === undefined || (clientId !== undefined && named.includes(clientId)) ? 'own' : 'none';
    }
    if (actor.kind === 'staff') {
      const region = institutionId === cloudInstitutionId ? undefined : regionCode;
      return reaches(actor, { regionCode: region }) ? 'own' : 'none';
    }
    return actor.kind === 'operator' || actor.kind === 'system' ? 'own' : 'none';
  }

  return {
    reach,

    /** The problem of a number taken by another way, with the cure. */
    async taken({ externalId, clientId }: Pick<Entry, 'externalId' | 'clientId'>, connection?: Connection) {
      const application = clientId === undefined ? undefined : await applications.find(clientId, connection);
      const way = clientId === undefined ? fact('resources.way_people') : sourceNamed(application?.name, clientId);
      return new Problem('external_id_taken', fact('resources.entered_by_other', { externalId, way }));
    },
  };
}

export type EntryAccess = ReturnType<typeof createEntryAccess>;
