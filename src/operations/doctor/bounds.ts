import { days, hours, minutes, seconds } from '../../clock.ts';
import { oldest } from '../../database/server.ts';

/** Thresholds of findings. Every number that a check compares with is here. */
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
  /** Of a known disk of PostgreSQL: the share that a slot may retain, and the free part. */
  slotShare: 0.1,
  diskFree: 0.15,
  /** Days until which it must not be full. */
  diskDays: 30,
  idAge: 1_000_000_000,
  backupAge: hours(26),
  monthsAhead: days(31),
  auditWaits: seconds(60),
  jobWaits: minutes(10),
  sealingStands: hours(1),
  messageWaits: minutes(10),
  webhookWaits: minutes(10),
  eventWaits: minutes(5),
  deadSince: days(1),
  keyEndsWithin: days(3),
  linksUnwatched: hours(36),
  /** Consecutive logins from one proxy address that make a finding. */
  loginsSeen: 20,
  nodeGone: minutes(5),
  /** The checked end of the audit chain: `cloud audit verify` checks all. */
  auditTail: 2_000,
  networkTimeout: 5_000,
};

export type Bounds = Readonly<typeof bounds>;
