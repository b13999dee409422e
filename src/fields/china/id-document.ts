import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
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

const forms: Readonly<Record<Exclude<IdDocument, 'resident'>, RegExp>> = {
  passport: /^[A-Z\d]{5,17}$/,
  hk_macao: /^[HM]\d{8}(\d{2})?$/,
  taiwan: /^\d{8}([A-Z\d]{2})?$/,
  permanent: /^(9\d{16}[\dX]|[A-Z]{3}\d{12})$/,
};

/** The problem with the typed number of such a document. */
export function idDocumentProblem(kind: IdDocument, typed: string, now: Date): Fact | undefined {
  const number = normalCode(typed);
  if (kind === 'resident') return residentIdProblem(number, now);
  return forms[kind].test(number) ? undefined : fact('fields.id_document_form', { document: kind });
}

export const normalIdNumber = normalCode;
