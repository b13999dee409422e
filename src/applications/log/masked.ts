/** Longest value that is shown; a registered address has at most 255 characters. */
const most = 300;

/**
 * Characters invisible to people and read by programs: control characters, marks of direction, selectors and tags that hide one text in another.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu;
/** Tokens, codes and keys are long runs, phone and ID numbers runs of digits. */
const secretive = /[\w~%+=-]{24,}|\d{6,}/g;

/**
 * A value that a partner sent, for its team to compare with the registered ones. Parts of a registered value may be shown; of the rest everything
 * is removed that could be a secret or personal: passwords in addresses, values of parameters, long runs.
 */
export function masked(value: string, registered: readonly string[] = []): string {
  const text = value.toWellFormed().replaceAll(unseen, '').slice(0, most);
  if (registered.includes(text)) return text;
  const isKnown = (part: string) => part !== '' && registered.some((known) => known.includes(part));
  const cover = (part: string) => part.replaceAll(secretive, (run) => (isKnown(run) ? run : '…'));

  const [, address = '', query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text) ?? [];
  const parameters = query
    ?.slice(1)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return isKnown(pair) || pair === name ? cover(pair) : `${cover(name)}=…`;
    });
  return [
    cover(address.replace(/\/\/[^/]*@/, '//…@')),
    parameters === undefined ? '' : `?${parameters.join('&')}`,
    fragment === undefined ? '' : '#…',
  ].join('');
}

/** A sentence of ours or of the library, in case it quotes the received value. */
export const sentence = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(unseen, '')
    .slice(0, most)
    .replaceAll(/[\w-]{24,}|\d{6,}/g, (found) => (/\d/.test(found) ? '…' : found));
