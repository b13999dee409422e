/** Which version runs. */

import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageFile = fileURLToPath(new URL('../package.json', import.meta.url));
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8')));

/** The code of this process: the version of its package, and the folder of the release (docs/operating.md). */
export const release = { version, folder: basename(dirname(packageFile)) } as const;
