import type { Accounts } from '../../accounts/service.ts';
import type { IntegrationLog } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import type { Files } from '../../files/service.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import type { Names } from '../../review/api-answers.ts';

/** The services of the room; each part of it takes those it uses. */
export type VerificationNeeds = {
  db: Database;
  clock: Clock;
  seal: Seal;
  fetch: typeof globalThis.fetch;
  files: Files;
  throttle: Throttle;
  accounts: Accounts;
  applications: Applications;
  integrationLog: IntegrationLog;
  notifyManagers: NotifyManagers;
  names: Names;
  publicUrl: URL;
};
