import { notFound } from '../errors.ts';
import { isPictureSize, type PictureSize } from '../files/sizes.ts';
import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import { page, param, type Route, sharedPage } from '../http/route.ts';
import type { LateServices } from '../module.ts';
import { fact } from './facts.ts';
import { sendPicture } from './picture.ts';
import type { Links } from './service.ts';
import { presentLink } from './shown.ts';

/** `id-230x60.png` */
export function pictureAsked(file = ''): { id: string; name: PictureSize | 'app' } {
  const [, id = '', name = ''] = /^(.{1,64})-(230x60|180x50|app)\.png$/.exec(file) ?? [];
  if (id !== '' && (name === 'app' || isPictureSize(name))) return { id, name };
  throw notFound(fact('links.no_picture'));
}

type Needs = { pages: Pages; links: Links; asks: Pick<LateServices, 'promotionsShown'> };

/** R37: the partners' page for Web and H5, and their pictures. */
export function createPublicLinkPages({ pages, links, asks }: Needs): Route[] {
  async function showPartners(ctx: Context) {
    const [{ links: found, count }, promotions] = await Promise.all([links.shown(), asks.promotionsShown(5)]);
    const data = { partners: found.map((link) => presentLink(link)), count, promotions };
    pages.show(ctx, 'links/partners', data, { title: '合作平台' });
  }

  async function showPictures(ctx: Context) {
    const { id, name } = pictureAsked(param(ctx, 'file'));
    const { bytes, hash } = await links.picture(id, name);
    // Its address changes with the picture. Otherwise an hour only, so that a removed one is gone soon.
    sendPicture(ctx, bytes, ctx.query.v === hash ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
  }

  return [
    sharedPage('/partners', { tells: ['links', 'institutions', 'promotions'] }, showPartners),
    page('/pictures/:file', anyone, showPictures),
  ];
}
