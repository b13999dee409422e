import { join } from 'node:path';
import { judge, type NamedHole, type Verdict } from '../../advisories/judge.ts';
import { listName, newestList, type Unusable } from '../../advisories/list.ts';
import { loadedVersions } from '../../advisories/loaded.ts';
import { area, checksOf } from '../check.ts';

type Seen = Verdict & { file: string; refused: Unusable | undefined };
const check = checksOf<Seen>();

const isGrave = ({ hole: { severity } }: NamedHole) => severity === 'critical' || severity === 'high';
const openIn = (holes: Seen['holes'], isMeant: (each: NamedHole) => boolean) =>
  holes
    .filter((each) => each.standing === 'open' && isMeant(each))
    .map(({ hole: { id, component, reaches, cure }, version }) => ({
      ...{ id, component, version },
      ...{ reaches: reaches.zh, cure: cure.zh, reaches_en: reaches.en, cure_en: cure.en },
    }));

/** Known holes and floors of the versions that run. It asks no network, and where no database answers it judges the rest. */
export const ofAdvisories = area<Seen>({
  name: 'advisories',
  async read({ config, clock, db, pretended }) {
    const { list, refused } = await newestList(config.DATA_DIR);
    const loaded = await loadedVersions({ db, now: clock.now(), pretended });
    return { ...judge(list, loaded, config.HOLES_ACCEPTED), file: join(config.DATA_DIR, listName), refused };
  },
  checks: [
    check('doctor.hole_open', 'harm', ({ holes }) => openIn(holes, isGrave)),
    check('doctor.hole_lesser', 'warning', ({ holes }) => openIn(holes, (each) => !isGrave(each))),
    check('doctor.below_floor', 'warning', ({ floors }) =>
      floors.flatMap(({ component, version, least, standing }) =>
        standing === 'open' ? [{ component, version, least }] : [],
      ),
    ),
    check('doctor.list_refused', 'warning', ({ file, refused: why }) =>
      why === undefined ? undefined : { file, why },
    ),
  ],
});
