import type { CommandFacts } from '../../command.ts';
import type { Catalogue } from '../catalogue.ts';

export const commands = {
  'commands.required': ({ name }) => `--${name} is required`,
  'commands.secret_unreadable': ({ name, path, why }) =>
    `--${name}: ${path} cannot be read (${why})${why === 'EACCES' ? '; hand it in by the standard input: - and < FILE' : ''}`,
  'commands.secret_empty': ({ name }) => `--${name}: there is nothing in it`,
  'commands.time_form': ({ name }) =>
    `--${name} must be a time such as 2026-12-24T23:59:59+08:00, or a day in Beijing such as 2026-12-24`,
  'commands.anchor_form': '--anchor must be COUNT:HASH, as an earlier verify printed or `audit sealed` logged them',
  'commands.cursor_form': '--cursor must be the number that the page before gave',
  'commands.subject_form': '--subject must be KIND:ID, for example application:ncc_…',
  'commands.count_form': ({ name, most }) => `--${name} must be a number from 1 to ${most}`,
  'commands.file_unreadable': ({ path, why }) => `${path} cannot be signed (${why})`,
  'commands.jwks_form': '--jwks must be a JWK Set in JSON',
  'commands.rollback_unknown': ({ name, last }) =>
    `--to must be a migration that ran on this database, which stays as its last one; ${name} did not (the last one is ${last})`,
  'commands.rollback_newer': ({ name }) =>
    `${name} ran here, and this version does not have it: roll back with the version that does`,
  'commands.rollback_distributed':
    'tables are spread over several servers: say cloud db undistribute with this version first, and cloud db distribute with the other one',
  'commands.rollback_loses': ({ losses }) =>
    `data would be lost: ${losses}. Make a backup, and say --lose-data if that is meant`,
} satisfies Catalogue<CommandFacts>;
