import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import { page, type Route, sharedPage } from '../../http/route.ts';
import { generated, titled } from './contents.ts';
import { metricSchema, metricSchemaPath, shownMetrics } from './metrics-text.ts';
import type { Show } from './show.ts';

/** 指标与口径, for people and as JSON Schema. */
export function createMetricPages({ show, origin }: { show: Show; origin: string }): Route[] {
  const schema = JSON.stringify(metricSchema(origin), null, 2);
  return [
    sharedPage(generated.metrics.path, { tells: [] }, (ctx) => {
      const { say } = ctx.state.speech;
      return show(ctx, 'docs/metrics', { metrics: shownMetrics(say) }, titled(generated.metrics, say));
    }),
    page(metricSchemaPath, anyone, (ctx) => sendDocument(ctx, 'application/schema+json', schema, 300)),
  ];
}
