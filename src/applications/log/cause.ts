/**
 * One refusal as its team should understand it. It is the first whose `error` is the code and whose `when` fits the detail or the
 * description. {received}, {registered}, {difference}, {pkce} and the named groups of `when` are filled in.
 */
export interface Cause {
  error: string | readonly string[];
  when: RegExp;
  /** A name for programs and for pages that say it in another way. */
  code?: string;
  cause: string;
  /** Left out: that of the code in general. */
  cure?: string;
}

export const renew = '延长有效期，一秒内恢复；AK、SK 和设置都不变。';
export const askOperators = '请联系国家公共文化云运营，问清原因并恢复。';
export const signInAgain = '让市民重新登录一次。';
