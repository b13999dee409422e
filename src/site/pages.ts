import Router from '@koa/router';
import type { Config } from '../config.ts';
import type { Context, State } from '../http/context.ts';
import type { Pages } from '../http/page.ts';
import { errorCatalogue } from './error-catalogue.ts';

type Needs = {
  pages: Pages;
  config: Pick<Config, 'PUBLIC_URL' | 'DEMO' | 'DEMO_PORT'>;
  /** How the signed-in person is shown in the header, if there is one. */
  userLabel: (ctx: Context) => Promise<string | undefined>;
};

/** What anybody may see: the home page, the two agreements, the catalogue of errors. */
export function createSitePages({ pages, config, userLabel }: Needs): Router<State> {
  const router = new Router<State>();
  const issuer = config.PUBLIC_URL.origin;
  const demoSite = config.DEMO
    ? `${config.PUBLIC_URL.protocol}//${config.PUBLIC_URL.hostname}:${config.DEMO_PORT}`
    : undefined;

  router.get('/', async (ctx) => {
    const user = await userLabel(ctx);
    pages.show(
      ctx,
      'site/home',
      { issuer, demoSite, signedIn: user !== undefined },
      { title: '国家公共文化云 · 对接平台', ...(user && { user }) },
    );
  });
  router.get('/terms', (ctx) => pages.show(ctx, 'site/terms', {}, { title: '用户协议' }));
  router.get('/privacy', (ctx) => pages.show(ctx, 'site/privacy', {}, { title: '隐私政策' }));
  router.get('/docs/errors', (ctx) =>
    pages.show(ctx, 'site/errors', { errors: errorCatalogue }, { title: '错误说明' }),
  );
  return router;
}
