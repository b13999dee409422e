import type { NoticeEvent } from '../../src/notices/matrix.ts';

/** Of an institution its managers, owners alone, or owners and developers; of the Cloud its staff; or a citizen, about the own account. */
export type Readers = 'managers' | 'owners' | 'developers' | 'staff' | 'citizen';
export type Lead = { to: Readers; path: string };

const led = (to: Readers, ...paths: string[]): Lead[] => paths.map((path) => ({ to, path }));
const ak = '/console/applications/:ak';
// Of one, or of several that one press decided.
const submission = led('managers', '/console/submissions/:id', '/console/submissions');
const renewal = led('managers', `${ak}/renew`);

/**
 * Where the letter of each event leads, by the doors of its pages. An event without an entry does not compile; links.test.ts compares the
 * messages that the product writes there, and follows each as those do who get it.
 */
export const leads: Readonly<Record<NoticeEvent, readonly Lead[]>> = {
  'application.issued': led('managers', ak),
  'application.disabled': led('managers', ak),
  'application.enabled': led('managers', ak, `${ak}/renew`),
  'application.expires_in_7_days': renewal,
  'application.expires_in_3_days': renewal,
  'application.expires_tomorrow': renewal,
  'application.expires_today': renewal,
  'application.expired': renewal,
  'application.sk_ends': led('managers', ak),
  'application.security_changed': led('managers', ak),
  'certification.approved': submission,
  'certification.returned': submission,
  'certification.rejected': submission,
  'application.approved': submission,
  'application.returned': submission,
  'application.rejected': submission,
  'submission.approved': submission,
  'submission.returned': submission,
  'submission.rejected': submission,
  'submission.checked': submission,
  'import.done': led('managers', '/console/resources/imports/:id'),
  'resource.copyright_ends': led('managers', '/console/resources'),
  'resource.week_unconfirmed': led('managers', '/console'),
  'resource.address_gone': led('managers', '/console/resources'),
  'source.failing': led('managers', '/console/sources/:id'),
  'resource.address_sent': led('managers', '/console/resources'),
  'licence.expiring': led('managers', '/console/licences/:id'),
  'licence.revoked': led('managers', '/console/licences/:id'),
  'statistics.urged': led('managers', '/console/statistics'),
  'statistics.questioned': led('managers', '/console/statistics/questions/:id'),
  'statistics.question_late': led('managers', '/console/statistics/questions/:id'),
  'statistics.question_desk': led('staff', '/admin/statistics/questions/:id'),
  'plan.overdue': [...led('managers', '/console/plan'), ...led('staff', '/admin/plans/:id')],
  'plan.letter': [...led('managers', '/console/plan'), ...led('staff', '/admin/plans/:id')],
  'link.broken': led('managers', '/console/links/:id/watch'),
  'link.mended': led('managers', '/console/links/:id/watch'),
  'vendor.granted': led('managers', '/console/vendor'),
  'vendor.ended': led('managers', '/console/vendor'),
  'vendor.ending': [...led('managers', '/console/vendor'), ...led('owners', '/console/vendors')],
  'vendor.redirects': submission,
  // Of the invited person alone, who gets a real one.
  'invitation.sent': [],
  'institution.owner_invited': led('owners', '/console/members'),
  'institution.joined_by_link': led('owners', '/console/members'),
  'institution.disabled': led('owners', '/console/institution'),
  'institution.enabled': led('owners', '/console/institution'),
  'webhook.disabled': led('developers', '/console/webhooks'),
  'verification.broken': led('managers', '/console/verification/:ak'),
  'verification.due': led('managers', '/console/verification/:ak'),
  'account.closing': led('citizen', '/account/privacy'),
  'account.kept': led('citizen', '/account/privacy'),
  'account.erased': [],
  // That of a child is tried in test/citizens/family/family.test.ts.
  'account.export_ready': led('citizen', '/account/privacy'),
  'child.year': led('citizen', '/account/family'),
  'child.handover': led('citizen', '/account/family'),
  'child.terms': led('citizen', '/account/family'),
  'child.asks': led('citizen', '/account/family'),
  'incident.people': led('citizen', '/account/security', '/account/family'),
  'incident.institution': led('managers', '/console'),
  'incident.locked': led('citizen', '/help/locked'),
  'incident.unlocked': led('citizen', '/account/logins', '/account/family'),
  'account.recovery_code_used': [],
  'account.second_factor_set': [],
  'account.second_factor_reset': [],
  'account.way_added': led('citizen', '/account/security'),
};
