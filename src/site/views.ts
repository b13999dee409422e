import type { Showcase } from '../resources/public/home.ts';
import type { ShownRegion } from './region-desk-pages.ts';
import type { RegionEffects } from './region-desk-store.ts';

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
      demoSite: string | undefined;
    };
    'site/outbox': {
      messages: readonly { channel: string; to: string; subject?: string; text: string; at: Date }[];
    };
    'site/region-change': {
      isNew: boolean;
      values: Readonly<Record<string, string>>;
    };
    'site/region-confirm': {
      lines: readonly { name: string; from: string; to: string }[];
      effects: RegionEffects;
      /** Regions below it that are still in use, after its end. */
      below: number;
      ends: boolean;
      next: string | undefined;
      values: Readonly<Record<string, string>>;
    };
    'site/region-desk': {
      asked: string;
      found: readonly ShownRegion[] | undefined;
      changed: readonly (ShownRegion & { at: Date })[];
      notice: string | undefined;
    };
    'site/regions': {
      here: { code: string; name: string } | undefined;
      below: readonly { code: string; name: string }[];
    };
  }
  interface Partials {
    'partials/region-line': { region: ShownRegion; at?: Date };
  }
}
