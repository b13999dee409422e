import type { cloudHomes } from './material-pages.ts';
import type { presentLink, snippetsOf } from './shown.ts';
import type { lightsOf, PresentedSide, presentStrip } from './watch/shown.ts';

type ShownLink = ReturnType<typeof presentLink>;
/** Sides of a link in a word each. */
type Lights = ReturnType<typeof lightsOf>;
/** One side of a link as the watch saw it. */
type Side = Omit<PresentedSide, 'address' | 'milliseconds'>;

declare module '../http/views.ts' {
  interface Views {
    'links/desk': {
      filter: { text: string; state: string; watch: string };
      links: readonly (Pick<
        ShownLink,
        | 'id'
        | 'name'
        | 'institution'
        | 'pcUrl'
        | 'h5Url'
        | 'href'
        | 'tile'
        | 'isOnline'
        | 'offlineBy'
        | 'reason'
        | 'updatedAt'
      > & { lights: Lights; watchHref: string })[];
      mayChange: boolean;
      next: string | undefined;
    };
    'links/mine': {
      mayChange: boolean;
      links: readonly (Omit<ShownLink, 'phone' | 'ofApplication' | 'createdAt' | 'updatedAt'> & {
        /** A pending change, on its way through the review. */
        change: { id: string; name: string } | undefined;
        lights: Lights;
        watchHref: string;
      })[];
      waiting: readonly { id: string; title: string; name: string; tone: string }[];
      snippets: ReturnType<typeof snippetsOf>;
      cloud: string;
    };
    'links/offline': {
      back: string;
      link: Pick<ShownLink, 'id' | 'name' | 'institution' | 'href' | 'logo' | 'tile' | 'reason'>;
      action: string;
      values: Readonly<Record<string, string>>;
    };
    'links/watch': {
      link: Pick<ShownLink, 'name' | 'institution' | 'isOnline'>;
      back: string;
      isDesk: boolean;
      itself: string;
      action: string;
      mayAsk: boolean;
      isUnderWay: boolean;
      checked: { at: Date; seconds: number } | undefined;
      bad: readonly Side[];
      good: readonly Side[];
      others: readonly Side[];
      targets: readonly string[];
      isChecked: boolean;
      wrong: readonly { name: string; word: string }[];
      strips: readonly ReturnType<typeof presentStrip>[];
      cloudHost: string;
      history: string;
      materials: string;
    };
    'links/materials': {
      homes: ReturnType<typeof cloudHomes>;
      code: { size: number; path: string };
      materials: readonly { file: string; name: string; width: number; height: number; snippet: string }[];
    };
    'links/app': { appUrl: string; isThere: boolean; code: { size: number; path: string } };
    'links/history': {
      link: { name: string };
      back: string;
      watch: string;
      action: string;
      side: string;
      sides: readonly { value: string; label: string }[];
      checks: readonly (Side & { slot: Date; asked: boolean })[];
      next: string | undefined;
    };
    'links/partners': {
      /** R08 联合推广, the newest first. */
      promotions: readonly { id: string; title: string; at: Date }[];
      count: number;
      partners: readonly Pick<
        ShownLink,
        'name' | 'institution' | 'pcUrl' | 'h5Url' | 'href' | 'phone' | 'logo' | 'code' | 'appUrl'
      >[];
    };
  }
  interface Partials {
    'partials/links/evidence': { side: Side };
    'partials/links/lights': { lights: Lights; href: string };
    'partials/link-shots': {
      link: Pick<ShownLink, 'name' | 'logo' | 'tile'>;
    };
    'partials/partner': {
      each: Pick<ShownLink, 'name' | 'href' | 'phone'>;
      picture: string;
      width: number;
      height: number;
    };
  }
}
