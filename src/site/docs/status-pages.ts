import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import { render } from '../../http/pages/markdown.ts';
import { page, type Route } from '../../http/route.ts';
import type { Libraries } from './library.ts';
import type { Show } from './show.ts';

type Needs = { show: Show; libraries: Libraries; isReady: () => Promise<boolean>; now: () => Date };

const path = '/docs/status';

/** Whether login and API work now: the state of /readyz, and planned maintenance. */
export function createStatusPages({ show, libraries, isReady, now }: Needs): Route[] {
  async function showStatus(ctx: Context) {
    const [ready, article] = await Promise.all([isReady(), libraries[ctx.state.language].find(path)]);
    const { html } = await render(article?.text ?? '', ctx.state.language);
    const title = article?.title ?? '';
    await show(
      ctx,
      'docs/status',
      { title, summary: article?.summary ?? '', isReady: ready, at: now(), html },
      { path, title },
    );
  }

  return [page(path, anyone, showStatus)];
}
