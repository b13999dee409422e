import type { AdvisoryList, Floor, Hole } from './list.ts';
import { floorAbove, isWithin } from './versions.ts';

/** Versions by component. A package may be there more than once, and nodes of different versions run side by side. */
export type Loaded = ReadonlyMap<string, ReadonlySet<string>>;

/** `open`: to be mended. `accepted`: an operator answers for it (HOLES_ACCEPTED). `beside`: no stranger gets there through this product. */
export type Standing = 'open' | 'accepted' | 'beside';
export type NamedHole = { hole: Hole; version: string; standing: Standing };
type NamedFloor = { id: string; component: string; version: string; least: string; standing: Standing };
export type Verdict = { holes: readonly NamedHole[]; floors: readonly NamedFloor[] };

const floorId = ({ component }: Floor) => `floor:${component}`;

/** Each hole and each floor that a loaded version is named by. */
export function judge({ holes, floors }: AdvisoryList, loaded: Loaded, accepted: readonly string[] = []): Verdict {
  const versionsOf = (component: string) => [...(loaded.get(component) ?? [])];
  const isAccepted = (...ids: readonly string[]) => ids.some((id) => accepted.includes(id));
  return {
    holes: holes.flatMap((hole) =>
      versionsOf(hole.component)
        .filter((version) => hole.affected.some((range) => isWithin(version, range)))
        .map((version) => {
          const standing = !hole.reached ? 'beside' : isAccepted(hole.id, ...hole.also) ? 'accepted' : 'open';
          return { hole, version, standing } as const;
        }),
    ),
    floors: floors.flatMap((floor) =>
      versionsOf(floor.component).flatMap((version) => {
        const least = floorAbove(version, floor.least, floor.line);
        const id = floorId(floor);
        const standing = isAccepted(id) ? 'accepted' : 'open';
        return least === undefined ? [] : [{ id, component: floor.component, version, least, standing } as const];
      }),
    ),
  };
}

/** All that is to be mended, each by its number, as a line of text would have it. */
export const openOf = ({ holes, floors }: Verdict): { id: string; component: string; version: string }[] => [
  ...holes.flatMap(({ hole: { id, component }, version, standing }) =>
    standing === 'open' ? [{ id, component, version }] : [],
  ),
  ...floors.flatMap(({ id, component, version, standing }) =>
    standing === 'open' ? [{ id, component, version }] : [],
  ),
];
