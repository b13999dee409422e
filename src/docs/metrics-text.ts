import { type Metric, metrics } from '../statistics/reports/metric.ts';
import { table } from './texts.ts';

export const metricSchemaPath = '/docs/metrics/schema';

/** What platforms report; what the Cloud counts itself nobody sends. */
const reported = Object.entries<Metric>(metrics).filter(([, { source }]) => source === 'partner');

const sums = { true: '可以跨天、跨应用相加', false: '不能相加，只给日均和峰值' } as const;

export const shownMetrics = reported.map(([code, { name, unit, definition, additive, required = false }]) => ({
  ...{ code, name, unit, definition, required, sum: sums[`${additive}`] },
  schema: `${metricSchemaPath}#/$defs/${code}`,
}));
export type ShownMetric = (typeof shownMetrics)[number];

export const metricsText = (): string =>
  [
    `程序填报一天的数据时，\`figures\` 里写这些指标。JSON Schema（2020-12）：[${metricSchemaPath}](${metricSchemaPath})，每个指标在其中的 \`$defs\`。`,
    table(
      ['指标', '名称', '单位', '口径', '合计'],
      shownMetrics.map(({ code, name, unit, definition, required, sum }) => [
        `\`${code}\`${required ? '（必填）' : ''}`,
        name,
        unit,
        definition,
        sum,
      ]),
    ),
  ].join('\n\n');

/** `figures` of a day, as JSON Schema, each metric as a part that can be pointed to. */
export const metricSchema = (origin: string) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `${origin}${metricSchemaPath}`,
  title: '服务数据：一天的数值',
  type: 'object',
  properties: Object.fromEntries(shownMetrics.map(({ code }) => [code, { $ref: `#/$defs/${code}` }])),
  required: shownMetrics.filter(({ required }) => required).map(({ code }) => code),
  $defs: Object.fromEntries(
    shownMetrics.map(({ code, name, unit, definition }) => [
      code,
      { title: `${name}（${unit}）`, description: definition, type: 'integer', minimum: 0 },
    ]),
  ),
});
