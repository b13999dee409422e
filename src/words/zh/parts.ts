import { dateTime, day } from '../../http/pages/text.ts';

/** Before the subject of a mail and before a short message: the sender. */
export const signature = '【国家公共文化云】';

/** 2026年11月24日 18:30 */
export const inBeijing = (at: string): string => (at === '' ? '' : dateTime(new Date(at)));
/** 2026年11月24日 */
export const onDay = (at: string): string => day(new Date(at));

/** A value that is of another form than the field takes. */
export const shouldBe = (label: string, form: string) => ({
  sentence: `${label}应为${form}`,
  reason: '写法不对',
  advice: `应为${form}`,
});

/** The problem, and the cure. */
export const withCure = (reason: string, advice: string) => ({ sentence: `${reason}。${advice}`, reason, advice });
