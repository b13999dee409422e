import { shouldBe } from '../text.ts';
import { normalCode } from './checksum.ts';
import { residentIdProblem } from './resident-id.ts';

/** The documents with which an agent (经办人) may prove who they are. */
export const idDocuments = {
  resident: '居民身份证',
  passport: '护照',
  hk_macao: '港澳居民来往内地通行证',
  taiwan: '台湾居民来往大陆通行证',
  permanent: '外国人永久居留身份证',
} as const;

export type IdDocument = keyof typeof idDocuments;

const forms: Readonly<Record<Exclude<IdDocument, 'resident'>, { form: RegExp; words: string }>> = {
  passport: { form: /^[A-Z\d]{5,17}$/, words: ' 5 至 17 位字母和数字' },
  hk_macao: { form: /^[HM]\d{8}(\d{2})?$/, words: '字母 H 或 M 和 8 位数字' },
  taiwan: { form: /^\d{8}([A-Z\d]{2})?$/, words: ' 8 位数字' },
  permanent: { form: /^(9\d{16}[\dX]|[A-Z]{3}\d{12})$/, words: '以 9 开头的 18 位号码，或旧证的 15 位号码' },
};

/** What is wrong with the number of such a document, as it was typed. */
export function idDocumentProblem(kind: IdDocument, typed: string, now: Date): string | undefined {
  const number = normalCode(typed);
  if (kind === 'resident') return residentIdProblem(number, now);
  const { form, words } = forms[kind];
  return form.test(number) ? undefined : shouldBe(`${idDocuments[kind]}号码`, words);
}

export const normalIdNumber = normalCode;
