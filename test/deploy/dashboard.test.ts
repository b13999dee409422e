import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';

// No Grafana runs here: the file is compared with the schema of dashboards (version 39), as far as this one uses it. Everything that its own
// types require is there: docs/reliability.md describes that check.

const source = z.strictObject({ type: z.literal('prometheus'), uid: z.literal(`\${datasource}`) });
const place = z.strictObject({
  h: z.int().min(1).max(40),
  w: z.int().min(1).max(24),
  x: z.int().min(0).max(23),
  y: z.int().min(0),
});
/** Ids of units as Grafana has them (packages/grafana-data, categories.ts). */
const unit = z.enum(['short', 'percentunit', 's', 'bytes', 'ops', 'reqps', 'd', 'dtdurations', 'none', 'cpm']);
const target = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  datasource: source,
  expr: z.string().min(2),
  legendFormat: z.string().min(1),
});
const threshold = z.strictObject({ color: z.string(), value: z.number().nullable() });
const fieldConfig = z.strictObject({
  defaults: z.strictObject({
    unit,
    min: z.number().optional(),
    max: z.number().optional(),
    decimals: z.int().optional(),
    thresholds: z
      .strictObject({ mode: z.enum(['absolute', 'percentage']), steps: z.array(threshold).min(1) })
      .optional(),
    color: z.strictObject({ mode: z.string() }).optional(),
    custom: z
      .strictObject({
        drawStyle: z.enum(['line', 'bars', 'points']),
        lineWidth: z.int().min(0).max(10),
        fillOpacity: z.int().min(0).max(100),
        showPoints: z.enum(['auto', 'never', 'always']),
        stacking: z.strictObject({ mode: z.enum(['none', 'normal', 'percent']) }),
      })
      .optional(),
  }),
  overrides: z.array(z.never()),
});
const common = { id: z.int().positive(), title: z.string().min(1), gridPos: place };
const panel = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('row'), collapsed: z.literal(false), panels: z.array(z.never()) }),
  z.strictObject({
    ...{ ...common, type: z.literal('stat'), datasource: source, fieldConfig, targets: z.array(target).min(1) },
    options: z.strictObject({
      reduceOptions: z.strictObject({ calcs: z.array(z.enum(['lastNotNull'])) }),
      graphMode: z.enum(['none', 'line', 'area']),
      colorMode: z.enum(['value', 'background', 'background_solid', 'none']),
      justifyMode: z.enum(['auto', 'center']),
      textMode: z.enum(['auto', 'value', 'value_and_name', 'name', 'none']),
      wideLayout: z.boolean(),
      showPercentChange: z.boolean(),
      percentChangeColorMode: z.enum(['standard', 'inverted', 'same_as_value']),
      orientation: z.enum(['auto', 'vertical', 'horizontal']),
    }),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal('timeseries'), datasource: source, fieldConfig, targets: z.array(target).min(1) },
    options: z.strictObject({
      legend: z.strictObject({
        showLegend: z.boolean(),
        calcs: z.array(z.string()),
        displayMode: z.enum(['list', 'table', 'hidden']),
        placement: z.enum(['bottom', 'right']),
      }),
      tooltip: z.strictObject({ mode: z.enum(['single', 'multi', 'none']), sort: z.enum(['none', 'asc', 'desc']) }),
    }),
  }),
]);
const dashboard = z.looseObject({
  uid: z.string().max(40),
  title: z.string(),
  schemaVersion: z.literal(39),
  timezone: z.literal('Asia/Shanghai'),
  templating: z.strictObject({
    list: z.array(
      z.looseObject({
        ...{ name: z.literal('datasource'), type: z.literal('datasource') },
        current: z.strictObject({ text: z.string(), value: z.string() }),
      }),
    ),
  }),
  panels: z.array(panel),
});

describe('the dashboard', () => {
  const text = readFileSync(new URL('../../deploy/grafana/cloud.json', import.meta.url), 'utf8');
  const { panels } = dashboard.parse(JSON.parse(text));

  it('is made of panels as Grafana knows them, each id and each letter of a question once', () => {
    expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length);
    for (const each of panels)
      if (each.type !== 'row')
        expect(new Set(each.targets.map(({ refId }) => refId)).size).to.equal(each.targets.length);
  });

  it('has no two panels at one place, none beyond the right edge, and a row above each group', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).to.be.at.most(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.get(`${x} ${y}`), `${title} lies on another`).to.equal(undefined);
          taken.set(`${x} ${y}`, title);
        }
    }
    expect(panels[0]?.type).to.equal('row');
  });

  it('shows also the standby, the public logs and growing tables', () => {
    for (const metric of [
      'cloud_standby_age_seconds',
      'cloud_transparency_leaves',
      'cloud_database_bytes',
      'cloud_log_ahead_seconds',
    ])
      expect(text).to.include(metric);
  });
});
