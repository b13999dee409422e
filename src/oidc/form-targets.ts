import type { Middleware } from '../http/context.ts';
import { allowFormTarget } from '../http/security-headers.ts';

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
  const leaving = ctx.path === '/oidc/logout' ? ctx.query.post_logout_redirect_uri : action;
  allowFormTarget(ctx, typeof leaving === 'string' ? leaving : undefined);
  ctx.body = body
    .replace('<html>', '<html lang="zh-CN">')
    .replace('Submitting Callback', '请继续')
    .replace(
      /Your browser does not support JavaScript or you've disabled it\.<br\/>/,
      '<p>浏览器没有自动跳转，请点击“继续”。</p>',
    )
    .replace('>Continue<', '>继续<');
};
