import { fileURLToPath } from 'node:url';
import { area, checksOf } from '../check.ts';
import { type Altered, alteredFiles } from './release-sums.ts';

const check = checksOf<Altered | undefined>();
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const shown = 20;

const named = (paths: readonly string[]) =>
  paths.length === 0 ? undefined : { files: paths.slice(0, shown).join(', '), count: paths.length };

/** The files of an installed release, each compared with the list that came with it. A checkout has no such list. */
export const ofRelease = area<Altered | undefined>({
  name: 'release',
  isSlow: true, // it reads every file
  read: ({ releaseFolder }) => alteredFiles(releaseFolder ?? root),
  checks: [
    check('doctor.release_changed', 'harm', (altered) => named(altered?.changed ?? [])),
    check('doctor.release_missing', 'harm', (altered) => named(altered?.missing ?? [])),
    check('doctor.release_added', 'warning', (altered) => named(altered?.added ?? [])),
  ],
});
