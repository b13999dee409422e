/** The log of a process, without secrets. */

import { type DestinationStream, type LogFn, type Logger, pino, stdTimeFunctions } from 'pino';
import { isUnavailable } from './errors.ts';

export type Log = Logger;

/** Fields that must never reach a log, wherever they are in an object. */
const secret = [
  'password',
  'secret',
  'client_secret',
  'code',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'cookie',
  'authorization',
  'phone',
  'email',
  'address.phone',
];

/** An outage is logged once, by the watch of the database (database/availability.ts): requests that meet it add nothing. */
function quietInOutage(this: Logger, args: Parameters<LogFn>, write: LogFn): void {
  const [fields, message]: readonly unknown[] = args;
  if (typeof fields === 'object' && fields !== null && 'err' in fields && isUnavailable(fields.err)) {
    const { err, ...rest } = fields;
    this.debug({ ...rest, reason: reasonOf(err) }, String(message));
  } else write.apply(this, args);
}
const reasonOf = (error: unknown) => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? cause.message : message;
};

/** Structured logs (one JSON object a line) with the names of secrets redacted at the first two levels. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    redact: { paths: secret.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: '[redacted]' },
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { logMethod: quietInOutage },
  };
  return pino(options, destination ?? standardOutput());
}

let shared: DestinationStream | undefined;
/** One for all logs of a process: it waits for the process to end. */
const standardOutput = () => {
  shared ??= gathered();
  return shared;
};

/** Bytes that wait without a reader: further lines are lost. */
const longestQueue = 1024 * 1024;

let lost = 0;
/** Lines of this process that could not be written. */
export const lostLines = (): number => lost;

/**
 * The lines of one turn of the event loop leave together: a call of the system for each would cost more than the line. No request waits for
 * them, and lines that cannot be written (the disk is full, the reader is gone or does not read) are dropped and counted (docs/adr/0110).
 */
function gathered(): DestinationStream {
  const output = process.stdout; // an unwritable pipe or socket queues the lines; pino's own stream would block
  let lines: string[] = [];
  let isPlanned = false;
  let untold = 0;

  function lose(count: number): void {
    lost += count;
    untold += count;
  }
  function tell(): void {
    if (untold === 0) return;
    const count = untold;
    untold = 0;
    createLog('error').error({ lines: count }, 'lines of the log were lost');
  }
  function flush(): void {
    isPlanned = false;
    const leaving = lines;
    lines = [];
    if (leaving.length === 0) return;
    if (output.writableLength > longestQueue) lose(leaving.length);
    else output.write(leaving.join(''), (error) => (error ? lose(leaving.length) : tell()));
  }
  output.on('error', () => undefined); // counted with its lines
  process.on('exit', flush); // whatever ends the process but SIGKILL
  return {
    write(line) {
      lines.push(line);
      if (isPlanned) return;
      isPlanned = true;
      setImmediate(flush);
    },
  };
}

/** For lines with fixed fields and no secret: searching every line for secrets costs more than writing it. */
export const unredacted = (log: Log): Log => log.child({}, { redact: [] });
