import { byteOrderMark, csvLine } from '../../audit/csv.ts';
import type { Speech } from '../../fact.ts';
import type { SheetPlan } from '../../fields/workbooks/table.ts';
import { fact } from '../facts.ts';
import { leastSettled } from '../questions/held.ts';
import { noteWords } from '../questions/standing.ts';
import { type Attested, attestingOf } from '../reports/attested.ts';
import { type MetricCode, metrics } from '../reports/metric.ts';
import { attestedOn, completeness, few, figureText, isFew, isFewSeen } from '../totals/figure.ts';
import type { Dashboard } from './dashboard.ts';
import { heldParams, within } from './kpis.ts';
import type { Look } from './service.ts';

type Say = Speech['say'];
type Cell = string | number | null;

const codes = Object.keys(metrics).filter((code): code is MetricCode => Object.hasOwn(metrics, code));

/** Where people are counted in several applications, or on several days, the heading says that they are counted more than once. */
const heading = (code: MetricCode, isSummed: boolean, say: Say) => {
  const { name, additive, unit } = metrics[code];
  return say(fact('statistics.counted_twice', { name, unit, isTwice: isSummed && !additive }));
};

/** Those of which the Cloud can see a part. */
const attestable = codes.filter((code) => attestingOf(code) !== undefined);
const kindNames = { exact: '全数', at_least: '至少', unknown: null } as const;

function seenCells(value: number | undefined, code: MetricCode, sight: Look['sight']): Cell[] {
  const kind: Attested['kind'] = value === undefined ? 'unknown' : (attestingOf(code)?.kind ?? 'unknown');
  return [isFewSeen(code, value, sight) ? few : (value ?? null), kindNames[kind]];
}

const share = (reported: number, due: number): Cell => {
  const part = completeness({ reported, due });
  return part === undefined ? null : Math.floor(part * 1000) / 1000;
};

/** The outcome of each question about a day, in one line. */
const notesOn = ({ notes, metric, sight }: Pick<Look, 'notes' | 'metric' | 'sight'>, on: string): string =>
  [
    ...new Map(
      notes.flatMap(({ id, day, standing, verdict, reason, before }) =>
        day === on
          ? [
              [
                id,
                noteWords(
                  standing,
                  verdict,
                  reason,
                  before === undefined ? undefined : figureText(metric, before, sight),
                ),
              ],
            ]
          : [],
      ),
    ).values(),
  ].join('；');

/** That reports in question are in a sum of a day, which names none of them. */
function heldOn(inQuestion: Look['inQuestion'], seesOpen: boolean, on: string, say: Say): string {
  const own = inQuestion.filter(({ day }) => day === on);
  const held = {
    standings: own.map(({ findings }) => leastSettled(findings)),
    isNewer: own.some(({ isNewer }) => isNewer),
  };
  return own.length === 0 ? '' : say(fact('statistics.held_in', heldParams(held, { seesOpen })));
}

/** Every day of the period with every metric. */
function daysTable(
  { days, period, place, sight, notes, metric, inQuestion, seesOpen }: Look,
  { isSummed }: Dashboard,
  say: Say,
): Cell[][] {
  return [
    [
      ...['日期', '范围'],
      ...codes.map((code) => heading(code, isSummed, say)),
      ...attestable.flatMap((code) => [
        say(
          fact('statistics.seen_heading', { name: metrics[code].short, isTwice: isSummed && !metrics[code].additive }),
        ),
        '怎样看见',
      ]),
      ...['应报', '已报', '完整率', '逾期', '含修订', '说明'],
    ],
    ...within(days, period).map(({ day, figures, attested, due, reported, late, revised }): Cell[] => [
      day,
      place.name,
      ...codes.map((code) => (isFew(code, figures[code], sight) ? few : (figures[code] ?? null))),
      ...attestable.flatMap((code): Cell[] =>
        seenCells(attestedOn({ figures, ...(attested && { attested }) })[code], code, sight),
      ),
      ...[
        due,
        reported,
        share(reported, due),
        late,
        revised,
        notesOn({ notes, metric, sight }, day) || heldOn(inQuestion, seesOpen, day, say),
      ],
    ]),
  ];
}

