import { inflateSync } from 'node:zlib';
import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';

/** Active content, embedded files and external links. A paper that was scanned or printed has none of it. */
const active = [
  'JavaScript',
  'Launch',
  'EmbeddedFile',
  'EmbeddedFiles',
  'RichMedia',
  'ImportData',
  'SubmitForm',
  'GoToE',
  'XFA',
];
const mostInflated = 32 * 1024 * 1024;
const mostObjectStreams = 2_000;

/** Why a PDF is refused, in words; undefined: it is whole and passive. */
export function pdfProblem(bytes: Buffer): Fact | undefined {
  const text = bytes.toString('latin1');
  if (!/^%PDF-[12]\.\d/.test(text)) return fact('files.pdf_head');
  if (!/%%EOF\s*$/.test(text.slice(-1024)) || !/startxref\s+\d+\s+%%EOF/.test(text.slice(-2048)))
    return fact('files.pdf_incomplete');
  const hidden = objectsInStreams(text, bytes);
  if (hidden === undefined) return fact('files.pdf_strange');
  const names = namesIn([text, ...hidden]);
  if (names.has('Encrypt')) return fact('files.pdf_password');
  if (active.some((name) => names.has(name))) return fact('files.pdf_active');
  return undefined;
}

/** Long names: a chance find among compressed bytes is out of the question. `#4a` inside a name is J. */
function namesIn(texts: readonly string[]): Set<string> {
  const wanted = new Set([...active, 'Encrypt']);
  const found = new Set<string>();
  for (const text of texts)
    for (const [, raw = ''] of text.matchAll(/\/((?:[A-Za-z]|#[\da-fA-F]{2}){3,40})(?![A-Za-z#])/g)) {
      const name = raw.replace(/#([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      if (wanted.has(name)) found.add(name);
    }
  return found;
}

/**
 * Objects may lie compressed in object streams: they are unpacked and read too. Undefined: there is one that cannot be read, or more
 * than any document has. Looked at is all that lies between a stream and the one before, once: the time grows with the size of the file
 * and no faster.
 */
function objectsInStreams(text: string, bytes: Buffer): string[] | undefined {
  const unpacked: string[] = [];
  let left = mostInflated;
  let seen = 0;
  for (const { 0: whole, index } of text.matchAll(/(?<!end)stream(\r\n|\r|\n)/g)) {
    const before = text.slice(seen, index);
    seen = index + whole.length;
    const names = namesOf(before);
    const start = names.get('ObjStm');
    if (start === undefined) continue;
    if (unpacked.length === mostObjectStreams || !isPlain(before.slice(start), names)) return undefined;
    try {
      const objects = inflateSync(bytes.subarray(seen), { maxOutputLength: left });
      left -= objects.length;
      unpacked.push(objects.toString('latin1'));
      if (left <= 0) return undefined;
    } catch {
      return undefined;
    }
  }
  return unpacked;
}

/**
 * The end of a dictionary in the form written by every program that makes object streams: a text or a comment in it could contain a false
 * stream, a predictor could hide the content of the true one.
 */
const isPlain = (dictionary: string, names: ReadonlyMap<string, number>): boolean =>
  !/[(%]/.test(dictionary) &&
  dictionary.trimEnd().endsWith('>>') &&
  names.has('Filter') &&
  !names.has('DecodeParms') &&
  !names.has('DP');

/** Name → where it stands first. */
function namesOf(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const { 1: raw = '', index } of text.matchAll(/\/([^\s()<>[\]{}/%]+)/g)) {
    const name = raw.replace(/#([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (!found.has(name)) found.set(name, index);
  }
  return found;
}
