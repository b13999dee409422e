import type { ActorFacts } from '../../actor.ts';
import type { CommandFacts } from '../../command.ts';
import type { ErrorFacts, ProblemCode } from '../../errors.ts';
import { type Catalogue, rowsOf, type Titles } from '../catalogue.ts';
import { plural } from './parts.ts';

/** The title above a problem, for programs: one for each public code. */
export const titles = {
  validation_failed: 'Some values have to be corrected',
  bad_request: 'The request cannot be read',
  form_expired: { everybody: 'This page has expired', program: 'The form has expired' },
  start_again: { everybody: 'Please start again', program: 'Start again' },
  unauthenticated: { everybody: 'Please sign in', program: 'A token is needed' },
  invalid_client_expired: 'The AK has expired',
  invalid_client_disabled: 'The AK is disabled',
  insufficient_scope: 'The token lacks a scope',
  forbidden: 'Not allowed',
  licence_expired: 'The licence is over',
  not_found: 'Not found',
  gone: 'Gone',
  method_not_allowed: 'The method is not allowed',
  conflict: 'Not possible as things are',
  resource_published_immutable: 'What is published cannot be changed',
  resource_in_review: 'The entry is being reviewed',
  external_id_taken: 'The external_id is taken',
  stats_future_date: 'The day is not over',
  stats_locked: 'The figures are locked',
  stats_reason_required: 'A reason is needed',
  request_under_way: 'The same request is under way',
  etag_mismatch: 'It has changed',
  payload_too_large: 'Too large',
  unsupported_media_type: 'The media type is not supported',
  misdirected: 'Another host',
  idempotency_key_reused: 'The Idempotency-Key was used before',
  batch_too_large: 'Too many at a time',
  precondition_required: 'If-Match is needed',
  rate_limited: 'Too many requests',
  internal: 'An error of ours',
  maintenance: 'Busy',
} as const satisfies Required<Titles<ProblemCode>>;

export const facts = {
  'errors.to_correct': ({ count }) => `${count === 1 ? 'One thing needs' : `${count} things need`} to be corrected`,
  'actor.role_may_not': 'Your role may not do this; ask a system administrator',
  'actor.whole_country':
    'This concerns the whole country and your role is for some regions; leave it to a colleague who is for all of them',
  'commands.unknown': ({ name }) => `unknown command "${name}"; "cloud --help" lists all`,
  'commands.usage': ({ name }) => `usage: cloud ${name} [options]`,
  'commands.option_unknown': ({ name }) => `there is no option --${name}; --help lists them`,
  'commands.option_empty': ({ name }) => `--${name} needs a value after it`,
  'commands.option_full': ({ name }) => `--${name} takes no value`,
  'commands.settings_unusable': ({ faults }) => ['The configuration is not usable:', ...faults].join('\n  '),
  'commands.more': ({ cursor }) => `more: --cursor ${cursor}`,
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
    `data would be lost: ${losses.join(', ')}. Make a backup, and say --lose-data if that is meant`,
  'commands.rolled_back': ({ name, isDone }) => `${isDone ? 'taken back' : 'would be taken back'}: ${name}`,
  'commands.rollback_unrecorded': 'not recorded in the audit: KEYS_DIR has no key to sign it with',
  'commands.rollback_lost': ({ loss, isDone }) => `${isDone ? 'lost' : 'would be lost'}: ${loss}`,
  'commands.rollback_nothing': 'nothing to take back',
  'commands.loss': ({ column, rows, isMore }) => `${column} (${plural(rows, 'row')}${isMore ? ' or more' : ''})`,
  'commands.migrated': ({ last }) => `the schema is up to date: ${last} is its last migration`,
  'commands.no_fork': 'nothing is lost: there is no fork',
  'commands.lost_rows': ({ table, kind, change, count }) => `${count} ${change}: ${rowsOf(table, kind)}`,
  'commands.lost_all': ({ count, file }) => `${count} in all -> ${file}`,
} satisfies Catalogue<ErrorFacts & ActorFacts & CommandFacts>;
