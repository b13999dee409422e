import type { Speech } from '../../fact.ts';
import type { Context } from '../../http/context.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Channels } from '../channels/channels.ts';
import { fact } from '../facts.ts';
import { hasTimes } from '../listing/listing.ts';
import type { Order } from '../listing/public-store.ts';
import { createPublicCursors } from './cursors.ts';
import { createTurns } from './lists.ts';
import * as asked from './query.ts';

/** Lists of all channels, or of one of them, as zones and institutions have them. */
export function createListsOfAll({ channels, cursors }: { channels: Channels; cursors: Cursors }) {
  const places = createPublicCursors(cursors);
  return {
    /** Of everything, or of one channel: of events the upcoming ones, and the past ones apart. */
    listOf(ctx: Context, path: string, channel: string | undefined) {
      const isTimed = channel !== undefined && hasTimes(channels[channel] ?? { groups: [] });
      const isPast = asked.whenOf(ctx.query) === 'past';
      const turns = createTurns(places, ctx.query, path, { channel, when: isPast ? 'past' : '' });
      const order: Order = isPast ? (isTimed ? 'past' : 'over') : isTimed ? 'coming' : 'current';
      return {
        turns,
        pastHref: isPast ? undefined : asked.withQuery(path, { channel, when: 'past' }),
        list: { order, ...(channel !== undefined && { channel }), ...turns.cursors },
      };
    },

    tabsOf: (path: string, here: string | undefined, { say }: Speech) =>
      [{ code: undefined, name: say(fact('resources.all')) }, ...Object.values(channels)].map(({ code, name }) => ({
        code,
        name,
        href: asked.withQuery(path, { channel: code }),
        isHere: code === here,
      })),
  };
}
