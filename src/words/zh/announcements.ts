import type { ReadingFacts } from '../../resources/announcements/reading/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { onDay } from './parts.ts';

export const facts = {
  'announcements.year_missing': ({ day }) => `通知没有写年份，是 ${onDay(day)} 吗？`,
  'announcements.day_over': ({ day }) => `${onDay(day)} 已经过去，日期对吗？`,
  'announcements.written_when': ({ words }) => `“${words}”要从写通知的那天算起，通知没有写是哪天写的，这样算对吗？`,
  'announcements.weekday_differs': ({ day, words }) => `${onDay(day)} 不是星期${words}，日期和星期哪个对？`,
  'announcements.festival_day': ({ name, day }) => `通知没有写日期，按历法${name}是 ${onDay(day)}，对吗？`,
  'announcements.first_of_weekly': ({ words }) => `通知没有写从哪天开始，第一次是 ${onDay(words)} 吗？`,
  'announcements.from_now': '“即日起”按写通知的那天算，对吗？',
  'announcements.hour_missing': '几点开始？通知没有写钟点',
  'announcements.last_hour_missing': '几点结束？通知没有写钟点',
  'announcements.morning_or_evening': ({ words }) => `“${words}”是上午还是下午、晚上？`,
  'announcements.end_of_work': '“下班前”是几点？先按 17:00 算',
  'announcements.deadline_hour_missing': '几点截止？通知没有写钟点',
  'announcements.several_days': ({ count }) => `通知里还有 ${count} 个别的日期，是这一天吗？`,
  'announcements.place_unclear': '通知里不止一个地点，是这里吗？',
  'announcements.price_unclear': ({ words }) => `通知里又有“${words}”又有免费，费用对吗？`,
  'announcements.free_but': ({ words }) => `通知里有“${words}”，是收费还是只收材料费？`,
  'announcements.area_code_missing': ({ number }) => `${number} 没有区号，和本馆电话的位数也对不上，请补全`,
  'announcements.groups_counted': ({ words }) => `通知写的是“${words}”，名额按这个数填，对吗？`,
  'announcements.organizer_unsaid': '通知没有写主办单位，是本馆主办的吗？',
  'announcements.kind_unclear': ({ name }) => `从标题“${name}”看不出活动类型，这样选对吗？`,
  'announcements.title_unclear': '标题是从正文里取的，对吗？',
} satisfies Catalogue<ReadingFacts>;
