/** Parses a command line, runs its command, prints its result. */

import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { moveProcess, systemClock } from './clock.ts';
import { type Answer, type Command, fact, type Options } from './command.ts';
import { helpFor, overview } from './command-help.ts';
import { readConfig, UnusableSettings } from './config.ts';
import { timed } from './database/deadline.ts';
import { Problem } from './errors.ts';
import { type Fact, type Language, saying } from './fact.ts';
import { createLog } from './log.ts';
import { sealed as sealedByProvider } from './oidc/sealed.ts';
import { createServices, rooms, type Services } from './services.ts';
import { createWords } from './words/index.ts';

/** The surroundings of a command line: a process, or a caller in place of one. */
export type Surroundings = {
  env: Record<string, string | undefined>;
  stdout: Writable;
  stderr: Writable;
};

/** Commands print their own messages. */
const silent = createLog('silent');

/** Wrong use: one line. */
class Misuse extends Error {
  readonly fact: Fact;
  constructor(fact: Fact, cause?: unknown) {
    super(fact.code, { cause });
    this.fact = fact;
  }
}

/**
 * `--zh` or `--en`; else the language of the terminal where it is English. A document is the same for every reader, and a terminal without a
 * language (C, POSIX) is read by operators of this country.
 */
function languageOf(args: readonly string[], { LC_ALL, LC_MESSAGES, LANG }: Surroundings['env']): Language {
  if (args.includes('--zh')) return 'zh';
  if (args.includes('--en')) return 'en';
  if (args.includes('--json')) return 'zh';
  return /^en\b|^en_/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'en' : 'zh';
}

/** Runs the operators' command line with these arguments: 0, or 1 for a refusal or a failed check, or 2 for wrong use. */
export async function runCommandLine(args: readonly string[], around: Surroundings): Promise<number> {
  const { env, stdout, stderr } = around;
  const [noun = '', ...others] = args;
  const words = createWords();
  const wantsJson = others.includes('--json');
  const language = languageOf(others, env);
  const speech = () => words(language, 'operator');

  async function start(): Promise<number> {
    const commands = await rooms.commands();
    const isOneWord = commands[noun] !== undefined; // cloud doctor
    const name = isOneWord ? noun : `${noun} ${others[0] ?? ''}`.trim();
    const rest = isOneWord ? others : others.slice(1);
    const command = commands[name];
    if (noun === '--help') return say(overview(commands, language));
    if (command === undefined) {
      const own = Object.entries(commands).filter(([each]) => each.startsWith(`${noun} `));
      if (own.length > 0 && others.includes('--help') && others.every((each) => each.startsWith('-')))
        return say(overview(Object.fromEntries(own), language));
      throw new Misuse(fact('commands.unknown', { name }));
    }
    if (rest.includes('--help')) return say(helpFor(name, command, language));
    return timed('command', () => run(name, command, rest));
  }

  async function run(name: string, command: Command<Services>, rest: string[]): Promise<number> {
    const { options, positionals: names } = command;
    const { values, positionals } = read(options, rest);
    if (positionals.length !== names.length)
      throw new Misuse(fact('commands.usage', { name: [name, ...names].join(' ') }));
    if (command.bare === 'environment')
      return print(await command.work({ env, clock: systemClock, speech }, values, positionals));
    const config = readConfig(env);
    moveProcess(config.CLOCK_OFFSET * 1000);
    const ground = { config, clock: systemClock, log: silent, words };
    if (command.bare) return print(await command.work(ground, values, positionals));
    const services = await open({ ...ground, followsDatabaseTime: true, isCommand: true }, command.whole);
    try {
      return await print(await command.work(services, values, positionals));
    } finally {
      await services.close();
    }
  }

  async function open(needs: Parameters<typeof createServices>[0], isWhole = false) {
    if (isWhole) return (await import('./app.ts')).createApp(needs);
    const services = await createServices(needs);
    services.sealing.connect(sealedByProvider);
    return services;
  }

  function say(text: string): 0 {
    stdout.write(text);
    return 0;
  }

  async function print(answer: Answer): Promise<number> {
    if ('lines' in answer) return stream(answer.lines);
    const { document, text } = answer;
    const inWords = () => (typeof text === 'string' ? text : text(speech().say));
    say(`${wantsJson ? JSON.stringify(document, saying(speech().say)) : inWords()}\n`);
    return answer.exitCode ?? 0;
  }

  /** As fast as the reader takes it; a reader that has enough, such as head, ends it. */
  async function stream(lines: AsyncIterable<string>): Promise<0> {
    try {
      await pipeline(lines, stdout, { end: false });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
    }
    return 0;
  }

  /** Refusals of the services: {error, message} with --json, a sentence without. */
  function fail(error: unknown): 1 | 2 {
    if (error instanceof Misuse) {
      stderr.write(`${speech().say(error.fact)}\n`);
      return 2;
    }
    const code = error instanceof Problem ? error.code : 'internal';
    const message = messageOf(error);
    stderr.write(wantsJson ? `${JSON.stringify({ error: code, message })}\n` : `${message}\n`);
    return 1;
  }

  function messageOf(error: unknown): string {
    if (error instanceof Problem) return said(error);
    if (error instanceof UnusableSettings && language === 'zh')
      return speech().say(fact('commands.settings_unusable', { faults: error.complaints.map(({ fact }) => fact) }));
    return error instanceof Error ? error.message : String(error);
  }

  function said({ fact: what, fields = {} }: Problem): string {
    const { say } = speech();
    return [say(what), ...Object.entries(fields).map(([field, problem]) => `${field}: ${say(problem)}`)].join(
      language === 'zh' ? '；' : '; ',
    );
  }

  return start().catch(fail);
}

function read(options: Options, args: string[]) {
  const flags = { json: { type: 'boolean' }, zh: { type: 'boolean' }, en: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args, options: { ...options, ...flags }, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const [, name = ''] = /'-{1,2}([^' =,]+)/.exec(error.message) ?? [];
    if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
      throw new Misuse(fact('commands.option_unknown', { name }), error);
    const isText = options[name]?.type === 'string';
    throw new Misuse(fact(isText ? 'commands.option_empty' : 'commands.option_full', { name }), error);
  }
}
