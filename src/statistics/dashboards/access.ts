import { type Actor, type Member, mustOperate, reaches, reachOf } from '../../actor.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Reader } from '../../database/open.ts';
import { notFound } from '../../errors.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { type Area, above, isRegionCode, padded, placeName } from '../totals/area.ts';
import * as store from '../totals/figures-store.ts';

type AreaQuery = { region?: string; institution?: string; application?: string };

/** R54: a question that is not decided is known to the institution and to those who work with the figures, and to no department. */
export const seesOpen = (actor: Actor): boolean =>
  actor.kind === 'member' ||
  actor.kind === 'operator' ||
  (actor.kind === 'staff' && actor.roles.some((role) => ['statistics', 'operator', 'administrator'].includes(role)));

const noPlace = () => notFound(fact('statistics.no_place'));

/** R03: the areas that an actor may look at. Others answer as if they did not exist. */
export function createPlaces(db: Reader) {
  /** R03: an actor limited to regions finds those only. */
  async function placeFor(actor: Actor, { region, institution, application }: AreaQuery): Promise<Area> {
    if (actor.kind === 'member') return ownPlace(actor, application);
    mustOperate(actor, ...may('see the figures of all').roles);
    const isSeen = (regionCode: string | undefined) => reaches(actor, { regionCode });
    if (application !== undefined) {
      const found = await store.reporter(db, application);
      if (found === undefined || !isSeen(found.region)) throw noPlace();
      return applicationPlace(found);
    }
    if (institution !== undefined) {
      const found = isId(institution) ? await store.institution(db, institution) : undefined;
      if (found === undefined || !isSeen(found.region)) throw noPlace();
      return { kind: 'institution', ...found };
    }
    const code = region ?? reachOf(actor)?.[0] ?? '';
    if (!isRegionCode(code) || !isSeen(padded(code))) throw noPlace();
    return { kind: 'region', code, name: placeName(code) };
  }

  async function ownPlace(actor: Member, application: string | undefined): Promise<Area> {
    const { institutionId, applications: only } = actor;
    if (application !== undefined) {
      const found = await store.reporter(db, application);
      if (found?.institutionId !== institutionId || only?.includes(application) === false) throw noPlace();
      return applicationPlace(found);
    }
    const found = await store.institution(db, institutionId);
    if (found === undefined) throw noPlace();
    return { kind: 'institution', ...found, ...(only !== undefined && { only }) };
  }

  const crumbsOf = (actor: Actor, place: Area) => {
    if (actor.kind === 'member') return [];
    const codes =
      place.kind === 'region'
        ? above(place.code)
        : place.region === undefined
          ? []
          : [...above(place.region), place.region];
    return codes
      .filter((code) => reaches(actor, { regionCode: padded(code) }))
      .map((code) => ({ code, name: placeName(code) }));
  };

  return { placeFor, crumbsOf };
}

const applicationPlace = ({ clientId, name, institutionId, institution, region }: store.Reporter): Area => ({
  kind: 'application',
  ...{ clientId, name, institutionId, institution, region },
});
