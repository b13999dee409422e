import type { Config } from '../../config.ts';
import type { Problems } from '../../errors.ts';
import { accessOf, frameOf } from '../admitted.ts';
import type { Context } from '../context.ts';
import { sayAll } from '../speech.ts';
import type { Manual, Views } from '../views.ts';
import type { FormTokens } from './csrf.ts';
import type { CachedPart, KeptParts } from './kept-parts.ts';
import type { Locales, PageData, Render } from './render.ts';

type Needs = {
  render: Render;
  locales: Locales;
  formTokens: FormTokens;
  config: Pick<Config, 'CONTACT_PHONE' | 'CONTACT_EMAIL' | 'DEMO'>;
  keptParts?: KeptParts;
};

export type PageOptions = {
  /** Where the view has no title of its own in the words of views. */
  title?: string;
  /** `site` has the header and the menu for a signed-in account; `file` is a page that is saved, and brings its looks along. */
  layout?: 'citizen' | 'site' | 'public' | 'docs' | 'file';
  /** With the layout `docs`: the frame of the page. */
  manual?: Manual;
  /** Who is signed in, where no guard has asked. */
  user?: string;
  status?: number;
  /** Field → its problem; a page with problems is answered 422 and its title says 有错误. */
  problems?: Readonly<Problems>;
  /** Key of the side menu entry that this page is. */
  here?: string;
  /** Where a catalogue of the data of the page stands (JSON-LD), for programs. */
  describedBy?: string;
  /** Without a script, the page reloads after so many seconds. */
  refresh?: number;
};

/** Shows a view with the common data of every page: theme, form token, contact block. */
export function createPages({ render, locales, formTokens, config, keptParts = (_keeping, make) => make() }: Needs) {
  function pageFor(ctx: Context, view: keyof Views, options: PageOptions, bad: boolean): PageData {
    const { layout = 'site', here, refresh, manual, describedBy } = options;
    const { language } = ctx.state;
    const access = accessOf(ctx);
    const { [view]: ownTitle = '' } = locales(language).titles;
    const { title = ownTitle } = options;
    const {
      user = options.user,
      place,
      menu,
      unread,
      isDisabled,
      closing,
      search,
      signOut,
    } = layout === 'site' ? frameOf(ctx) : {};
    return {
      title,
      layout,
      language,
      mayChoose: ctx.state.mayChoose,
      offersEnglish: ctx.state.offersEnglish,
      bad,
      theme: ctx.state.theme,
      elder: ctx.state.elder,
      path: ctx.url,
      get csrf() {
        return formTokens.issue(ctx);
      },
      ...(access === undefined ? {} : { access }),
      contact: { phone: config.CONTACT_PHONE, email: config.CONTACT_EMAIL },
      demo: config.DEMO,
      ...(user === undefined ? {} : { user: { label: user } }),
      ...(here === undefined ? {} : { here }),
      ...(describedBy === undefined ? {} : { describedBy }),
      ...(manual === undefined ? {} : { manual }),
      ...(place === undefined ? {} : { place }),
      ...(menu === undefined ? {} : { menu }),
      ...(unread === undefined ? {} : { unread }),
      ...(isDisabled === undefined ? {} : { isDisabled }),
      ...(closing === undefined ? {} : { closing }),
      ...(search === undefined ? {} : { search }),
      ...(signOut === undefined ? {} : { signOut }),
      ...(refresh === undefined ? {} : { refresh }),
    };
  }

  function send(ctx: Context, status: number, html: string): void {
    ctx.status = status;
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = html;
  }

  return {
    show<Name extends keyof Views>(ctx: Context, view: Name, data: Views[Name], options: PageOptions): void {
      const { problems = {} } = options;
      const bad = Object.keys(problems).length > 0;
      const page = pageFor(ctx, view, options, bad);
      const given = { ...data, problems: sayAll(ctx, problems) };
      send(ctx, options.status ?? (bad ? 422 : 200), render(view, given, page));
    },

    /** A view that is the same for all who ask for it by the same key: only the frame around it is made for each. */
    async showKept<Name extends keyof Views>(
      ctx: Context,
      view: Name,
      { key, tells }: CachedPart,
      make: () => Promise<Views[Name]>,
      options: Pick<PageOptions, 'title' | 'layout' | 'here'>,
    ): Promise<void> {
      const { language } = ctx.state;
      const body = await keptParts({ key: `${view} ${language} ${key}`, tells }, async () =>
        render.body(view, { ...(await make()), problems: {} }, language),
      );
      send(ctx, 200, render.around(view, body, pageFor(ctx, view, options, false)));
    },
  };
}

export type Pages = ReturnType<typeof createPages>;
