import { phoneOf } from '../../accounts/identifier.ts';
import type { Form } from '../../http/requests/body.ts';

/** Whether a button was pressed that leads to another page of the login, and takes the form along. */
export const isTurn = ({ turn }: Form): boolean => turn !== undefined;

/**
 * The typed values with which the next page of a login begins (WCAG 3.3.7): number, name and ticks, never a password or a code. They go from form to
 * form, so that no address and no row has them. A tick goes along as long as the same version of the terms counts.
 */
export function carriedIn({ username = '', phone = '', agree, terms, remember, nickname, over14 }: Form, now: number) {
  const isSame = agree === '1' && terms === String(now);
  return {
    csrf: '', // a form was sent: its ticks count, also those that are not set
    username: username.trim() === '' ? phone : username,
    phone: phoneOf(username) === undefined ? phone : username,
    ...(isSame && { agree }),
    ...(remember !== undefined && { remember }),
    ...(nickname !== undefined && { nickname }),
    ...(over14 !== undefined && { over14 }),
  };
}

/** The fields of a page, and beside them the identifier of the other kind, hidden in the form for the way back. */
export function shownIn({ username = '', phone = '' }: Form, field: 'username' | 'phone') {
  if (field === 'username')
    return {
      values: { username },
      ...(phone !== '' && phone !== username && { aside: { name: 'phone', value: phone } }),
    };
  const isName = username !== '' && phoneOf(username) === undefined;
  return { values: { phone }, ...(isName && { aside: { name: 'username', value: username } }) };
}
