import { notFound } from '../errors.ts';
import { regionName } from '../fields/regions/region.ts';
import { regionOf, regionsBelow } from '../fields/regions/region-table.ts';
import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import { page, param, type Route } from '../http/route.ts';
import { fact } from './facts.ts';

/** 行政区划: which code a place has, level by level; for people as a page, for the lists of a form as data. */
export function createRegionPages({ pages }: { pages: Pages }): Route[] {
  function show(ctx: Context, code?: string) {
    const here = code === undefined ? undefined : regionOf(code);
    if (code !== undefined && here === undefined) throw notFound(fact('site.no_region'));
    const below = regionsBelow(code).map((region) => ({ code: region.code, name: region.name }));
    if (ctx.accepts('html', 'json') === 'json') {
      ctx.set('Cache-Control', 'public, max-age=3600');
      ctx.set('Vary', 'Accept');
      ctx.body = below;
      return;
    }
    pages.show(ctx, 'site/regions', { here: here && { code: here.code, name: regionName(here.code) }, below }, {});
  }

  return [
    page('/regions', anyone, (ctx) => show(ctx)),
    page('/regions/:code', anyone, (ctx) => show(ctx, param(ctx, 'code'))),
  ];
}
