import { byteOrderMark, csvLine } from '../../audit/csv.ts';
import type { SheetPlan } from '../../fields/workbooks/table.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import { completeness, few, isFew } from '../totals/figure.ts';
import type { Dashboard } from './dashboard.ts';
import { within } from './kpis.ts';
import type { Look } from './service.ts';

type Cell = string | number | null;

const codes = Object.keys(metrics).filter((code): code is MetricCode => Object.hasOwn(metrics, code));

/** Where people are counted in several applications, or on several days, the heading says that they are counted more than once. */
const heading = (code: MetricCode, isSummed: boolean) => {
  const { name, additive, unit } = metrics[code];
  return `${name}${additive || !isSummed ? '' : '（各应用相加，未去重）'}/${unit}`;
};

const share = (reported: number, due: number): Cell => {
  const part = completeness({ reported, due });
  return part === undefined ? null : Math.floor(part * 1000) / 1000;
};

/** Every day of the period with every metric. */
function daysTable({ days, period, place, sight }: Look, { isSummed }: Dashboard): Cell[][] {
  return [
    ['日期', '范围', ...codes.map((code) => heading(code, isSummed)), '应报', '已报', '完整率', '逾期', '含修订'],
    ...within(days, period).map(({ day, figures, due, reported, late, revised }): Cell[] => [
      day,
      place.name,
      ...codes.map((code) => (isFew(code, figures[code], sight) ? few : (figures[code] ?? null))),
      ...[due, reported, share(reported, due), late, revised],
    ]),
  ];
}

/** What lies right below the place, of the metric that is looked at. */
function belowTable({ below }: Look, { label, unit, below: { name, rows } }: Dashboard): Cell[][] {
  const known = new Map(rows.map((row) => [row.key, row]));
  return [
    [name, '编号', `${label}/${unit}`, '环比', '应报', '已报', '完整率', '逾期', '含修订', '说明'],
    ...below.map((each): Cell[] => {
      const row = known.get(each.key);
      return [
        each.name,
        each.key,
        row?.value ?? row?.text ?? null,
        row?.changed === undefined ? null : Math.round(row.changed * 1000) / 1000,
        ...[each.due, each.reported, share(each.reported, each.due), each.late, each.revised],
        [
          ...(row?.isEnough === false ? ['完整率低于 80%，不参与排名'] : []),
          ...(row?.why === undefined ? [] : [`${row.why}，不作环比`]),
        ].join('；'),
      ];
    }),
  ];
}

function aboutTable({ asOf, period }: Look, { summary, definitions, name }: Dashboard): Cell[][] {
  return [
    ['项目', '说明'],
    ['范围和时间', `${name}（${period.first} 至 ${period.last}）`],
    ['概况', summary],
    ...(asOf === undefined ? [] : [['回看', `按 ${asOf} 当天结束时已公布的数据，不含此后的填报和修订`]]),
    ['完整率', '已报天数占应报天数的比例，低于 80% 的不参与排名和比较'],
    ['比较', '两边的完整率都达到 80%，且有应报应用的日子不少于八成，才作环比和同比'],
    ['环比', '与上一个相等的周期比较；周期没有结束时，与上一周期的相同天数比较'],
    ['同比', '与去年同期比较，按星期对齐（往前 364 天）；按年时与上一年同期比较'],
    ...definitions.map((each) => [each.name, `${each.definition}。${each.source}，${each.rule}`]),
  ];
}

type TableName = 'days' | 'below';

export function csvOf(look: Look, dashboard: Dashboard, table: TableName): string {
  const rows = table === 'days' ? daysTable(look, dashboard) : belowTable(look, dashboard);
  return byteOrderMark + rows.map((row) => csvLine(row.map((cell) => cell ?? ''))).join('');
}

export async function workbookOf(look: Look, dashboard: Dashboard): Promise<Buffer> {
  const sheet = (name: string, rows: readonly (readonly Cell[])[], widths: readonly number[]): SheetPlan => ({
    name,
    rows,
    widths,
    looks: { 1: 'heading' },
    frozen: { rows: 1, columns: 1 },
  });
  const { writeWorkbook } = await import('../../fields/workbooks/write.ts'); // a hundred modules that a start need not read
  return writeWorkbook([
    sheet('逐日数据', daysTable(look, dashboard), [12, 14, ...codes.map(() => 14), 8, 8, 8, 8, 8]),
    ...(look.below.length === 0
      ? []
      : [sheet('下级数据', belowTable(look, dashboard), [24, 14, 18, 10, 8, 8, 8, 8, 8, 24])]),
    sheet('口径说明', aboutTable(look, dashboard), [22, 90]),
  ]);
}
