/** In the back office, by mail, by short message. */
export type Way = 'site' | 'mail' | 'sms';

/** Which event goes by which way. Adding one is one entry here. */
export const matrix = {
  'application.issued': ['site', 'mail', 'sms'],
  'application.disabled': ['site', 'mail'],
  'application.enabled': ['site', 'mail'],
  'application.expires_in_7_days': ['site', 'mail'],
  'application.expires_in_3_days': ['site', 'mail'],
  'application.expires_tomorrow': ['site', 'mail', 'sms'],
  'application.expires_today': ['site', 'mail', 'sms'],
  'application.expired': ['site', 'mail'],
  'application.sk_ends': ['site', 'mail'],
  'application.security_changed': ['site', 'mail'],
  'certification.approved': ['site', 'mail', 'sms'],
  'certification.returned': ['site', 'mail', 'sms'],
  'certification.rejected': ['site', 'mail', 'sms'],
  'application.approved': ['site', 'mail', 'sms'],
  'application.returned': ['site', 'mail', 'sms'],
  'application.rejected': ['site', 'mail', 'sms'],
  // Whatever else is reviewed: links, resources, licences.
  'submission.approved': ['site', 'mail'],
  'submission.returned': ['site', 'mail'],
  'submission.rejected': ['site', 'mail'],
  'submission.checked': ['site'],
  'import.done': ['site'],
  'resource.copyright_ends': ['site', 'mail'],
  'licence.expiring': ['site', 'mail'],
  'licence.revoked': ['site', 'mail'],
  'statistics.urged': ['site', 'mail'],
  'plan.overdue': ['site', 'mail'],
  'plan.letter': ['site'],
  'link.broken': ['site', 'mail'],
  'link.mended': ['site', 'mail'],
  'vendor.granted': ['site', 'mail'],
  'vendor.ended': ['site', 'mail'],
  'vendor.ending': ['site', 'mail'],
  'vendor.redirects': ['site', 'mail'],
  'invitation.sent': ['site', 'sms'],
  'institution.owner_invited': ['site', 'mail', 'sms'],
  'institution.joined_by_link': ['site', 'mail'],
  'institution.disabled': ['site', 'mail'],
  'institution.enabled': ['site', 'mail'],
  'webhook.disabled': ['site', 'mail'],
  'verification.broken': ['site', 'mail'],
  'verification.due': ['site', 'mail'],
  'account.closing': ['mail', 'sms'],
  'account.kept': ['mail', 'sms'],
  'account.erased': ['mail', 'sms'],
  'account.export_ready': ['mail', 'sms'],
  'child.year': ['mail', 'sms'],
  'child.handover': ['mail', 'sms'],
  'account.recovery_code_used': ['site', 'mail', 'sms'],
} as const satisfies Record<string, readonly Way[]>;

export type NoticeEvent = keyof typeof matrix;

export const isNoticeEvent = (name: string): name is NoticeEvent => Object.hasOwn(matrix, name);
