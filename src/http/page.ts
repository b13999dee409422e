import type { Config } from '../config.ts';
import type { Context } from './context.ts';
import type { FormTokens } from './csrf.ts';
import type { PageData, Render } from './render.ts';
import type { Views } from './views.ts';

type Needs = {
  render: Render;
  formTokens: FormTokens;
  config: Pick<Config, 'CONTACT_PHONE' | 'CONTACT_EMAIL' | 'DEMO'>;
};

/** The side menu of a part of the site. */
export type Menu = {
  label: string;
  entries: readonly {
    key: string;
    href: string;
    label: string;
    /** How much waits there. */
    count?: number;
    /** A new group begins. */
    gap?: boolean;
  }[];
};

/** What stands around a page for whoever is signed in. */
export type Frame = {
  /** As the header shows it: 张*（138****8000）. */
  user?: string;
  /** For which institution, or 运营. */
  place?: string;
  menu?: Menu;
  /** Unread messages; undefined where there is no inbox. */
  unread?: number;
  /** Where 退出 leads. */
  signOut?: string;
};

export type PageOptions = Frame & {
  title: string;
  layout?: 'citizen' | 'site' | 'public';
  status?: number;
  /** Field → what to do about it; a page with problems is answered 422 and its title says 有错误. */
  problems?: Readonly<Record<string, string>>;
  /** Key of the side menu entry that this page is. */
  here?: string;
  /** Where no script runs, the page asks for itself again after so many seconds. */
  refresh?: number;
};

/** Shows a view with what every page needs: theme, form token, contact block, nonce. */
export function createPages({ render, formTokens, config }: Needs) {
  return {
    show<Name extends keyof Views>(ctx: Context, view: Name, data: Views[Name], options: PageOptions): void {
      const { title, layout = 'site', problems = {}, user, here, place, menu, unread, signOut, refresh } = options;
      const bad = Object.keys(problems).length > 0;
      const page: PageData = {
        title,
        layout,
        bad,
        theme: ctx.state.theme,
        elder: ctx.state.elder,
        path: ctx.url,
        get csrf() {
          return formTokens.issue(ctx);
        },
        nonce: ctx.state.nonce,
        contact: { phone: config.CONTACT_PHONE, email: config.CONTACT_EMAIL },
        demo: config.DEMO,
        ...(user === undefined ? {} : { user: { label: user } }),
        ...(here === undefined ? {} : { here }),
        ...(place === undefined ? {} : { place }),
        ...(menu === undefined ? {} : { menu }),
        ...(unread === undefined ? {} : { unread }),
        ...(signOut === undefined ? {} : { signOut }),
        ...(refresh === undefined ? {} : { refresh }),
      };
      ctx.status = options.status ?? (bad ? 422 : 200);
      ctx.type = 'html';
      ctx.set('Cache-Control', 'no-store');
      ctx.body = render(view, { ...data, problems }, page);
    },
  };
}

export type Pages = ReturnType<typeof createPages>;
