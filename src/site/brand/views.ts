import type { buttonOf } from './snippet.ts';

type Button = ReturnType<typeof buttonOf>;

declare module '../../http/views.ts' {
  interface Views {
    'brand/kit': {
      fields: readonly {
        name: string;
        legend: string;
        options: readonly { value: string; label: string; isChosen: boolean }[];
      }[];
      href: string;
      button: Button;
      isDark: boolean;
      snippet: string;
      /** The same around the one place in it that a partner changes. */
      code: { before: string; href: string; after: string };
      downloads: readonly { href: string; label: string }[];
      shown: readonly { src: string; caption: string; ground: 'l' | 'k'; alt: string }[];
      states: readonly { label: string; src: string }[];
      light: string;
      dark: string;
      example: string;
    };
    'brand/example': { button: Button; icon: Button; kit: string };
  }
  interface Partials {
    'partials/brand/button': { button: Button };
  }
}