/** The areas below, for the chosen metric. */
function belowTable({ below }: Look, { label, unit, below: { name, rows, places } }: Dashboard, say: Say): Cell[][] {
  const known = new Map(rows.map((row) => [row.key, row]));
  return [
    [
      ...[name, '编号', `${label}/${unit}`, '名次', `排名用的数/${unit}`, '其中国家云看见', '环比'],
      ...['应报', '已报', '完整率', '逾期', '含修订', '说明'],
    ],
    ...below.map((each): Cell[] => {
      const row = known.get(each.key);
      return [
        each.name,
        each.key,
        row?.value ?? row?.text ?? null,
        ...[places.get(each.key)?.place ?? null, places.get(each.key)?.value ?? null],
        row?.seen?.value ?? null,
        row?.changed === undefined ? null : Math.round(row.changed * 1000) / 1000,
        ...[each.due, each.reported, share(each.reported, each.due), each.late, each.revised],
        [
          ...(row !== undefined && row.held > 0
            ? [
                say(
                  fact('statistics.in_question', {
                    count: row.held,
                    state: row.state,
                    isRanked: row.rankValue !== undefined,
                  }),
                ),
              ]
            : row?.isPartly
              ? [say(fact('statistics.held_in', { count: undefined, state: '' }))]
              : []),
          ...(row?.isEnough === false ? [say(fact('statistics.not_ranked'))] : []),
          ...(row?.isOfRest ? [say(fact('statistics.compared_rest_before'))] : []),
          ...(row?.why === undefined ? [] : [say(fact('statistics.not_compared_before', { why: row.why }))]),
        ].join('；'),
      ];
    }),
  ];
}

function aboutTable({ asOf, period }: Look, { summary, definitions, name }: Dashboard, say: Say): Cell[][] {
  return [
    ['项目', '说明'],
    ['范围和时间', `${name}（${period.first} 至 ${period.last}）`],
    ['概况', summary],
    ...(asOf === undefined ? [] : [['回看', say(fact('statistics.about_replay', { day: asOf }))]]),
    ['完整率', say(fact('statistics.about_part'))],
    ['排名', say(fact('statistics.about_ranking'))],
    ['比较', say(fact('statistics.about_comparing'))],
    ['环比', say(fact('statistics.about_before'))],
    ['同比', say(fact('statistics.about_year_ago'))],
    ...definitions.map(({ name: metric, definition, source, rule, seen }) => [
      metric,
      say(fact('statistics.about_metric', { definition, source, rule, seen })),
    ]),
  ];
}

type TableName = 'days' | 'below';

export function csvOf(look: Look, dashboard: Dashboard, table: TableName, say: Say): string {
  const rows = table === 'days' ? daysTable(look, dashboard, say) : belowTable(look, dashboard, say);
  return byteOrderMark + rows.map((row) => csvLine(row.map((cell) => cell ?? ''))).join('');
}

export async function workbookOf(look: Look, dashboard: Dashboard, say: Say): Promise<Buffer> {
  const sheet = (name: string, rows: readonly (readonly Cell[])[], widths: readonly number[]): SheetPlan => ({
    name,
    rows,
    widths,
    looks: { 1: 'heading' },
    frozen: { rows: 1, columns: 1 },
  });
  const { writeWorkbook } = await import('../../fields/workbooks/write.ts'); // a hundred modules that a start need not read
  return writeWorkbook([
    sheet('逐日数据', daysTable(look, dashboard, say), [
      12,
      14,
      ...codes.map(() => 14),
      ...attestable.flatMap(() => [14, 10]),
      ...[8, 8, 8, 8, 8, 40],
    ]),
    ...(look.below.length === 0
      ? []
      : [sheet('下级数据', belowTable(look, dashboard, say), [24, 14, 18, 8, 18, 14, 10, 8, 8, 8, 8, 8, 24])]),
    sheet('口径说明', aboutTable(look, dashboard, say), [22, 90]),
  ]);
}
