import type { Middleware } from '../../http/context.ts';
import { allowFormTarget } from '../../http/security-headers.ts';

const libraryPage = /^<!DOCTYPE html>\n<html>[\s\S]*<form method="post" action="([^"]+)">/;

/**
 * The library's own page, which submits itself: the answer of response_mode=form_post, and leaving without a session. Where its form ends
 * has been checked by then, so the CSP lets it get there. Whoever is without JavaScript reads it.
 */
export const formTargets: Middleware = async (ctx, next) => {
  await next();
  const { body } = ctx;
  const action = typeof body === 'string' ? libraryPage.exec(body)?.[1] : undefined;
  if (typeof body !== 'string' || action === undefined) return;
  // The library forgets an address that no application stands for: what its parameters still hold is registered.
  const { post_logout_redirect_uri: leaving }: { post_logout_redirect_uri?: unknown } = Reflect.get(ctx, 'oidc').params;
  const target = ctx.path === '/oidc/logout' ? leaving : action;
  allowFormTarget(ctx, typeof target === 'string' ? target : undefined);
  ctx.body = body
    .replace('<html>', '<html lang="zh-CN">')
    .replace('Submitting Callback', '请继续')
    .replace(
      /Your browser does not support JavaScript or you've disabled it\.<br\/>/,
      '<p>浏览器没有自动跳转，请点击“继续”。</p>',
    )
    .replace('>Continue<', '>继续<');
};
