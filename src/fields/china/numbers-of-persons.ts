import { normalCode } from './checksum.ts';
import { maskMobiles } from './mobiles-in-text.ts';
import { residentIdProblem } from './resident-id.ts';

const ever = new Date(8.64e15);
const ids = /(?<!\d)\d{6}(?:19|20)\d{9}[\dx](?![\da-z])/gi;

const hasResidentId = (text: string): boolean =>
  (text.match(ids) ?? []).some((id) => residentIdProblem(normalCode(id), ever) === undefined);

/** Whether a text has a mobile number or the number of an identity card in it, which published words may not. */
export const hasNumberOfPerson = (text: string): boolean => {
  const plain = text.normalize('NFKC');
  return (
    hasResidentId(plain) || hasResidentId(plain.replace(/(?<=\d)[ -](?=[\dx])/gi, '')) || maskMobiles(text) !== text
  );
};

/** As the number of an identity card is made: a place, a date of birth, and four more; a slip in one digit leaves it that of a person. */
const likeResidentId = /^[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]$/i;

/** Whether an identifier is such a number as it stands, or looks like one. */
export const isNumberOfPerson = (id: string): boolean =>
  /^(?:86)?1[3-9]\d{9}$/.test(id) || hasResidentId(id) || likeResidentId.test(id);
