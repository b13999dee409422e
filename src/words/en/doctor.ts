import type { DoctorCommandFacts } from '../../operations/doctor/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';

/** Findings stand on Chinese pages too, and are in Chinese alone. */
export const facts = {
  'doctor.well': ({ checks }) => `${checks} checks, nothing found.`,
  'doctor.summary': ({ checks, harm, warnings }) =>
    `${checks} checks: ${harm} harmful, ${plural(warnings, 'warning')}.`,
  'doctor.level_harm': 'harm',
  'doctor.level_warning': 'warning',
  'doctor.cure': ({ cure }) => `cure: ${cure}`,
  'doctor.skipped': ({ area, why }) => `not checked, ${area}: ${why}`,
  'doctor.not_stuck': 'It is not there: it may have been sent, done or removed',
  'doctor.under_way': 'It is being worked on just now; look again in half a minute',
  'doctor.no_queue': 'There is no such queue; there are jobs, mails, sms and webhooks',
  'doctor.menu_system': 'System',
  'doctor.do_retry': 'Retry jobs that were given up',
  'doctor.trial_not_ended':
    'Nothing tells when this database was restored: run the block `restore end` of docs/operating.md first',
  'doctor.trial_logins_missing': ({ missing, since }) =>
    `Nobody has signed in by ${missing.join(', ')} since ${since}: do so on this server, then say cloud backup trial again`,
  'doctor.trial_without_audit': 'The audit of this database has nothing from before it was restored',
  'doctor.trial_audit_broken': ({ what }) => `The audit is no proof of a trial: ${what}`,
  'doctor.trial_unreadable': 'The file is not what `cloud backup trial --json` printed on the restored server',
  'doctor.trial_no_file': ({ path, why }) => `${path} cannot be read: ${why}`,
  'doctor.trial_too_old': 'The trial is older than 14 days, or from the future: try a backup again',
  'doctor.trial_of_another_database':
    'The trial is not of a backup of this database: its audit or its newest report is not here',
  'doctor.trial_made_here': 'These logins were made on this very server: a trial is made on a restored one',
  'doctor.no_run': ({ name, known }) => `there is no scheduled work ${name}; there is ${known}`,
  'doctor.no_state': '--state must be dead or waiting',
  'doctor.no_cursor': '--cursor must be what the page before gave',
  'doctor.noted': ({ at }) => `noted at ${at}`,
  'doctor.queue_counts': ({ dead, waiting }) => `${dead} dead, ${waiting} waiting`,
  'doctor.attempts': ({ count }) => plural(count, 'attempt'),
  'doctor.retried': ({ count }) => `${count} tried again`,
  'doctor.dropped': ({ count }) => `${count} dropped`,
  'doctor.run_done': ({ name }) => `${name} is done`,
} satisfies Catalogue<DoctorCommandFacts>;
