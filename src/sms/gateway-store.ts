import type { Connection } from '../database/open.ts';

export const standings = (db: Connection) =>
  db.rows<{ name: string; failures: number; rests_until: Date | null }>(
    `select name, failures, rests_until from sms_gateways`,
    [],
  );

/** One more failure in a row; how many they are now. */
export const fail = (db: Connection, name: string) =>
  db.row<{ failures: number }>(
    `insert into sms_gateways (name, failures) values ($1, 1)
     on conflict (name) do update set failures = sms_gateways.failures + 1
     returning failures`,
    [name],
  );

export const rest = (db: Connection, name: string, until: Date) =>
  db.run(`update sms_gateways set rests_until = $2 where name = $1`, [name, until]);

/** The node that gets it probes whether the gateway is back; the others skip it until then. */
export const probe = (db: Connection, name: string, now: Date, until: Date) =>
  db.run(`update sms_gateways set rests_until = $3 where name = $1 and rests_until <= $2`, [name, now, until]);

export const heal = (db: Connection, name: string) => db.run(`delete from sms_gateways where name = $1`, [name]);
