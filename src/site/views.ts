import type { Showcase } from '../resources/public/home.ts';

declare module '../http/views.ts' {
  interface Views {
    'site/home': {
      showcase: Showcase;
      /** The chosen place, and its surroundings: 常山县, 衢州市. */
      here: { name: string; near: string; href: string } | undefined;
      partners: readonly {
        id: string;
        name: string;
        institution: string;
        href: string;
        phone: string | undefined;
        tile: string;
        code: string | undefined;
      }[];
      partnersInAll: number;
      issuer: string;
      demoSite: string | undefined;
    };
    'site/outbox': {
      messages: readonly { channel: string; to: string; subject?: string; text: string; at: Date }[];
    };
    'site/regions': {
      here: { code: string; name: string } | undefined;
      below: readonly { code: string; name: string }[];
    };
  }
}
