import { z } from 'zod';
import { written } from '../fact.ts';
import { issue } from '../fields/issue.ts';
import { problemOfOne, time } from '../http/answer.ts';
import { ifMissing, operation } from '../http/operation.ts';
import { fact } from './facts.ts';
import { standings } from './questions/standing.ts';
import { metrics } from './reports/metric.ts';
import { terminals } from './reports/report.ts';

export const tag = { name: 'Statistics', title: '服务数据', order: 8 };
const root = '/api/v1/stats';

const words = Object.entries(metrics)
  .filter(([, { source }]) => source === 'partner')
  .map(([code, metric]) => `${code} ${metric.name}${'required' in metric ? '（必填）' : ''}`)
  .join('，');

/** Parsed loosely: problems of a figure are reported in the room's own facts. */
const figures = z.record(
  z.string(),
  z.number(written(fact('statistics.figure_form'))),
  written(fact('statistics.figures_form')),
);
const split = z
  .object(
    Object.fromEntries(
      Object.entries(terminals).map(([code, name]) => [code, figures.optional().meta({ description: name })]),
    ),
    written(fact('statistics.terminals_form')),
  )
  .catchall(figures)
  .superRefine((given, { addIssue }) => {
    // An unknown terminal is reported, not dropped: its figures would be missing from the sums.
    for (const name of Object.keys(given).filter((each) => !Object.hasOwn(terminals, each)))
      addIssue({
        ...issue(fact('statistics.terminal_unknown', { name: name.slice(0, 30), known: Object.keys(terminals) })),
        path: [name.slice(0, 30)],
      });
  })
  .meta({ id: 'StatsTerminals' });

const report = z.object({
  figures: figures.meta({ description: `指标代码和数值：${words}` }),
  terminals: split.nullish().meta({ description: '按终端：pc、h5、app、mini，可以只有 pv、uv、ip' }),
  note: z.string().nullish().meta({ description: '数值与往日相差很大时的一句说明，最多 200 个字' }),
  reason: z.string().nullish().meta({ description: '更正已报的数据时必填的原因，2 至 200 个字' }),
});

const warning = z.object({ code: z.string(), metric: z.string(), message: z.string() }).meta({ id: 'StatsWarning' });
const result = z.enum(['created', 'corrected', 'explained', 'unchanged']).meta({
  description: 'created 首次填报，corrected 已更正，explained 数值相同、补写了说明，unchanged 与原来相同',
});
const kept = z
  .object({
    date: z.iso.date().meta({ example: '2026-11-23' }),
    figures: z.record(z.string(), z.number()),
    terminals: z.record(z.string(), z.record(z.string(), z.number())).nullable(),
    note: z.string().nullable(),
    revision: z.int().meta({ description: '第几版，1 是首次填报' }),
    late: z.boolean().meta({ description: '首次填报晚于次日 12:00' }),
    reported_at: time,
    updated_at: time,
  })
  .meta({ id: 'StatsDay' });

const seen = z.enum(['exact', 'at_least']).meta({
  description: 'exact：国家云上的一个不差；at_least：只看见一部分，是下限',
});

const attestedPart = z.object({ kind: seen, value: z.number() });

const asked = z
  .object({
    metrics: z.array(z.string()).meta({ description: '哪些指标，按指标代码' }),
    state: z.enum(standings).meta({
      description:
        'open 等回答，investigating 机构在查，more_asked 要机构补充，answered 等决定，decided 已决定，appealed 申诉中，final 申诉已决定',
    }),
    verdict: z.enum(['plausible', 'corrected', 'excluded']).nullable().meta({
      description: 'plausible 说得通，corrected 已改正，excluded 不计入排名；没有决定的是 null',
    }),
    reason: z.string().nullable().meta({ description: '决定的理由' }),
    ranked: z.boolean().meta({ description: '这一天的这些指标现在进不进排名' }),
    superseded: z.boolean().meta({ description: '决定以后又更正过：结论和理由说的是更正前的数' }),
    due_at: time.meta({ description: '请在此前回答' }),
  })
  .meta({ id: 'StatsQuestion' });

const day = z.iso.date(written(fact('statistics.this_day_form')));
const range = z.object({
  from: day.meta({ description: '第一天（北京时间）' }),
  to: day.meta({ description: '最后一天，一次最多 400 天' }),
});

export const putDaily = operation({
  method: 'put',
  path: `${root}/daily/{date}`,
  tag,
  access: 'bearer:stats:write',
  sandbox: true,
  budget: 'stats',
  summary: '填报或更正一天的数据',
  description:
    '应用由访问令牌决定。可以放心重复：同样的数值再报一次什么也不改变。次日 12:00 前为准时；7 天内可以更正，要写 reason；更早的经运营同意，锁账（次月第 5 个工作日 18:00）以后由运营更正。与往日相差很大的数值照常保存，在 warnings 中说明，请核对并补写 note：还没有说明的，同样的数值加上 note 再报一次，不用写 reason，也不算更正；换掉已有的说明是更正，原来的那句留在上一版里。',
  params: { date: z.iso.date().meta({ description: '哪一天', example: '2026-11-23' }) },
  body: report,
  answer: z.object({ ...kept.shape, result, warnings: z.array(warning) }).meta({ id: 'StatsReported' }),
  statuses: { 200: '已更正，或与原来相同', 201: '首次填报' },
  problems: ['validation_failed', 'stats_future_date', 'stats_locked', 'stats_reason_required'],
});

