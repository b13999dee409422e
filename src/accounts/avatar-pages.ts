import type { Problems } from '../errors.ts';
import { anyone } from '../http/access.ts';
import { personOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Upload } from '../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../http/route.ts';
import { may } from './policies.ts';
import type { Accounts } from './service.ts';

type Needs = {
  accounts: Accounts;
  showProfile: (ctx: Context, problems: Problems) => Promise<void>;
};

const megabyte = 1024 * 1024;

/** The picture of a person: put and taken away in 基本资料, and shown wherever its address is known. */
export function createAvatarPages({ accounts, showProfile }: Needs): Route[] {
  async function put(ctx: Context, uploads: readonly Upload[]) {
    const bytes = uploads.find(({ field }) => field === 'avatar')?.bytes;
    const asked = { bytes, address: ctx.state.address, requestId: ctx.state.requestId };
    const changed = await accounts.setAvatar(personOf(ctx).accountId, asked);
    if ('problems' in changed) return showProfile(ctx, changed.problems);
    seeOther(ctx, '/account/profile?saved=avatar');
  }

  async function remove(ctx: Context) {
    await accounts.removeAvatar(personOf(ctx).accountId, ctx.state.requestId);
    seeOther(ctx, '/account/profile?saved=no-avatar');
  }

  async function show(ctx: Context) {
    const address = param(ctx, 'address');
    const size = ctx.query.size === 'small' ? 'small' : 'large';
    const bytes = await accounts.openAvatar(address, size);
    const etag = `"${size}"`; // another picture has another address
    ctx.set({
      // Revalidated each time: a removed picture is gone immediately. Unchanged ones are not sent again.
      'Cache-Control': 'private, no-cache',
      ETag: etag,
      'Cross-Origin-Resource-Policy': 'cross-origin', // platforms show it on their pages
      'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'; sandbox`,
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
    });
    ctx.type = 'image/jpeg';
    if (ctx.get('If-None-Match') === etag) ctx.status = 304;
    else ctx.body = bytes;
  }

  return [
    page('/avatars/:address.jpg', anyone, show),
    upload('/account/profile/avatar', may('use the account centre'), (ctx, _form, uploads) => put(ctx, uploads), {
      ...{ files: 1, bytes: 5 * megabyte },
    }),
    form('/account/profile/avatar/remove', may('use the account centre'), remove),
  ];
}
