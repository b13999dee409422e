import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { promtool } from '../drills/prometheus.ts';
import { type Exposition, evaluate, lengthOf, namedIn, sceneOf } from './prometheus.ts';
import { alerts, panels, rulesPath } from './runbooks.ts';

export type Scene = { name: string; series: ReturnType<typeof sceneOf>; fires: string[] };

/** The alerts that fire at the end of a scene: their expressions held long enough. */
function firing(series: Scene['series']): string[] {
  const length = lengthOf(series);
  return alerts
    .filter(({ expr, for: held }) => {
      const minutes = Array.from({ length: Number.parseInt(held, 10) + 1 }, (_, ago) => length - ago);
      const [last = [], ...earlier] = minutes.map((minute) =>
        evaluate(expr, series, minute).map(({ labels }) => JSON.stringify(Object.entries(labels).toSorted())),
      );
      return last.some((labels) => earlier.every((each) => each.includes(labels)));
    })
    .map(({ alert }) => alert)
    .toSorted();
}

/** Alerts of a busy machine, whatever the scene is about. */
const busy = ['CloudEventLoopBlocked'];

/** Series of a test as Prometheus would have seen them. */
export function openScenes() {
  const scenes: Scene[] = [];
  return {
    scenes,
    /** Exactly these fire; `slow`: those too where the machine has so much else to do that statements reach their deadline. */
    play(
      name: string,
      from: Exposition,
      to: Exposition | undefined,
      fires: readonly string[],
      { slow = [], minutes }: { slow?: readonly string[]; minutes?: number } = {},
    ): void {
      const series = sceneOf(from, to, minutes);
      const fired = firing(series);
      scenes.push({ name, series, fires: fired });
      const isMeant = (alert: string) => fires.includes(alert) || ![...slow, ...busy].includes(alert);
      expect(fired.filter(isMeant), name).to.eql(fires.toSorted());
    },
  };
}

/** Alerts that have a file of their own, by the servers, clocks and logs that they need; test/deploy/alerts.test.ts provokes all others. */
export const provokedElsewhere = {
  'alerts-standby.test.ts': [
    ...['CloudStandbyAway', 'CloudStandbyElsewhere', 'CloudStandbyOld'],
    ...['CloudDatabaseDiskFilling', 'CloudDatabaseDiskLow', 'CloudSlotHolding'],
  ],
  'alerts-transparency.test.ts': [
    ...['CloudFigureAltered', 'CloudKeysUnreadable', 'CloudTransparencyStopped', 'CloudWitnessSilent'],
  ],
  '../server/log-output.test.ts': ['CloudLogLost'],
} as const;

/** Figures that there are only where a standby, witnesses or the disk of PostgreSQL are configured. */
const ofOwn = {
  standby: /cloud_standby/,
  transparency: /cloud_(transparency|figures)_/,
  disk: /cloud_database_(disk|slots?|growth)/,
} as const;

/** Rules and panels of this kind ask for metrics and labels that there are; without one, all others. */
export function expectKnown(
  { types }: Pick<Exposition, 'types'>,
  scenes: readonly Scene[],
  kind?: keyof typeof ofOwn,
): void {
  const known = new Set(scenes.flatMap(({ series }) => series.flatMap(({ labels }) => Object.keys(labels))));
  const all = [...alerts.map(({ alert, expr }) => [alert, expr] as const), ...panels];
  const asked = all.filter(([, expr]) =>
    kind === undefined ? !Object.values(ofOwn).some((own) => own.test(expr)) : ofOwn[kind].test(expr),
  );
  expect(asked).not.to.eql([]);
  for (const [name, expr] of asked) {
    const { metrics, labels } = namedIn(expr);
    for (const metric of metrics)
      if (metric !== 'up') expect([...types.keys()], `${name}: ${metric}`).to.include(metric.replace(/_bucket$/, ''));
    for (const label of labels) expect([...known], `${name}: ${label}`).to.include(label);
  }
}

const labelsOf = (labels: object) =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(',');
const valuesOf = (values: readonly (number | undefined)[]) =>
  values.map((value, index) => value ?? (values[index - 1] === undefined ? '_' : 'stale')).join(' ');

/** Prometheus' own engine sees the same alerts fire in each scene, and no others; false where promtool is not there. */
export function expectPromtool(scenes: readonly Scene[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-scenes-'));
  const path = join(folder, 'tests.yaml');
  writeFileSync(
    path,
    // JSON is YAML, and made in no time: thousands of series took ten seconds of CPU.
    JSON.stringify({
      rule_files: [rulesPath],
      evaluation_interval: '1m',
      tests: scenes.map(({ name, series, fires }) => ({
        name,
        interval: '1m',
        input_series: series.map((each) => ({
          series: `${each.name}{${labelsOf(each.labels)}}`,
          values: valuesOf(each.values),
        })),
        promql_expr_test: [
          {
            expr: 'group by (alertname) (ALERTS{alertstate="firing"})',
            eval_time: `${lengthOf(series)}m`,
            exp_samples: fires.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
          },
        ],
      })),
    }),
  );
  const tested = promtool(['test', 'rules', path]);
  rmSync(folder, { recursive: true, force: true });
  if (tested !== undefined) expect(tested.code, `${tested.text}${tested.warnings}`.slice(0, 4_000)).to.equal(0);
  return tested !== undefined;
}
