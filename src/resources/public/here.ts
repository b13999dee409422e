import { beginningOf } from '../../actor.ts';
import { dayOf } from '../../clock.ts';
import { regionName, regionNames } from '../../fields/regions/region.ts';
import { isInUse, regionOf } from '../../fields/regions/region-table.ts';
import type { Context } from '../../http/context.ts';
import { sharedRegion } from '../../http/route.ts';

const municipalities = new Set(['11', '12', '31', '50']);
const year = 365 * 86_400_000;

/** 附近: the chosen region, and the city around it, by its digits and its name. */
export type Here = { code: string; name: string; within: string; nearName: string };

/**
 * A region that was chosen once is remembered in a cookie of this browser, as the colours are: a code of a county or a city, and nothing else
 * about the visitor. Near means the city that contains it.
 */
export function createHere({ publicUrl, now }: { publicUrl: URL; now: () => Date }) {
  const known = (code: string | undefined): Here | undefined => {
    const region = code === undefined ? undefined : regionOf(code);
    if (region === undefined || !isInUse(region, dayOf(now()))) return undefined;
    const { province = '', city, county } = regionNames(region.code) ?? {};
    const isProvince = region.code.endsWith('0000');
    return {
      code: region.code,
      name: county ?? city ?? province,
      within: isProvince ? beginningOf(region.code) : region.code.slice(0, 4),
      // Of a municipality all districts together are near, of a county that lies in no city the county alone.
      nearName: city ?? (isProvince || municipalities.has(region.code.slice(0, 2)) ? province : (county ?? province)),
    };
  };
  return {
    /** The region of the address, which is remembered, or the remembered one. */
    read(ctx: Context): Here | undefined {
      const said = typeof ctx.query.here === 'string' ? known(ctx.query.here) : undefined;
      if (said === undefined) return known(ctx.cookies.get(sharedRegion, { signed: false }));
      ctx.cookies.set(sharedRegion, said.code, {
        ...{ maxAge: year, sameSite: 'lax', httpOnly: true, signed: false, path: '/' },
        secure: publicUrl.protocol === 'https:',
      });
      return said;
    },
    /** In full, for a visitor who asks which one it is: 浙江省衢州市常山县. */
    fullName: ({ code }: Here) => regionName(code),
  };
}
