/** Subjects of cached pages. Adding one is a word here, and `changed` where it is written. */
export const subjects = [
  'resources',
  'counts',
  'institutions',
  'links',
  'applications',
  'promotions',
  'totals',
] as const;
export type Subject = (typeof subjects)[number];

/** The topic of notifications about their changes. */
export const topic = 'shown';

/** Notifications of a process about such changes. */
export interface Changes {
  /** The same as long as none of these changed; undefined while that is not certain. */
  standOf(about: readonly Subject[]): string | undefined;
  onChange(subject: Subject, listener: () => void): void;
  /** Begins to listen; until then nothing is certain. */
  start(): void;
}
