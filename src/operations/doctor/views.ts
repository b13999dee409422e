import type { AdvisoriesShown } from '../advisories/shown.ts';
import type { Standing } from '../sealing/service.ts';
import type { BackupsShown } from './backups-shown.ts';
import type { DatabaseShown } from './database-shown.ts';

type Values = Readonly<Record<string, string>>;
type Item = {
  id: string;
  short: string;
  what: string | undefined;
  receiver: string | undefined;
  createdAt: Date;
  age: string;
  attempts: number;
  problem: string | undefined;
  isForeign: boolean;
};

declare module '../../http/views.ts' {
  interface Views {
    'doctor/system': {
      isWell: boolean;
      at: Date;
      queues: readonly {
        name: string;
        waiting: number;
        dead: number;
        oldest: string | undefined;
        deadHref: string;
        waitingHref: string;
        light: string;
      }[];
      nodes: readonly {
        name: string;
        version: string;
        nodeVersion: string;
        startedAt: Date;
        seenAt: Date;
        isQuiet: boolean;
        skew: number | undefined;
      }[];
      database: DatabaseShown;
      /** The progress of resealing, or its end; undefined: never. */
      sealing: Standing | undefined;
      holes: AdvisoriesShown;
      /** Why a list in the folder of data is not used, with the cure. */
      refused: string | undefined;
      backups: BackupsShown;
    };
    'doctor/queue': {
      base: string;
      name: string;
      state: 'dead' | 'waiting';
      tabs: readonly { name: string; href: string; isHere: boolean }[];
      items: readonly Item[];
      done: number | undefined;
      next: string | undefined;
      values: Values;
    };
    'doctor/stuck': {
      base: string;
      name: string;
      item: Item & { isDead: boolean; dueAt: Date | undefined };
      values: Values;
    };
  }
}
