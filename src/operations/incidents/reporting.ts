import { after, days, hours } from '../../clock.ts';
import type { reports } from './form.ts';
import type { Incident } from './store.ts';

/**
 * The operator of the service, which decides about the authority for an incident that is 较大 or worse, and the deadline
 * (国家网络安全事件报告管理办法, 第四条).
 */
export const reporters = {
  critical: { within: hours(1), who: '关键信息基础设施', to: '保护工作部门和公安机关' },
  central: { within: hours(2), who: '中央和国家机关及其直属单位', to: '本部门网信工作机构' },
  other: { within: hours(4), who: '其他网络运营者', to: '属地省级网信部门' },
} as const;
export type Reporter = keyof typeof reporters;

/** 第八条: the last report, behind the end. */
const finalWithin = days(30);

/** The time left. An incident judged 一般 need not be reported. */
export function clockOf(
  { foundAt, reportedAt, level }: Pick<Incident, 'foundAt' | 'reportedAt' | 'level'>,
  reporter: Reporter,
  now: Date,
) {
  const { within } = reporters[reporter];
  const passed = Math.floor(((reportedAt ?? now).getTime() - foundAt.getTime()) / 60_000);
  const left = within / 60 - passed;
  const minutes = Math.abs(left);
  return {
    due: after(foundAt, within),
    isOwed: level !== 'minor',
    isOver: left < 0,
    left: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`,
    hours: within / 3600,
    /** In parts of 120, for the meter. */
    used: Math.max(0, Math.min(120, Math.round((passed * 60 * 120) / within))),
    passed,
  };
}

/** Until when the last report is owed; undefined where none is. */
export function finalOf(
  { closedAt, reportedAt, finalAt }: Pick<Incident, 'closedAt' | 'reportedAt' | 'finalAt'>,
  now: Date,
) {
  if (closedAt === undefined || reportedAt === undefined || finalAt !== undefined) return undefined;
  const due = after(closedAt, finalWithin);
  return { due, daysLeft: Math.floor((due.getTime() - now.getTime()) / 86_400_000), isOver: due < now };
}

/** Which report comes next; undefined: none. */
export function nextReport({
  closedAt,
  reportedAt,
  finalAt,
}: Pick<Incident, 'closedAt' | 'reportedAt' | 'finalAt'>): keyof typeof reports | undefined {
  if (closedAt === undefined) return reportedAt === undefined ? 'first' : 'further';
  return reportedAt !== undefined && finalAt === undefined ? 'final' : undefined;
}
