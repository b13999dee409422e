import { member, staff } from '../http/access.ts';
import { actorOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { page, param, type Route } from '../http/route.ts';
import { isImage } from './file.ts';
import type { Files } from './service.ts';

/** Uploads as people look at them: the institution its own, staff with a line in the audit. */
export function createFilePages({ files }: { files: Files }): Route[] {
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
    page('/console/files/:id', member(), (ctx) => show(ctx, param(ctx, 'id'))),
    page('/admin/files/:id', staff('reviewer', 'operator', 'support'), (ctx) => show(ctx, param(ctx, 'id'))),
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
