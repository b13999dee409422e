import type { State } from '../../http/context.ts';
import type { Manual } from '../../http/views.ts';
import { chapters, type Entry, generated, inOrder, titled } from './contents.ts';
import { fact } from './facts.ts';
import type { Portals } from './translation.ts';

/** The page that has no file: where one begins. */
const homePath = '/docs';
/** The language of the reader. */
type Reader = Pick<State, 'language' | 'speech'>;

type Link = { href: string; title: string };
/** A page below one of the menu: its entry, its neighbours in the menu, and a switch where those would be too many. */
export type Below = { parent: string; title: string; beside?: readonly Link[]; turns?: readonly Link[] };

/** The frame of each page of 开发者中心: other rooms show their pages in it too. */
export interface Manuals {
  /** Contents, crumbs, the page before and after. `path` is that of the page, in the menu or, with `below`, under a page that is. */
  manual(reader: Reader, path: string, below?: Below): Promise<Manual>;
}

/** The frame of each page of 开发者中心: contents, the position, the neighbours. Other rooms show their pages in it too. */
export function createManuals(portals: Portals): Manuals {
  const entries = async ({ language, speech }: Reader): Promise<readonly Entry[]> =>
    inOrder<Entry>([
      ...(await portals[language].articles()),
      ...Object.values(generated).map((entry) => titled(entry, speech.say)),
    ]);

  return {
    async manual(reader, path, below) {
      const all = await entries(reader);
      const { say } = reader.speech;
      const home = { path: homePath, title: say(fact('docs.title_home')) };
      const inMenu = below?.parent ?? path;
      const at = all.findIndex((entry) => entry.path === inMenu);
      const here = all[at];
      const linkOf = (entry: Entry | undefined): Link | undefined => entry && { href: entry.path, title: entry.title };
      const [previous, next] = below
        ? neighbours(path, below.turns ?? below.beside ?? [])
        : [linkOf(all[at - 1]), linkOf(all[at + 1])];
      const own = below?.beside ?? [];
      return {
        chapters: [...Map.groupBy(all, ({ chapter }) => chapter)].map(([chapter, pages]) => ({
          title: say(chapters[chapter]),
          pages: [
            ...(chapter === 'start' ? [{ href: home.path, title: home.title }] : []),
            ...pages.flatMap((entry) => [
              { href: entry.path, title: entry.title },
              ...(entry.path === inMenu && own.length > 0 ? own.map((each) => ({ ...each, isBelow: true })) : []),
            ]),
          ],
        })),
        here: path,
        title: below?.title ?? here?.title ?? home.title,
        crumbs:
          path === home.path
            ? []
            : [
                { href: home.path, title: home.title },
                ...(below && here ? [{ href: here.path, title: here.title }] : []),
              ],
        ...(at >= 0 && previous && { previous }),
        ...(at >= 0 && next && { next }),
        ...(path !== home.path && { markdown: `${path}.md` }),
      };
    },
  };
}

function neighbours(path: string, beside: readonly Link[]): (Link | undefined)[] {
  const at = beside.findIndex(({ href }) => href === path);
  return at < 0 ? [] : [beside[at - 1], beside[at + 1]];
}
