import type { Accounts } from '../../accounts/service.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/open.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Closing } from '../../institutions/closing.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { NotifyManagers } from '../../notices/managers.ts';
import type { Notices } from '../../notices/service.ts';
import type { Names } from '../../review/api-answers.ts';
import type { Months } from '../months/service.ts';
import type { Status } from '../status/room.ts';

/** The services that the desk uses: it stops nothing by itself. */
export type IncidentNeeds = {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'enqueue'>;
  cursors: Cursors;
  throttle: Throttle;
  months: Months;
  config: Pick<Config, 'CONTACT_PHONE' | 'SMS_PER_DAY' | 'INCIDENT_REPORTER'>;
  accounts: Accounts;
  applications: Applications;
  institutions: Institutions;
  closing: Closing;
  notices: Notices;
  notifyManagers: NotifyManagers;
  names: Names;
  status: Status;
  publicUrl: URL;
};
