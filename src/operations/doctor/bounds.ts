import { days, hours, minutes, seconds } from '../../clock.ts';
import { oldest } from '../../database/server.ts';

/** From where on something is told. Every number that a check compares with stands here. */
export const bounds = {
  oldestNode: 24,
  oldestServer: oldest,
  /** The last day on which the makers of PostgreSQL mend a version. */
  serverEnds: {
    15: '2027-11-11',
    16: '2028-11-09',
    17: '2029-11-08',
    18: '2030-11-14',
  } as Readonly<Record<number, string>>,
  serverEndsWithin: days(180),
  openFiles: 4_096,
  /** Megabytes for one process. */
  memory: 512,
  freeMegabytes: 1_024,
  /** Milliseconds. */
  fsync: 30,
  commit: 50,
  sharedBuffers: 256,
  connectionsOfProcess: 22,
  certificateEndsWithin: days(21),
  keyAge: days(400),
  stepOverdue: days(7),
  skew: seconds(1),
  longTransaction: minutes(15),
  slotMegabytes: 2_048,
  /** Of a disk of PostgreSQL that was named: what a slot may hold of it, and what has to be free. */
  slotShare: 0.1,
  diskFree: 0.15,
  /** In so many days it may not be full. */
  diskDays: 30,
  idAge: 1_000_000_000,
  backupAge: hours(26),
  monthsAhead: days(7),
  auditWaits: seconds(60),
  jobWaits: minutes(10),
  sealingStands: hours(1),
  messageWaits: minutes(10),
  webhookWaits: minutes(10),
  eventWaits: minutes(5),
  deadSince: days(1),
  keyEndsWithin: days(3),
  linksUnwatched: hours(36),
  /** So many logins in a row from one address that is a proxy's. */
  loginsSeen: 20,
  nodeGone: minutes(5),
  /** What of the audit chain is checked: `cloud audit verify` checks all. */
  auditTail: 2_000,
  networkTimeout: 5_000,
};

export type Bounds = Readonly<typeof bounds>;
