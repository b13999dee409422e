import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route } from '../../http/route.ts';
import { allowPosition } from '../../http/security-headers.ts';
import { createHere } from './here.ts';
import type { Near } from './near.ts';
import { askedIn, fieldsOf, nearPath, placeOf } from './near-asked.ts';
import { conditionsIn, presentNear } from './near-shown.ts';
import { channelIn, type Needs, showPublic } from './pages.ts';
import { pageNumber } from './query.ts';

const longest = 60;
const lastPage = 10;

/** R04, R44: events around a position that a visitor gave by a tap, or around a place that was typed. Nothing of it is stored. */
export function createNearPages({ pages, near, channels, clock, publicUrl }: Needs & { near: Near }): Route[] {
  const here = createHere({ publicUrl, now: () => clock.now() });

  async function show(ctx: Context) {
    const { query } = ctx;
    const given = placeOf(query.at);
    const written = String(query.place ?? '')
      .trim()
      .slice(0, longest);
    // A position that is denied, wrong or abroad: the place that was typed, or the region that was chosen once.
    const isDenied = query.at !== undefined && given === undefined;
    const typed = written === '' && isDenied ? (here.read(ctx)?.name ?? '') : written;
    const found = given === undefined && typed !== '' ? await near.find(typed) : undefined;
    const place = given ?? found?.place;
    const asked = askedIn(query);
    const data = {
      ...{ typed, isDenied },
      isUnknown: place === undefined && typed !== '',
      isUsed: isDenied && place !== undefined,
      by: found?.found,
      kept: Object.entries(fieldsOf(asked)).map(([name, value]) => ({ name, value })),
      about: conditionsIn(asked, clock.now())
        .map((each) => ctx.state.speech.say(each))
        .join(' · '),
      around:
        place &&
        presentNear({
          ...{ place, typed, asked, now: clock.now(), say: ctx.state.speech.say },
          around: await near.around(place, asked),
          page: Math.min(lastPage, pageNumber(query) ?? 1),
          channelOf: (code) => channelIn(channels, code),
        }),
      meta: { canonical: new URL(nearPath, publicUrl).href, noIndex: true },
    };
    // The address names where the visitor is: no cache keeps the page.
    ctx.set('Cache-Control', 'no-store');
    showPublic(pages, ctx, 'resources/public/near', data, {});
    allowPosition(ctx);
  }

  return [page(nearPath, anyone, show)];
}
