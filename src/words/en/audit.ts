import type { AuditCommandFacts, AuditFacts } from '../../audit/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';

export const facts = {
  'audit.sound': ({ count }) =>
    `ok: ${plural(count, 'event')} ${count === 1 ? 'is as it was' : 'are as they were'} sealed`,
  'audit.broken': ({ fault, text }) => `BROKEN, ${fault}: ${text}`,
  'audit.head': ({ count, hash, isWhole }) => `${isWhole ? 'head' : 'sound up to'}  ${count}:${hash}`,
  'audit.put_away': ({ count, until }) => `put away  ${count}, all before ${until}`,
  'audit.unsealed': ({ count, seconds }) =>
    `unsealed  ${count === 0 ? 'none' : `${count}, the oldest for ${plural(seconds, 'second')}`}`,
  'audit.persons_ended': ({ count }) =>
    `persons  ${plural(count, 'event')} without the person any more: 180 days are over`,
  'audit.backdated': ({ count, event }) =>
    `backdated  ${count}, the first is event ${event}: dated over 10 minutes before an event that was sealed earlier`,
  'audit.archived': ({ events, count, hash, sha256 }) =>
    `${plural(events, 'event')} put away, up to  ${count}:${hash}\nsha256  ${sha256}`,
  'audit.none_listed': 'no events',
  'audit.month_form': ({ name }) => `--${name} must be a month such as 2026-05`,
  'audit.month_young': ({ month, days }) =>
    `${month} is not over for ${days} days yet: the log of six months has to be at hand`,
  'audit.month_empty': ({ month }) => `up to the end of ${month} there is no sealed event left in the database`,
  'audit.owner_needed': ({ role }) =>
    `${role} does not own the tables: set MIGRATE_DATABASE_URL for this command, which only the deployment has`,
  'audit.not_sound': ({ position, isHead }) =>
    `${isHead ? `the head kept at ${position} is forged` : `number ${position} of the chain is not as it was sealed`}, and nothing was put away: see cloud audit verify`,
  'audit.anchor_put_away': ({ count, last }) =>
    `number ${count} was put away with everything up to ${last}: hold the anchor against its file, with --file`,
  'audit.not_sent': ({ receiver, sent }) =>
    `${receiver} has the audit up to number ${sent} only: wait until AUDIT_SYSLOG_URL has taken the rest`,
  'audit.file_exists': ({ path }) => `${path} is there already: name a file that is not`,
  'audit.file_unreadable': ({ path, why }) => `${path} cannot be read or written (${why})`,
  'audit.file_form': ({ path, line }) =>
    `${path} is no month of the audit that was put away, or not whole (line ${line})`,
} satisfies Catalogue<AuditFacts & AuditCommandFacts>;