/** Each item is read by itself; the document says its shape. */
const item = {
  type: 'object',
  required: ['date', 'figures'],
  properties: {
    date: { type: 'string', format: 'date', examples: ['2026-11-23'] },
    figures: { type: 'object', additionalProperties: { type: 'integer', minimum: 0 } },
    terminals: {
      type: ['object', 'null'],
      additionalProperties: { type: 'object', additionalProperties: { type: 'integer', minimum: 0 } },
    },
    note: { type: ['string', 'null'], maxLength: 200 },
    reason: { type: ['string', 'null'], minLength: 2, maxLength: 200 },
  },
} as const;

export const batchDaily = operation({
  method: 'post',
  path: `${root}/daily:batch`,
  tag,
  access: 'bearer:stats:write',
  sandbox: true,
  budget: 'stats',
  summary: '一次填报多天（最多 31 天）',
  description: '每天单独成败，顺序与请求相同。',
  body: z.object({
    items: z
      .array(
        z.unknown().meta({ id: 'StatsItem', override: ({ jsonSchema }) => void Object.assign(jsonSchema, item) }),
        ifMissing(fact('statistics.items_missing')),
      )
      .meta({ description: '每项有 date（哪一天），其余与填报一天的相同' }),
  }),
  answer: z.object({
    items: z.array(
      z.object({
        date: z.string().nullable().meta({ description: '请求里写的那一天，原样' }),
        status: z.int(),
        result: result.nullable(),
        revision: z.int().nullable(),
        late: z.boolean().nullable().meta({ description: '首次填报晚于次日 12:00；没有成功时为 null' }),
        warnings: z.array(warning),
        problem: problemOfOne.nullable().meta({ description: '没有成功时：problem+json' }),
      }),
    ),
  }),
  problems: ['batch_too_large', 'validation_failed'],
});

export const listDaily = operation({
  method: 'get',
  path: `${root}/daily`,
  tag,
  access: 'bearer:stats:read',
  sandbox: true,
  summary: '查看本应用已报的数据，新的在前',
  query: range,
  answer: z.object({
    items: z.array(
      z
        .object({
          ...kept.shape,
          attested: z.record(z.string(), attestedPart).meta({
            description: '国家云自己看见的部分，按指标代码；看不见的、还没有统计的，登录、访问、访客不到 10 的没有',
          }),
          questions: z
            .array(asked)
            .meta({ description: '对这一天的数据疑问和决定，在机构后台“数据疑问”里回答；没有问过是空的' }),
        })
        .meta({ id: 'StatsDayAttested' }),
    ),
  }),
  problems: ['validation_failed'],
});

export const summary = operation({
  method: 'get',
  path: `${root}/summary`,
  tag,
  access: 'bearer:stats:read',
  sandbox: true,
  summary: '一段时间的合计与完整率',
  description:
    '独立访客数、独立 IP 数 等不可累加的指标不给合计，只给日均和峰值。以 ncc_ 开头的由国家云统计，没有填报的日子也算在内。null 是不知道；由国家云统计的登录、访问、访客不到 10 时也是 null。',
  query: range,
  answer: z
    .object({
      from: z.iso.date(),
      to: z.iso.date(),
      due_days: z.int().meta({ description: '应报天数' }),
      reported_days: z.int(),
      metrics: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          total: z.number().nullable().meta({ description: '可累加指标的合计；不可累加的为 null' }),
          daily_average: z.number().nullable().meta({ description: '有数据的日子的平均' }),
          peak: z.number().nullable().meta({ description: '最高的一天，不含有疑问的日子' }),
          in_question: z
            .int()
            .meta({ description: '其中有几天的数还在核对，或不计入排名；这几天仍在合计和日均里，排名和比较时不算' }),
          attested: attestedPart.nullable().meta({
            description:
              '国家云自己看见的部分：可累加的是合计，不可累加的是日均；看不见的、还没有统计的、不到 10 人的是 null',
          }),
        }),
      ),
    })
    .meta({ id: 'StatsSummary' }),
  problems: ['validation_failed'],
});

export const metricDefinitions = operation({
  method: 'get',
  path: `${root}/metrics`,
  tag,
  access: 'anyone',
  summary: '指标和口径',
  answer: z.object({
    items: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        unit: z.string(),
        definition: z.string(),
        additive: z.boolean(),
        source: z.enum(['partner', 'cloud']),
        required: z.boolean(),
        attested: seen.nullable().meta({ description: '国家云能看见多少；看不见的是 null' }),
      }),
    ),
  }),
});

export const reportShape = report;
/** An item of a batch: its date is read before. */
export const itemShape = report.extend({ date: z.unknown().optional() });
