import type { cloudHomes } from './material-pages.ts';
import type { snippetsOf } from './shown.ts';
import type { Drawing } from './watch/drawing.ts';

/** One side of a link in a word. */
type Light = { name: string; light: string; word: string; isAlarmed: boolean; isUnsteady: boolean };

/** One side of a link as the watch saw it. */
type Side = {
  side: string;
  name: string;
  light: string;
  word: string;
  at: Date;
  host: string;
  seconds: string;
  cause: string | undefined;
  place: string | undefined;
  lastAt: Date | undefined;
  last: string | undefined;
  likely: string | undefined;
  picture: string | undefined;
  pictureCause: string | undefined;
  drawing: Drawing | undefined;
  code: string | undefined;
  isBad: boolean;
  isUnseen: boolean;
  isUnsteady: boolean;
};

declare module '../http/views.ts' {
  interface Views {
    'links/desk': {
      filter: { text: string; state: string; watch: string };
      links: readonly {
        id: string;
        name: string;
        institution: string;
        pcUrl: string | undefined;
        h5Url: string | undefined;
        href: string;
        tile: string;
        isOnline: boolean;
        offlineBy: 'operator' | 'institution' | undefined;
        reason: string | undefined;
        updatedAt: Date;
        lights: readonly Light[];
        watchHref: string;
      }[];
      mayChange: boolean;
      next: string | undefined;
    };
    'links/mine': {
      mayChange: boolean;
      links: readonly {
        /** A pending change, on its way through the review. */
        change: { id: string; name: string } | undefined;
        id: string;
        name: string;
        institution: string;
        pcUrl: string | undefined;
        h5Url: string | undefined;
        href: string;
        logo: string;
        tile: string;
        code: string | undefined;
        appUrl: string | undefined;
        webHome: string | undefined;
        h5Home: string | undefined;
        lights: readonly Light[];
        watchHref: string;
        isOnline: boolean;
        offlineBy: 'operator' | 'institution' | undefined;
        reason: string | undefined;
      }[];
      waiting: readonly { id: string; title: string; name: string; tone: string }[];
      snippets: ReturnType<typeof snippetsOf>;
      cloud: string;
    };
    'links/offline': {
      back: string;
      link: {
        id: string;
        name: string;
        institution: string;
        href: string;
        logo: string;
        tile: string;
        reason: string | undefined;
      };
      action: string;
      values: Readonly<Record<string, string>>;
    };
    'links/watch': {
      link: { name: string; institution: string; isOnline: boolean };
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
      strips: readonly {
        name: string;
        bars: readonly { x: number; y: number; height: number; css: string }[];
        days: number;
        good: number;
        troubles: readonly string[];
        share: number | undefined;
        since: string;
      }[];
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
      partners: readonly {
        name: string;
        institution: string;
        pcUrl: string | undefined;
        h5Url: string | undefined;
        href: string;
        phone: string | undefined;
        logo: string;
        code: string | undefined;
        appUrl: string | undefined;
      }[];
    };
  }
  interface Partials {
    'partials/links/evidence': { side: Side };
    'partials/links/lights': { lights: readonly Light[]; href: string };
    'partials/link-shots': {
      link: { name: string; logo: string; tile: string };
    };
    'partials/partner': {
      each: { name: string; href: string; phone: string | undefined };
      picture: string;
      width: number;
      height: number;
    };
  }
}
