/** Which version runs. */

import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const packageFile = fileURLToPath(new URL('../package.json', import.meta.url));
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8')));

/** What this process runs: the version of its package, and the folder that holds it, which has the name of a release (docs/operating.md). */
export const release = { version, folder: basename(dirname(packageFile)) } as const;
