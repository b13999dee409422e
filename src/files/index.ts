import { after, type Clock, days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import { actorOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { page, param, type Route } from '../http/route.ts';
import type { InSandbox } from '../sandbox/index.ts';
import { isImage } from './file.ts';
import { personal } from './personal-data.ts';
import { picturePools } from './picture-process.ts';
import { may } from './policies.ts';
import { sealed } from './sealed.ts';
import { createFiles, type Files } from './service.ts';
import { removeUnused } from './store.ts';

type Needs = { db: Database; clock: Clock; seal: Seal; inSandbox: InSandbox };

const batch = 200;
const unusedKept = days(7);

/** Uploads: looked into, re-encoded, sealed in the database; pictures in exact sizes. */
export function createFilesModule(needs: Needs) {
  const files = createFiles(needs);
  const sandboxFiles = createFiles({ ...needs, ...needs.inSandbox });
  return {
    pools: picturePools,
    personal,
    sealed,
    service: { files, sandboxFiles },
    pages: () => createFilePages({ files }),
    jobs: [{ name: 'files.purge', schedule: '40 3 * * *', run: () => purgeFiles(needs) }],
  };
}

/** Uploads that nothing came to name, because the page was left without saving, go after a week. */
export async function purgeFiles({ db, clock }: Pick<Needs, 'db' | 'clock'>): Promise<void> {
  while ((await removeUnused(db, after(clock.now(), -unusedKept), batch)) >= batch);
}

/** Uploads as people look at them: the institution its own, staff with a line in the audit. */
function createFilePages({ files }: { files: Files }): Route[] {
  const show = async (ctx: Context, id: string) => {
    const { file, bytes } = await files.view(actorOf(ctx), id);
    const isShown = isImage(file.type) || (file.type === 'application/pdf' && ctx.query.view !== undefined);
    ctx.type = file.type;
    ctx.body = bytes;
    ctx.set({
      'Content-Disposition': disposition(isShown ? 'inline' : 'attachment', file.name),
      // The browser's own PDF viewer does not start in a sandbox.
      'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'${isImage(file.type) ? '; sandbox' : ''}`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
  };

  return [
    page('/console/files/:id', may('see what one uploaded for the institution'), (ctx) => show(ctx, param(ctx, 'id'))),
    page('/admin/files/:id', may('see an uploaded file under review'), (ctx) => show(ctx, param(ctx, 'id'))),
  ];
}

/** RFC 6266: a name for programs that only know ASCII, and the real one. */
function disposition(way: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\w.\- ]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${way}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
