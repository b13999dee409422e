import type { Area } from '../check.ts';
import { ofAdvisories } from './advisories.ts';
import { ofConnection } from './connection.ts';
import { ofContents } from './contents.ts';
import { ofKeys } from './keys.ts';
import { ofMachine } from './machine.ts';
import { ofNetwork } from './network.ts';
import { ofRelease } from './release.ts';
import { ofSchema } from './schema.ts';
import { ofServer } from './server.ts';
import { ofSettings } from './settings.ts';

/** The areas of `cloud doctor` in their order: earlier results are needed later. Adding one is an entry in one of them. */
export const areas: readonly Area[] = [
  ofSettings,
  ofKeys,
  ofMachine,
  ofRelease,
  ofNetwork,
  ofConnection,
  ofServer,
  ofAdvisories,
  ofSchema,
  ofContents,
];
