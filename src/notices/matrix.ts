export type Way = 'mail' | 'sms';

/** Which event goes by which way. Adding one is one entry here. */
export const matrix = {
  'application.issued': ['mail', 'sms'],
  'application.disabled': ['mail'],
  'application.enabled': ['mail'],
  'application.expires_in_7_days': ['mail'],
  'application.expires_in_3_days': ['mail'],
  'application.expires_tomorrow': ['mail', 'sms'],
  'application.expires_today': ['mail', 'sms'],
  'application.expired': ['mail'],
  'application.sk_ends': ['mail'],
} as const satisfies Record<string, readonly Way[]>;

export type NoticeEvent = keyof typeof matrix;
