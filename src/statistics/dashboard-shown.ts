import type { MetricCode } from './metric.ts';

/** What citizens do, by the channel in which they do it. */
export const served = {
  live_views: '看直播',
  attendees: '享活动',
  book_reads: '读好书',
  course_learners: '学才艺',
  bookings: '订场馆',
} as const satisfies Partial<Record<MetricCode, string>>;

/** The figures at the head of an institution's or application's dashboard. */
export const ownKpis = ['pv', 'uv', 'ip', 'new_activities', 'ncc_logins'] as const satisfies readonly MetricCode[];
