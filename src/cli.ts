import { parseArgs } from 'node:util';
import { shiftProcess, systemClock } from './clock.ts';
import { commands } from './commands.ts';
import { readConfig } from './config.ts';
import { Problem } from './errors.ts';
import { createLog } from './log.ts';
import { createServices } from './services.ts';

// npm run -s cloud -- <noun> <verb> …: the operators' command line, on the services that the pages use.
const [noun = '', verb = '', ...rest] = process.argv.slice(2);
const command = commands[`${noun} ${verb}`];
const wantsJson = rest.includes('--json');

if (command === undefined)
  misuse(`unknown command "${`${noun} ${verb}`.trim()}"; known: ${Object.keys(commands).join(', ')}`);
else await run(command).catch(fail);

async function run({ options, positionals: names, work }: (typeof commands)[string]): Promise<void> {
  const { values, positionals } = read(options);
  if (positionals.length !== names.length) misuse(`usage: cloud ${noun} ${verb} ${[...names, '[options]'].join(' ')}`);
  const config = readConfig(process.env);
  if (config.CLOCK_OFFSET !== 0) shiftProcess(config.CLOCK_OFFSET);
  const services = await createServices({ config, clock: systemClock, log: createLog('silent') });
  try {
    const { document, text } = await work(services, values, positionals);
    process.stdout.write(wantsJson ? `${JSON.stringify(document)}\n` : `${text}\n`);
  } finally {
    await services.close();
  }
}

function read(options: (typeof commands)[string]['options']) {
  try {
    return parseArgs({
      args: rest,
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    return misuse(error instanceof Error ? error.message : String(error));
  }
}

/** Wrong use: one line, exit 2. */
function misuse(message: string): never {
  process.stderr.write(`${message.replaceAll(/\s+/g, ' ')}\n`);
  process.exit(2);
}

/** What the services refuse: {error, message} with --json, a sentence without; exit 1. */
function fail(error: unknown): void {
  const code = error instanceof Problem ? error.code : 'internal';
  const details =
    error instanceof Problem && error.fields
      ? Object.entries(error.fields).map(([field, text]) => `${field}: ${text}`)
      : [];
  const message = [error instanceof Error ? error.message : String(error), ...details].join('；');
  process.stderr.write(wantsJson ? `${JSON.stringify({ error: code, message })}\n` : `${message}\n`);
  process.exitCode = 1;
}
