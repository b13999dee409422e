import type { PoolState } from '../../queue.ts';
import { exposed } from './exposition.ts';

type Pools = () => Readonly<Record<string, PoolState>>;

const figures = {
  places: 'How many may use a pool at the same time, in all processes of this port',
  busy: 'How many do',
  waiting: 'How many wait for a place in it',
} as const satisfies Record<keyof PoolState, string>;
const names = ['places', 'busy', 'waiting'] as const;

/** Whatever bounds its work says how full it is at this moment. Of several processes it is added up: each has pools of its own. */
export function createPoolFigures() {
  const all: Pools[] = [];
  return {
    add: (pools: Pools): void => void all.push(pools),
    /** Each number under `figure{labels}`. */
    read: (): [string, number][] =>
      all
        .flatMap((pools) => Object.entries(pools()))
        .flatMap(([pool, state]) => names.map((name): [string, number] => [`${name}{pool="${pool}"}`, state[name]])),
    text(given: readonly (readonly [string, number])[][]): string {
      const sums = new Map<string, number>();
      for (const [series, value] of given.flat()) sums.set(series, (sums.get(series) ?? 0) + value);
      return names
        .map((name) => {
          const metric = `cloud_pool_${name}`;
          const samples = [...sums].flatMap(([series, value]) =>
            series.startsWith(`${name}{`) ? [[`cloud_pool_${series}`, value] as const] : [],
          );
          return exposed(metric, figures[name], 'gauge', samples);
        })
        .join('\n');
    },
  };
}
