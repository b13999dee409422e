import { createHmac, timingSafeEqual } from 'node:crypto';
import { newToken, preparedKey } from '../../crypto/secrets.ts';
import { Problem } from '../../errors.ts';
import { actsFor } from '../admitted.ts';
import type { Context } from '../context.ts';
import { fact } from '../facts.ts';
import type { Form } from '../requests/body.ts';
import { cookieName } from '../requests/cookie-name.ts';

/**
 * A random value in an HttpOnly cookie and its HMAC in every form: the pair proves that our page was opened in this browser. The Origin of
 * a form, where the browser sends one, must be ours as well. A form of the back office is also bound to its institution and account: after
 * a change to another one it is refused, so that nothing is done for the wrong one.
 */
export function createFormTokens({ formKey, publicUrl }: { formKey: Buffer; publicUrl: URL }) {
  const secure = publicUrl.protocol === 'https:';
  const cookie = cookieName('form', secure);
  const sign = (value: string) => createHmac('sha256', preparedKey(formKey)).update(value).digest();
  const same = (given: Buffer, wanted: Buffer) => given.length === wanted.length && timingSafeEqual(given, wanted);
  const expired = () => new Problem('form_expired', fact('http.form_expired'));

  /** The token given to a browser without one: several forms of its first page share it. */
  const given = new WeakMap<object, string>();
  const changed = () => new Problem('form_expired', fact('http.form_of_another'));

  return {
    /** The token for the forms of this page; sets the cookie at its first use in a browser. */
    issue(ctx: Context): string {
      if (ctx.state.isShared === true) throw new Error(`${ctx.path} is the same for everybody and has no form`);
      let value = given.get(ctx.state) ?? ctx.cookies.get(cookie, { signed: false });
      if (value === undefined || !/^[\w-]{22}$/.test(value)) {
        value = newToken(16);
        given.set(ctx.state, value);
        ctx.cookies.set(cookie, value, { httpOnly: true, sameSite: 'lax', secure, path: '/', signed: false });
      }
      const actor = actsFor(ctx);
      const tokens = [value, ...(actor === undefined ? [] : [`${value} ${actor}`])];
      return tokens.map((each) => sign(each).toString('base64url')).join('.');
    },
    /** Throws unless the form was made by this server for this browser. */
    verify(ctx: Context, form: Form): void {
      const origin = ctx.get('origin');
      if (origin !== '' && origin !== publicUrl.origin) throw expired();
      const value = ctx.cookies.get(cookie, { signed: false }) ?? '';
      const [token = '', madeFor] = (form.csrf ?? '').split('.', 2);
      if (value === '' || !same(Buffer.from(token, 'base64url'), sign(value))) throw expired();
      const actor = actsFor(ctx);
      if (madeFor === undefined || actor === undefined) return; // created or sent without an actor
      if (!same(Buffer.from(madeFor, 'base64url'), sign(`${value} ${actor}`))) throw changed();
    },
  };
}

export type FormTokens = ReturnType<typeof createFormTokens>;
