import { createBrowser, formOf, type Page } from './plain-browser.ts';

type Visit = { cloud: string; site: string; username: string; password: string; scopes?: readonly string[] };

/** A visitor of a partner's site and the Cloud, without a window: links are followed, forms are filled in and sent. */
export function createVisitor({ cloud, site, username, password, scopes = ['profile'] }: Visit) {
  const [atCloud, atSite] = [createBrowser(cloud), createBrowser(site)];
  const isOf = (origin: string, page: Page) => page.url.origin === new URL(origin).origin;

  /** Where a redirect leads out of one of the two it goes on in the other. */
  async function arrive(page: Page): Promise<Page> {
    if (page.text !== '' || page.headers.get('location') === null) return page;
    if (isOf(cloud, page)) return arrive(await atCloud.walk(page.url.href));
    if (isOf(site, page)) return arrive(await atSite.walk(page.url.href));
    return page;
  }

  /** A citizen's steps at the Cloud: signs in, allows `scopes`, and is sent back. */
  async function decide(page: Page): Promise<Page> {
    let now = page;
    if (now.text.includes('name="password"')) now = await atCloud.submit(now, { username, password, agree: '1' });
    if (!now.text.includes('/consent"')) return now;
    return atCloud.submit(now, Object.fromEntries(scopes.map((scope) => [`scope_${scope}`, '1'])));
  }

  return {
    open: async (path: string): Promise<Page> => arrive(await atSite.walk(path)),

    /** From an address at the Cloud, printed by a program, to its redirect target, which need not be served. */
    async pass(address: string): Promise<string> {
      return (await decide(await atCloud.walk(address))).url.href;
    },

    /** Begins at the site's login and is back there. */
    async signIn(path = '/login'): Promise<Page> {
      return arrive(await decide(await arrive(await atSite.walk(path))));
    },

    /** Out of the Cloud, by an address there that a program printed. */
    async leave(address: string): Promise<Page> {
      const page = await atCloud.walk(address);
      return formOf(page.text).action.includes('/oidc/logout') ? atCloud.submit(page, { logout: 'yes' }) : page;
    },

    /** Out of the site and of the Cloud, saying yes wherever it is asked; answers where that ends. */
    async signOut(home: Page): Promise<Page> {
      let page = home;
      const link = /href="(\/logout)"/.exec(home.text)?.[1];
      if (link !== undefined) page = await arrive(await atSite.walk(link));
      for (let asked = 0; asked < 2 && /<form/.test(page.text); asked += 1) {
        if (isOf(cloud, page) && !formOf(page.text).action.includes('/oidc/logout')) break;
        const browser = isOf(cloud, page) ? atCloud : atSite;
        page = await arrive(await browser.submit(page, isOf(cloud, page) ? { logout: 'yes' } : {}));
      }
      return page;
    },
  };
}
