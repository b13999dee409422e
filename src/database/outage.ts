import { DatabaseError } from 'pg';
import { Problem } from '../errors.ts';
import { fact } from './facts.ts';

/**
 * Connection exceptions (a bug in a statement is 08P01 too, so not that), insufficient resources, shutdown and startup, and a server that only
 * reads: a primary that became a standby, a managed one whose disk is full.
 */
const sqlStates = /^(08(?!P01)|53|57P0[1235]|25006)/;

const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT', // the Unix socket of a stopped server
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

// Messages of Citus when one of its servers went away, at a commit or from its own client: errors without a specific code.
const citusSentences =
  /^(failed to prepare transaction|failure on connection marked as essential|could not commit transaction for shard|server closed the connection|could not (receive data from|send data to) server|SSL (SYSCALL|connection has been closed)|no connection to the server|connection not open|invalid socket|postmaster was shut down)/;

// Errors of pg without a code.
const sentences =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (has encountered|was closed)|Cannot use a pool after calling end)/;

/** Whether PostgreSQL is away or full, so that the same statement may work in a moment. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseError) {
    if (error.code === 'XX000') return citusSentences.test(error.message);
    // PgBouncer reports a lost server as a fatal 08P01.
    return sqlStates.test(error.code ?? '') || (error.code === '08P01' && error.severity === 'FATAL');
  }
  return ('code' in error && systemCodes.has(String(error.code))) || sentences.test(error.message);
}

/**
 * Whether a prepared statement was refused because the schema has changed under it (a rolling migration) or because a proxy
 * has changed the session. It was not executed, and works on a new connection.
 */
export const isStale = (error: unknown) =>
  error instanceof DatabaseError && (error.code === '26000' || error.routine === 'RevalidateCachedQuery');

/** Whether a write was refused because this server only reads. */
export const isReadOnly = (error: unknown) => error instanceof DatabaseError && error.code === '25006';

/** Whether a write was refused because there is no room for it. */
export const isFull = (error: unknown) => error instanceof DatabaseError && error.code === '53100';

/** Whether there was no answer at all: no refusal, no end of the connection. */
export const isSilence = (error: unknown) =>
  error instanceof Error &&
  /^(Query read timeout|timeout expired|Connection terminated due to connection timeout)/.test(error.message);

/** Whether a server reported a shortage and continues: its connection stays usable. */
const isShortage = (error: DatabaseError) => error.code?.startsWith('53') === true && error.severity === 'ERROR';

/** Whether the connection that gave this error must not be used again: only a server that still talks leaves it usable. */
export const isLost = (error: unknown) =>
  !(error instanceof DatabaseError) || (isOutage(error) && !isShortage(error)) || isStale(error);

/** The loggable part of an error of pg, which may contain its whole connection. */
export const reason = (error: unknown) => ({ reason: error instanceof Error ? error.message : String(error) });

/** The answer while the database cannot serve the request. */
export const unavailable = (cause: unknown) =>
  new Problem('maintenance', fact('database.busy'), { retryAfter: 5, cause });

/** The error for the rooms: an outage is a 503; everything else stays a database error. */
export function translated(error: unknown): unknown {
  if (isOutage(error) || isStale(error)) return unavailable(error);
  if (error instanceof DatabaseError) {
    // Both quote the row, and the log of the error would contain phone numbers.
    error.detail = undefined;
    error.where = undefined;
    // A value of the wrong form (class 22) is quoted in the message.
    if (error.code?.startsWith('22') === true) {
      const said = error.message;
      error.message = said.replace(/"[\s\S]*"/, '"…"');
      error.stack = (error.stack ?? '').replace(said, error.message);
    }
  }
  return error;
}
