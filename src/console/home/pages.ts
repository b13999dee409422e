import { memberOf } from '../../http/admitted.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, type Route } from '../../http/route.ts';
import { may } from '../policies.ts';
import type { FirstPage } from './first-page.ts';

type Needs = { pages: Pages; firstPage: FirstPage };

/** P1 首页: the progress of the integration, the next step, the AKs that end. */
export const createHomePages = ({ pages, firstPage }: Needs): Route[] => [
  page('/console', may('see the home page of the institution'), async (ctx) =>
    pages.show(
      ctx,
      'console/home',
      {
        ...(await firstPage(memberOf(ctx), ctx.state.speech.say)),
        renewed: typeof ctx.query.renewed === 'string' && /^\d{1,4}$/.test(ctx.query.renewed) ? ctx.query.renewed : '',
      },
      { title: '首页', here: 'home' },
    ),
  ),
];
