import type { CheckCode } from './checks.ts';

/** All faults, by the check that finds them: each has an observation, a cause and a cure in words/. */
export const faults = {
  redirect_other: 'redirect_uri',
  state_missing: 'state',
  state_same: 'state',
  state_ignored: 'state_checked',
  nonce_missing: 'nonce',
  nonce_same: 'nonce',
  pkce_missing: 'pkce',
  scope_foreign: 'scope',
  plain_http: 'https',
  issuer_ignored: 'issuer',
  button_missing: 'button',
  tls_broken: 'button',
  too_late: 'in_time',
  code_again: 'code_once',
  secret_in_browser: 'secret',
  forged_accepted: 'forged',
  nonce_ignored: 'nonce_checked',
  leak_in_address: 'addresses',
  subject_ignored: 'subject',
  phone_needed: 'phone',
  name_broken: 'name',
  denied_loop: 'denied',
  denied_lost: 'denied',
  retry_stuck: 'retry',
  refusal_broken: 'retry',
  refusal_loop: 'retry',
  logout_local: 'logout',
  logout_refused: 'logout',
  logout_unsigned: 'logout',
  logout_stopped: 'logout',
  logout_stays: 'logout',
  notice_missing: 'notice',
  notice_status: 'notice',
  notice_guarded: 'notice',
  notice_refused: 'notice',
  notice_crashed: 'notice',
  notice_forged: 'notice',
  notice_unheard: 'notice',
  notice_ignored: 'notice',
} as const satisfies Readonly<Record<string, CheckCode>>;

export type FaultCode = keyof typeof faults;
export const isFault = (name: string | undefined): name is FaultCode =>
  name !== undefined && Object.hasOwn(faults, name);
