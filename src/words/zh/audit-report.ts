import type { ReportInWords } from '../../audit/audit-words.ts';
import type { Report } from '../../audit/service.ts';

type Fault = NonNullable<Report['broken']>['fault'];

const faults: Readonly<Record<Fault, string>> = {
  'event changed': '一条记录在写入之后被改动',
  'event missing': '一条记录在写入之后被删除',
  'event inserted': '有一条记录是绕过系统插入的',
  reordered: '记录的次序被改动',
  'seal changed': '校验链中的一环被改动或重做',
  'seal missing': '校验链中缺少一环',
  'cut off': '校验链的末尾被截断',
  'event forged': '有记录不是由本系统写入的，有人在使用本系统的数据库账号',
};

const wellIn = (position: number, putAway = 0) =>
  `${position - putAway} 条记录与写入时一致${putAway === 0 ? '' : `（此前的 ${putAway} 条已转存到文件）`}`;

/** What a verification found, for an auditor. */
export function reportInWords({ head, unsealed, backdated, broken, putAway }: Report): ReportInWords {
  const place =
    broken === undefined
      ? undefined
      : [
          broken.position === undefined ? undefined : `校验链第 ${broken.position} 环`,
          broken.eventId === undefined ? undefined : `记录编号 ${broken.eventId}`,
        ]
          .filter((part) => part !== undefined)
          .join('，');
  return {
    sound: broken === undefined,
    heading: broken === undefined ? wellIn(head.position, putAway?.count) : faults[broken.fault],
    place,
    detail: broken?.text,
    anchor: `${head.position}:${head.hash.toString('hex')}`,
    backdated:
      backdated.count === 0
        ? undefined
        : `${backdated.count} 条记录的时间比先写入的记录早 10 分钟以上，第一条的编号是 ${backdated.eventId}`,
    waiting:
      unsealed.count === 0
        ? '没有等待加入校验链的记录'
        : `${unsealed.count} 条记录等待加入校验链，最早的已等 ${unsealed.ageInSeconds ?? 0} 秒`,
  };
}
