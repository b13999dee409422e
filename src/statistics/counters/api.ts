import { forbidden, invalid, notFound, type Problems } from '../../errors.ts';
import { applicationOf } from '../../http/bearer.ts';
import { addressPrefix } from '../../http/limits/throttle.ts';
import { named, type Served, serve } from '../../http/operation.ts';
import { fact } from '../facts.ts';
import { countPage, countVisitors } from './api-operations.ts';
import type { Counters } from './service.ts';

const longestAgent = 256;

/** Problems of a body, each with the part of the page about counting that explains it. */
const complainWith =
  (help: string) =>
  (found: Problems, _: unknown, { missing }: { missing: readonly string[] }) => {
    const { fields = {}, notes = {} } = named(found, missing);
    return invalid(fields, Object.fromEntries(Object.entries(notes).map(([name, note]) => [name, { ...note, help }])));
  };

/** 自助计数: views by pages, and by servers. */
export function createCounterApi({ counters }: { counters: Counters }): Served[] {
  return [
    serve(
      countPage,
      async (ctx, { params: { counter = '' }, body: { visitor } }) => {
        const origin = ctx.get('origin');
        const outcome = await counters.view({
          ...{ id: counter, origin, visitor, address: addressPrefix(ctx.state.address) },
          agent: ctx.get('user-agent').slice(0, longestAgent),
        });
        if (outcome === 'unknown') throw notFound(fact('statistics.counter_unknown'));
        if (outcome === 'elsewhere')
          throw forbidden(fact('statistics.counter_elsewhere', { origin: origin.slice(0, 100) }));
        ctx.set({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
        ctx.status = 204;
        return undefined;
      },
      complainWith('/docs/counter#page'),
    ),

    serve(
      countVisitors,
      async (ctx, { body: { visitors } }) => {
        await counters.add(applicationOf(ctx), visitors);
        ctx.status = 204;
        return undefined;
      },
      complainWith('/docs/counter#server'),
    ),
  ];
}
