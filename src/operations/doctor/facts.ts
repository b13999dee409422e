import { type Fact, factsOf, type None } from '../../fact.ts';
import type { Unusable } from '../advisories/list.ts';

/** One hole in both languages: they come from the list, and not from the words of the house. */
type HoleParams = {
  id: string;
  component: string;
  version: string;
  reaches: string;
  cure: string;
  reaches_en: string;
  cure_en: string;
};

/** The first files, and how many there are. */
type ReleaseFiles = { files: string; count: number };

/** Findings of the doctor. Each belongs to a check (checks/), and its words are the fault and the cure. */
export type FindingFacts = {
  'doctor.not_production': None;
  'doctor.no_proxy': None;
  'doctor.sender_missing': None;
  'doctor.sender_foreign': { domain: string; host: string };
  'doctor.contact_missing': None;
  'doctor.metrics_closed': None;
  'doctor.log_quiet': { level: string };
  'doctor.log_loud': { level: string };
  'doctor.no_drain': None;
  'doctor.too_many_processes': { processes: number; cores: number };
  'doctor.sms_file': { why: string };
  'doctor.sms_file_open': { path: string };
  'doctor.sms_plain': { host: string };

  'doctor.keys_missing': { file: string; dir: string };
  'doctor.keys_without_sm2': { dir: string };
  'doctor.keys_open': { file: string; dir: string };
  'doctor.keys_broken': { why: string; dir: string };
  'doctor.keys_folder_open': { dir: string };
  'doctor.keys_old': { days: number };
  'doctor.keys_step_due': { phase: string; days: number };
  'doctor.keys_of_logs': { why: string };

  'doctor.node_old': { version: string; oldest: number };
  'doctor.few_files': { limit: number; least: number };
  'doctor.little_memory': { megabytes: number; least: number };
  'doctor.disk_low': { folder: string; megabytes: number };
  'doctor.disk_slow': { folder: string; milliseconds: number };

  'doctor.release_changed': ReleaseFiles;
  'doctor.release_missing': ReleaseFiles;
  'doctor.release_added': ReleaseFiles;

  'doctor.mail_unreachable': { host: string; why: string };
  'doctor.mail_login': { host: string };
  'doctor.mail_plain': { host: string };
  'doctor.sms_unreachable': { host: string; why: string };
  'doctor.public_unreachable': { url: string; why: string };
  'doctor.public_other': { url: string; found: string };
  'doctor.certificate_over': { host: string; at: string };
  'doctor.certificate_ending': { host: string; at: string; days: number };
  'doctor.certificate_untrusted': { host: string; why: string };

  'doctor.database_unreachable': { why: string };
  'doctor.database_login': { why: string };
  'doctor.database_missing': { why: string };
  'doctor.listen_elsewhere': None;
  'doctor.listen_unreachable': { why: string };
  'doctor.owner_elsewhere': None;
  'doctor.owner_unreachable': { why: string };
  'doctor.standby_unreachable': { why: string };
  'doctor.standby_elsewhere': None;
  'doctor.standby_is_primary': None;
  'doctor.standby_behind': None;
  'doctor.bouncer_swallows_listen': None;

  'doctor.database_old': { version: string; oldest: number };
  'doctor.database_ending': { version: string; at: string };
  'doctor.database_plain': { host: string };
  'doctor.superuser': { role: string };
  'doctor.role_owns': { role: string };
  'doctor.grants': { tables: string };
  'doctor.encoding': { encoding: string };
  'doctor.collation_changed': { was: string; is: string };
  'doctor.timezone': { timezone: string };
  'doctor.commit_unsafe': None;
  'doctor.fsync_off': None;
  'doctor.pages_unsafe': None;
  'doctor.vacuum_off': None;
  'doctor.little_buffer': { megabytes: number; least: number };
  'doctor.few_connections': { needed: number; there: number; processes: number };
  'doctor.restart_pending': { names: string };
  'doctor.read_only': None;
  'doctor.archive_off': None;
  'doctor.archive_failing': { at: string };
  'doctor.backup_unknown': None;
  'doctor.backup_old': { at: string; hours: number };
  'doctor.backup_untried': { days: number };
  'doctor.months_missing': { tables: string };
  'doctor.slot_holds': { slot: string; megabytes: number };
  'doctor.database_disk_low': { part: 'data' | 'log'; percent: number; left: number };
  'doctor.database_disk_filling': { days: number; megabytes: number };
  'doctor.long_transaction': { pid: number; minutes: number; program: string };
  'doctor.slow_commit': { milliseconds: number };
  'doctor.ids_running_out': { millions: number };
  'doctor.clock_off': { seconds: number };

  'doctor.hole_open': HoleParams;
  'doctor.hole_lesser': HoleParams;
  'doctor.below_floor': { component: string; version: string; least: string };
  'doctor.list_refused': { file: string; why: Unusable };

  'doctor.migrations_pending': { names: string };
  'doctor.migrations_newer': { names: string };
  'doctor.migrations_foreign': { name: string };
  'doctor.migrations_earlier': { commit: string };
  'doctor.index_invalid': { names: string };
  'doctor.index_missing': { names: string };
  'doctor.guard_missing': { tables: string };

  'doctor.keys_foreign': { names: string };
  'doctor.seal_lost': { tables: string };
  'doctor.sealing_stuck': { at: string };
  'doctor.demo_data': { at: string };
  'doctor.audit_waiting': { count: number; seconds: number };
  'doctor.audit_broken': { fault: string; position: number };
  'doctor.jobs_stuck': { count: number; minutes: number };
  'doctor.jobs_dead': { count: number };
  'doctor.mails_stuck': { count: number; minutes: number };
  'doctor.mails_dead': { count: number };
  'doctor.sms_stuck': { count: number; minutes: number };
  'doctor.sms_dead': { count: number };
  'doctor.sms_resting': { gateway: string };
  'doctor.webhooks_stuck': { count: number; minutes: number };
  'doctor.events_waiting': { count: number; minutes: number };
  'doctor.staff_missing': { roles: readonly string[] };
  'doctor.staff_unprotected': { count: number };
  'doctor.ak_beyond_term': { count: number };
  'doctor.nobody_told': { count: number };
  'doctor.links_unwatched': { hours: number };
  'doctor.proxy_hides': { address: string };
  'doctor.nodes_keys': { nodes: string };
  'doctor.nodes_versions': { versions: string };
  'doctor.nodes_settings': { names: string };
  'doctor.nodes_clock': { node: string; seconds: number };
  'doctor.nodes_gone': { minutes: number };
};

