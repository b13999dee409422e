import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

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

/** Structured logs (one JSON object a line) with the names of secrets redacted at the first two levels. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    redact: { paths: secret.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: '[redacted]' },
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination ?? gathered());
}

/** Standard output. The lines of one turn of the event loop leave together: a call of the system for each would cost more than the line. */
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
