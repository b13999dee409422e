import { type DestinationStream, type LogFn, type Logger, pino, stdTimeFunctions } from 'pino';
import { isUnavailable } from './errors.ts';

export type Log = Logger;

/** What must never reach a log, wherever it hangs in an object. */
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

/** An outage is told once, by whoever watches the database (database/availability.ts): all who meet it have nothing to add. */
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

/** The lines of one turn of the event loop leave together: a call of the system for each would cost more than the line. */
function gathered(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, minLength: 8 * 1024 });
  let isPlanned = false;
  const flush = () => {
    isPlanned = false;
    output.flushSync();
  };
  process.on('exit', flush); // whatever ends the process but SIGKILL
  return {
    write(line) {
      output.write(line);
      if (isPlanned) return;
      isPlanned = true;
      setImmediate(flush);
    },
  };
}

/** For lines whose fields are fixed and none of them a secret: looking through every line for secrets costs more than writing it. */
export const unredacted = (log: Log): Log => log.child({}, { redact: [] });
