import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import { page, type Route, sharedPage } from '../../http/route.ts';
import { generated } from './contents.ts';
import { metricSchema, metricSchemaPath, shownMetrics } from './metrics-text.ts';
import type { Show } from './show.ts';

/** 指标与口径, for people and as JSON Schema. */
export function createMetricPages({ show, origin }: { show: Show; origin: string }): Route[] {
  const schema = JSON.stringify(metricSchema(origin), null, 2);
  return [
    sharedPage(generated.metrics.path, { tells: [] }, (ctx) =>
      show(ctx, 'docs/metrics', { metrics: shownMetrics(ctx.state.speech.say) }, generated.metrics),
    ),
    page(metricSchemaPath, anyone, (ctx) => sendDocument(ctx, 'application/schema+json', schema, 300)),
  ];
}
