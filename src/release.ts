/** Which version runs. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageFile = fileURLToPath(new URL('../package.json', import.meta.url));
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8')));

/** The notes of `npm run release`; a checkout has none. */
const packed = join(dirname(packageFile), 'release.json');
const commit = existsSync(packed)
  ? z.object({ commit: z.string() }).parse(JSON.parse(readFileSync(packed, 'utf8'))).commit
  : undefined;

/** The code of this process: the version of its package, the folder of the release (docs/operating.md), and its commit where it was packed. */
export const release = { version, folder: basename(dirname(packageFile)), commit } as const;
