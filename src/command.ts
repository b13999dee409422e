/** A command of `cloud`: its options, its help, its work. */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { text as textOf } from 'node:stream/consumers';
import type { ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import { type Clock, isOffset } from './clock.ts';
import type { Config } from './config.ts';
import { Problem } from './errors.ts';
import { type Fact, factsOf, type None, type Speech } from './fact.ts';

export type CommandFacts = {
  'commands.unknown': { name: string };
  'commands.usage': { name: string };
  'commands.option_unknown': { name: string };
  'commands.option_empty': { name: string };
  'commands.option_full': { name: string };
  'commands.settings_unusable': { faults: readonly Fact[] };
  'commands.more': { cursor: string | number };
  'commands.required': { name: string };
  'commands.secret_unreadable': { name: string; path: string; why: string };
  'commands.secret_empty': { name: string };
  'commands.file_unreadable': { path: string; why: string };
  'commands.time_form': { name: string };
  'commands.anchor_form': None;
  'commands.cursor_form': None;
  'commands.subject_form': None;
  'commands.count_form': { name: string; most: number };
  'commands.jwks_form': None;
  'commands.rollback_unknown': { name: string; last: string };
  'commands.rollback_newer': { name: string };
  'commands.rollback_loses': { losses: readonly Fact[] };
  'commands.rollback_distributed': None;
  'commands.rolled_back': { name: string; isDone: boolean };
  'commands.rollback_unrecorded': None;
  'commands.rollback_lost': { loss: Fact; isDone: boolean };
  'commands.rollback_nothing': None;
  'commands.loss': { column: string; rows: number; isMore: boolean };
  'commands.migrated': { last: string };
  'commands.no_fork': None;
  'commands.lost_all': { count: number; file: string };
  'commands.lost_rows': { table: string; kind: string; change: 'new' | 'changed' | 'removed'; count: number };
};
/** Faults of a command's arguments, and results of commands that no room has words for. */
export const fact = factsOf<CommandFacts>();

/** Foreign text must not move the cursor of a terminal. */
export const forTerminal = (text: string): string => text.replace(/\p{C}/gu, '\uFFFD');

/** Puts a fact in words. */
export type Say = Speech['say'];

/** An option of a command, as `--help` explains it. */
type Option = NonNullable<ParseArgsConfig['options']>[string] & { help: string };
export type Options = Readonly<Record<string, Option>>;
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/**
 * One document with --json, in which facts are in words, a text without; or lines of any number. A text that is no more than values needs no
 * words. `exitCode`: for a failed check.
 */
export type Answer =
  | { document: unknown; text: string | ((say: Say) => string); exitCode?: 0 | 1 | 2 }
  | { lines: AsyncIterable<string> };

type Work<On> = (on: On, values: Values, positionals: string[]) => Promise<Answer>;

/**
 * `bare` commands work before there are keys or a database, and those of the `environment` even before that can be read. A `whole` one works as
 * a server, with all its parts, the provider as well.
 */
export type Command<On> = {
  /** Its work, in a sentence. */
  help: string;
  /** A call that works, without the name of the program. */
  example: string;
  options: Options;
  positionals: string[];
  /** As the owner of the tables, or with files of the caller: docs/operating.md's `cloud` runs it as root and with MIGRATE_DATABASE_URL. */
  asOwner?: true;
} & (
  | { bare?: never; whole?: true; work: Work<On> }
  | { bare: true; work: Work<Bare> }
  | { bare: 'environment'; work: Work<Unread> }
);

type Bare = { config: Readonly<Config>; clock: Clock };
type Unread = { env: Record<string, string | undefined>; clock: Clock; speech: () => Speech };

/** Commands of a room, by noun and verb: `application show`; or by one word. `On` are their needs. */
export type Commands<On> = Readonly<Record<string, Command<On>>>;

/** The system's value for no login user. */
const unknownUser = 4_294_967_295;

/** The operators at the command line, who may do everything. The audit names the user of the operating system. */
export const actor: Actor = { kind: 'operator', name: whoRuns() };

/** root, or wang as root if wang logged in and became root: the system keeps the login user. */
function whoRuns(): string {
  const runs = nameOf(process.getuid?.());
  const came = Number(read('/proc/self/loginuid').trim() || unknownUser);
  return came === unknownUser || came === process.getuid?.() ? runs : `${nameOf(came)} as ${runs}`;
}
function nameOf(uid: number | undefined): string {
  if (uid === undefined) return userInfo().username; // Windows
  const line = read('/etc/passwd')
    .split('\n')
    .find((each) => each.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? own(uid);
}

/** Directories of users elsewhere; a container may have no name for its user. */
function own(uid: number): string {
  try {
    const { username, uid: found } = userInfo();
    if (found === uid) return username;
  } catch {
    // it has none
  }
  return `uid ${uid}`;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

export const text = (help: string) => ({ type: 'string', help }) as const;
export const flag = (help: string) => ({ type: 'boolean', help }) as const;
/** May be given several times. */
export const many = (help: string) => ({ type: 'string', multiple: true, help }) as const;

export const one = (values: Values, name: string): string | undefined => z.string().optional().parse(values[name]);
export const all = (values: Values, name: string): string[] => z.array(z.string()).default([]).parse(values[name]);
export const must = (values: Values, name: string): string => {
  const value = one(values, name);
  if (value === undefined) throw new Problem('bad_request', fact('commands.required', { name }));
  return value;
};

/**
 * A secret never stands among the arguments, where every user of the machine reads it in the list of processes: the option names a file
 * that holds it, or - for the standard input. The newline that an editor leaves at its end is not part of it.
 */
export async function secret(values: Values, name: string): Promise<string | undefined> {
  const path = one(values, name);
  if (path === undefined) return undefined;
  const read = path === '-' ? textOf(process.stdin) : readFile(path, 'utf8');
  const held = await read.catch((cause: NodeJS.ErrnoException) => {
    throw new Problem('bad_request', fact('commands.secret_unreadable', { name, path, why: cause.code ?? 'unknown' }), {
      cause,
    });
  });
  const value = held.replace(/\r?\n$/, '');
  if (value === '') throw new Problem('bad_request', fact('commands.secret_empty', { name }));
  return value;
}

/** Absent options stay absent: the services distinguish "not given" from "empty". */
export const withoutUndefined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

export const date = (values: Values, name: string): Date | undefined => {
  const text = one(values, name);
  return text === undefined ? undefined : asDate(name, text);
};
export const mustDate = (values: Values, name: string): Date => asDate(name, must(values, name));

/** A time with its offset, or a day, which begins at midnight in Beijing. */
const asDate = (name: string, text: string): Date => {
  const isDay = z.iso.date().safeParse(text).success;
  const offset = z.iso.datetime({ offset: true }).safeParse(text).success ? /Z$|[+-].{5}$/.exec(text)?.[0] : undefined;
  // Date reads 14:30-16:30 as an offset that there is none of, and 31 February as 3 March.
  const value = new Date(
    isDay ? `${text}T00:00:00+08:00` : offset !== undefined && isOffset(offset) ? text : Number.NaN,
  );
  if (Number.isNaN(value.getTime())) throw new Problem('bad_request', fact('commands.time_form', { name }));
  return value;
};
