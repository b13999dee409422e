import type { Reservation } from './partner/reservations.ts';
import type { OfEntry, OfSite } from './partner/shown.ts';

declare module '../http/views.ts' {
  interface Views {
    'demo/home': OfSite & { soon: readonly { title: string; href: string; when: string; place: string }[] };
    'demo/login': OfSite;
    'demo/entry': OfSite & { entry: OfEntry };
    'demo/mine': OfSite & { reserved: readonly Reservation[] };
  }
  interface Partials {
    'partials/demo-offer': { user: OfSite['user'] | undefined; site: OfSite['site']; entry: OfEntry };
    'partials/demo-sample': object;
  }
  interface Layouts {
    'layouts/demo': Pick<OfSite, 'site' | 'cloud' | 'user' | 'isStandIn'> & { body: string };
  }
}
