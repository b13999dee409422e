import type { Middleware } from '../../http/context.ts';
import { allowFormTarget } from '../../http/security-headers.ts';
import { applyUiLocales } from '../../http/speech.ts';
import { fact } from '../facts.ts';

const libraryPage = /^<!DOCTYPE html>\n<html>[\s\S]*<form method="post" action="([^"]+)">/;

/**
 * The library's own page, which submits itself: the answer of response_mode=form_post, and leaving without a session. Its target has been
 * validated by then, so the CSP allows it. Without JavaScript the page is read and submitted by hand.
 */
export const formTargets: Middleware = async (ctx, next) => {
  await next();
  const { body } = ctx;
  const action = typeof body === 'string' ? libraryPage.exec(body)?.[1] : undefined;
  if (typeof body !== 'string' || action === undefined) return;
  // The library drops an address without an application; the remaining parameters are registered.
  const asked: { post_logout_redirect_uri?: unknown; ui_locales?: unknown } = Reflect.get(ctx, 'oidc').params;
  const leaving = asked.post_logout_redirect_uri;
  const target = ctx.path === '/oidc/logout' ? leaving : action;
  allowFormTarget(ctx, typeof target === 'string' ? target : undefined);
  applyUiLocales(ctx, asked.ui_locales);
  const { language, speech } = ctx.state;
  const goOn = speech.say(fact('oidc.go_on'));
  ctx.body = body
    .replace('<html>', `<html lang="${language === 'en' ? 'en' : 'zh-CN'}">`)
    .replace('Submitting Callback', goOn)
    .replace(
      /Your browser does not support JavaScript or you've disabled it\.<br\/>/,
      `<p>${speech.say(fact('oidc.go_on_by_hand'))}</p>`,
    )
    .replace('>Continue<', `>${goOn}<`);
};
