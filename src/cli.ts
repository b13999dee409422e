import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { moveProcess, systemClock } from './clock.ts';
import type { Answer, Command, Options } from './command.ts';
import { helpFor, overview } from './command-help.ts';
import { readConfig } from './config.ts';
import { timed } from './database/deadline.ts';
import { Problem } from './errors.ts';
import { saying } from './fact.ts';
import { createLog } from './log.ts';
import { createServices, rooms, type Services } from './services.ts';
import { createWords } from './words/index.ts';

// npm run -s cloud -- <noun> <verb> …: the operators' command line, on the services that the pages use.
const [noun = '', ...others] = process.argv.slice(2);
const words = createWords();
const speech = () => words('zh', 'operator');
const wantsJson = others.includes('--json');

const commands = await rooms.commands();
const isOneWord = commands[noun] !== undefined; // cloud doctor
const name = isOneWord ? noun : `${noun} ${others[0] ?? ''}`.trim();
const rest = isOneWord ? others : others.slice(1);
const command = commands[name];
if (noun === '--help') process.stdout.write(overview(commands));
else if (command === undefined) misuse(`unknown command "${name}"; "cloud --help" lists all`);
else if (rest.includes('--help')) process.stdout.write(helpFor(name, command));
else await timed('command', () => run(command)).catch(fail);

async function run(command: Command<Services>): Promise<void> {
  const { options, positionals: names } = command;
  const { values, positionals } = read(options);
  if (positionals.length !== names.length) misuse(`usage: cloud ${name} ${[...names, '[options]'].join(' ')}`);
  if (command.bare === 'environment')
    return print(await command.work({ env: process.env, clock: systemClock, speech }, values, positionals));
  const config = readConfig(process.env);
  moveProcess(config.CLOCK_OFFSET * 1000);
  const ground = { config, clock: systemClock, log: createLog('silent'), words };
  if (command.bare) return print(await command.work(ground, values, positionals));
  const services = await createServices({ ...ground, followsDatabaseTime: true });
  services.sealing.connect(async () => (await import('./oidc/sealed.ts')).sealed);
  try {
    await print(await command.work(services, values, positionals));
  } finally {
    await services.close();
  }
}

async function print(answer: Answer): Promise<void> {
  if ('lines' in answer) return stream(answer.lines);
  const { say } = speech();
  const { document, text } = answer;
  const inWords = typeof text === 'string' ? text : text(say);
  process.stdout.write(wantsJson ? `${JSON.stringify(document, saying(say))}\n` : `${inWords}\n`);
  process.exitCode = answer.exitCode ?? 0;
}

/** As fast as the reader takes it; a reader that has enough, such as head, ends it. */
async function stream(lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(lines, process.stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

function read(options: Options) {
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
  const message = error instanceof Problem ? said(error) : error instanceof Error ? error.message : String(error);
  process.stderr.write(wantsJson ? `${JSON.stringify({ error: code, message })}\n` : `${message}\n`);
  process.exitCode = 1;
}

function said({ fact, fields = {} }: Problem): string {
  const { say } = speech();
  return [say(fact), ...Object.entries(fields).map(([field, problem]) => `${field}: ${say(problem)}`)].join('；');
}
