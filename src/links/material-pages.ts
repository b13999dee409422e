import type { Config } from '../config.ts';
import { notFound } from '../errors.ts';
import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import { qrCode } from '../http/pages/qr.ts';
import { page, param, type Route, sharedPage } from '../http/route.ts';
import { fact } from './facts.ts';
import { codeDrawing, materialPicture, materials } from './materials.ts';
import { sendPicture } from './picture.ts';
import { snippetOf } from './watch/snippet.ts';

type Needs = { pages: Pages; publicUrl: URL; config: Pick<Config, 'APP_URL'> };

/** Our side of the exchange (R38, R39): our home pages, and the material for partners. */
export const cloudHomes = ({ publicUrl, config }: Omit<Needs, 'pages'>) => ({
  webHome: `${publicUrl.origin}/`,
  h5Home: `${publicUrl.origin}/`,
  app: `${publicUrl.origin}/app`,
  appQr: `${publicUrl.origin}/partners/materials/app-qr@2x.png`,
  /** Where a phone gets it. */
  appUrl: config.APP_URL ?? `${publicUrl.origin}/`,
});

/** Marks, links and the code of the App, for partners that link to the Cloud; and the page from which one gets the App. */
export function createMaterialPages({ pages, publicUrl, config }: Needs): Route[] {
  const homes = cloudHomes({ publicUrl, config });

  async function show(ctx: Context) {
    const data = {
      homes,
      code: await qrCode(homes.appUrl),
      materials: materials.map((each) => ({
        ...each,
        snippet: snippetOf(publicUrl.origin, `${each.file}.svg`, each.width, each.height),
      })),
    };
    pages.show(ctx, 'links/materials', data, { title: '合作素材', layout: 'public' });
  }

  async function showApp(ctx: Context) {
    const data = { appUrl: homes.appUrl, isThere: config.APP_URL !== undefined, code: await qrCode(homes.appUrl) };
    pages.show(ctx, 'links/app', data, { title: '下载 APP', layout: 'public' });
  }

  async function sendMaterial(ctx: Context) {
    const name = param(ctx, 'file');
    if (name === 'app-qr.svg') {
      ctx.type = 'image/svg+xml';
      ctx.body = await codeDrawing(homes.appUrl);
      ctx.set({ ...open, 'Content-Security-Policy': "default-src 'none'; sandbox" });
      return;
    }
    const bytes = await materialPicture(name, homes.appUrl);
    if (bytes === undefined) throw notFound(fact('links.no_picture'));
    sendPicture(ctx, bytes, open['Cache-Control']);
    ctx.set(open);
  }

  return [
    sharedPage('/partners/materials', { tells: [] }, show),
    page('/partners/materials/:file', anyone, sendMaterial),
    sharedPage('/app', { tells: [] }, showApp),
  ];
}

/** Partners may show them from here. */
const open = { 'Cache-Control': 'public, max-age=3600', 'Cross-Origin-Resource-Policy': 'cross-origin' };
