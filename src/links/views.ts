import type { snippetsOf } from './shown.ts';

declare module '../http/views.ts' {
  interface Views {
    'links/desk': {
      filter: { text: string; state: string };
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
      }[];
      mayChange: boolean;
      next: string | undefined;
    };
    'links/mine': {
      mayChange: boolean;
      links: readonly {
        /** What changes it, on its way through the review. */
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
    'links/partners': {
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
      }[];
    };
  }
  interface Partials {
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
