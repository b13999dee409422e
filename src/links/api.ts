import type { Config } from '../config.ts';
import { type Served, serve } from '../http/operation.ts';
import { exchange } from './api-operations.ts';
import { cloudHomes } from './material-pages.ts';
import type { Links } from './service.ts';
import { presentLink } from './shown.ts';

type Needs = { links: Pick<Links, 'shown'>; publicUrl: URL; config: Pick<Config, 'APP_URL'> };

/** R39: the data that both sides need from each other, for programs. */
export function createLinksApi({ links, publicUrl, config }: Needs): Served[] {
  const { webHome, h5Home, app, appQr, appUrl } = cloudHomes({ publicUrl, config });
  return [
    serve(exchange, async () => ({
      cloud: { web_home: webHome, h5_home: h5Home, app_qr: appQr, app_page: app, app_url: appUrl },
      partners: (await links.shown()).links.map((link) => {
        const { code } = presentLink(link);
        return {
          ...{ id: link.id, name: link.name, institution: link.institution },
          web_home: link.webHome ?? null,
          h5_home: link.h5Home ?? null,
          app_qr: code === undefined ? null : `${publicUrl.origin}${code}`,
          app_url: link.appUrl ?? null,
        };
      }),
    })),
  ];
}
