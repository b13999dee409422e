import type { Context } from '../../http/context.ts';
import type { PageOptions, Pages } from '../../http/pages/page.ts';
import type { Views } from '../../http/views.ts';
import type { Below, Manuals } from './manual.ts';

type Needs = { pages: Pages; manuals: Manuals; userLabel: (ctx: Context) => Promise<string | undefined> };
type Options = Pick<PageOptions, 'title' | 'problems' | 'status' | 'describedBy'> & { path: string; below?: Below };

/** Shows a page in the frame of 开发者中心: contents beside it, the position, the neighbours, the login. */
export const createShow =
  ({ pages, manuals, userLabel }: Needs) =>
  async <Name extends keyof Views>(
    ctx: Context,
    view: Name,
    data: Views[Name],
    { path, below, ...options }: Options,
  ) => {
    const [manual, user] = await Promise.all([manuals.manual(ctx.state, path, below), userLabel(ctx)]);
    pages.show(ctx, view, data, { ...options, layout: 'docs', manual, ...(user !== undefined && { user }) });
  };

export type Show = ReturnType<typeof createShow>;
