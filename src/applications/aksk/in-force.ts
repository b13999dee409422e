import type { Application } from './application.ts';
import { isOver } from './lifetime.ts';

/** What an application is read as: `disabledAt` also where its institution is disabled (application-row.ts). */
type Standing = Pick<Application, 'expiresAt' | 'disabledAt'>;

/**
 * R28, R31, the one rule of whether an AK is in force: nobody disabled it or its institution, and it has not expired; one of the Cloud itself
 * never does. `holds` asks it of a row that was read, `sql` within a statement, where `a` are the applications and `i` their institutions.
 */
export const inForce = {
  holds: ({ expiresAt, disabledAt }: Standing, now: Date): boolean =>
    disabledAt === undefined && (expiresAt === undefined || !isOver(expiresAt, now)),
  sql: (at: string, a = 'a', i = 'i'): string =>
    `(${isEnabled(a, i)} and (${a}.expires_at is null or not ${isExpired(at, a)}))`,
};

/** Neither the AK nor its institution is disabled, whether it has expired or not. */
export const isEnabled = (a = 'a', i = 'i'): string => `(${a}.disabled_at is null and ${i}.disabled_at is null)`;

/** The whole second that is written as the end still counts. */
export const isExpired = (at: string, a = 'a'): string => `${a}.expires_at < date_trunc('second', ${at}::timestamptz)`;
