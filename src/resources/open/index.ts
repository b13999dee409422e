import type { Clock } from '../../clock.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import { anyone } from '../../http/access.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { movedTo, page } from '../../http/route.ts';
import type { Module } from '../../module.ts';
import type { PublicResources } from '../public/public.ts';
import type { Wholes } from '../public/wholes.ts';
import { createOpenApi } from './api.ts';
import { createOpenReading, type OpenReading } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  cursors: Cursors;
  publicUrl: URL;
  keys: Pick<Keys, 'sm2'>;
  publicResources: PublicResources;
  wholes: Wholes;
  currentWholes: Wholes;
};

/** 开放数据: public entries, for anyone's programs. Its page stands in 开发者中心. */
export function createOpenModule(needs: Needs): Module<{ openReading: OpenReading }> {
  const openReading = createOpenReading(needs);
  return {
    service: { openReading },
    operations: createOpenApi({ ...needs, openReading }),
    pages: () => [page('/open', anyone, (ctx) => movedTo(ctx, '/docs/open'))],
    jobs: [
      { name: 'open.order', schedule: '* * * * *', run: openReading.orderChanges },
      { name: 'open.export', schedule: '23 4 * * *', run: openReading.exportToday },
    ],
  };
}