/** The frame of its report. */
type ReportFacts = {
  'doctor.well': { checks: number };
  'doctor.summary': { checks: number; harm: number; warnings: number };
  'doctor.level_harm': None;
  'doctor.level_warning': None;
  'doctor.cure': { cure: string };
  'doctor.skipped': { area: string; why: string };
};

/** Why a retry or giving up is impossible. */
type QueueFacts = {
  'doctor.not_stuck': None;
  'doctor.under_way': None;
  'doctor.no_queue': None;
  'doctor.menu_system': None;
  'doctor.do_retry': None;
  'doctor.no_run': { name: string; known: string };
  'doctor.no_state': None;
  'doctor.no_cursor': None;
};

/** Ways of signing in that a trial wants. */
export type LoginMethod = 'password' | 'sms' | 'passkey';

/** Why the trial of a restored backup cannot be told, or is not believed. */
type TrialFacts = {
  'doctor.trial_not_ended': None;
  'doctor.trial_logins_missing': { missing: readonly LoginMethod[]; since: string };
  'doctor.trial_without_audit': None;
  'doctor.trial_audit_broken': { what: Fact };
  'doctor.trial_unreadable': None;
  'doctor.trial_too_old': None;
  'doctor.trial_of_another_database': None;
  'doctor.trial_made_here': None;
  'doctor.trial_no_file': { path: string; why: string };
};

/** Results of commands. */
type ResultFacts = {
  'doctor.noted': { at: string };
  'doctor.queue_counts': { dead: number; waiting: number };
  'doctor.attempts': { count: number };
  'doctor.retried': { count: number };
  'doctor.dropped': { count: number };
  'doctor.run_done': { name: string };
};

/** Facts of the command line alone. */
export type DoctorCommandFacts = ReportFacts & QueueFacts & TrialFacts & ResultFacts;
export type DoctorFacts = FindingFacts & DoctorCommandFacts;
/** Asked before an act, in Chinese as its pages: the question, its consequence and the button, a line each. */
export type DoctorQuestions = {
  'doctor.ask_drop': None;
};

export const fact = factsOf<DoctorFacts & DoctorQuestions>();
