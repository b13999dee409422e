import type { Speech } from '../../fact.ts';
import { type Metric, metrics } from '../../statistics/reports/metric.ts';
import { fact, wordsOfData } from './facts.ts';
import { table } from './texts.ts';

export const metricSchemaPath = '/docs/metrics/schema';

/** Metrics reported by platforms; those counted by the Cloud itself are not sent. */
const reported = Object.entries<Metric>(metrics).filter(([, { source }]) => source === 'partner');

export const shownMetrics = (say: Speech['say']) =>
  reported.map(([code, { name, unit, definition, additive, required = false }]) => ({
    ...{ code, required },
    ...{ name: wordsOfData(say)(name), unit: wordsOfData(say)(unit), definition: wordsOfData(say)(definition) },
    sum: say(additive ? fact('docs.sum_additive') : fact('docs.sum_not_additive')),
    schema: `${metricSchemaPath}#/$defs/${code}`,
  }));
export type ShownMetric = ReturnType<typeof shownMetrics>[number];

export const metricsText = (say: Speech['say']): string =>
  [
    say(fact('docs.metrics_text', { schema: metricSchemaPath })),
    table(
      ['指标', '名称', '单位', '口径', '合计'].map(wordsOfData(say)),
      shownMetrics(say).map(({ code, name, unit, definition, required, sum }) => [
        `\`${code}\`${required ? wordsOfData(say)('（必填）') : ''}`,
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
  properties: Object.fromEntries(reported.map(([code]) => [code, { $ref: `#/$defs/${code}` }])),
  required: reported.filter(([, { required }]) => required === true).map(([code]) => code),
  $defs: Object.fromEntries(
    reported.map(([code, { name, unit, definition }]) => [
      code,
      { title: `${name}（${unit}）`, description: definition, type: 'integer', minimum: 0 },
    ]),
  ),
});
