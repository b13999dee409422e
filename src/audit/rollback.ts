import type { Actor } from '../actor.ts';
import type { Connection } from '../database/open.ts';
import { record } from './record.ts';

/** Migrations were taken back, up to the one that stays (`cloud db rollback`, which stands on a floor below). */
export const recordRollback = (trx: Connection, at: Date, actor: Actor, to: string, details: object): Promise<void> =>
  record(trx, at, actor, 'database.rollback', { kind: 'database', id: to }, details);
