import { codeOf, identify } from '../../src/accounts/identifier.ts';
import { sentence } from '../../src/applications/log/masked.ts';
import { testRedirectUris } from '../../src/applications/redirects/tester.ts';
import { readCode, readPaperCode } from '../../src/console/second-factor/recovery-codes.ts';
import { linesOf, plainText, writeHtml } from '../../src/fields/rich-text/blocks.ts';
import { blocksOf } from '../../src/fields/rich-text/reader.ts';
import { isReadable } from '../../src/fields/text.ts';
import { dial } from '../../src/http/pages/text.ts';
import { mergePatch } from '../../src/http/requests/json.ts';
import { queryOf } from '../../src/resources/listing/asked.ts';
import { termsOf } from '../../src/resources/listing/search.ts';
import { wordDiff } from '../../src/review/desk/word-diff.ts';
import { createMarker } from '../../src/review/words/word-marker.ts';
import { pastedRows } from '../../src/statistics/reports/pasted.ts';
import { readFigures, reportedMetrics } from '../../src/statistics/reports/typed.ts';

type Door = { length: number; read: (text: string) => unknown };

const form = 64 * 1024;
const entry = 512 * 1024;
const longestText = 60_000; // 50,000 characters, some of two units
/** Limits of readers that bodies reach. */
const readable = (length: number, read: (text: string) => unknown): Door => ({
  length,
  read: (text) => (isReadable(text) ? read(text) : undefined),
});
const marker = createMarker(['COVID-19', 'aaaaaaaaaa', '最高级'].map((word) => ({ word, note: undefined })));
const codes = reportedMetrics.map(({ code }) => code);
const columns = codes.map((code) => ({ code, required: true }));

/** Texts of strangers that are no fields, and texts derived from admitted ones: their maximum length, and their reader. */
export const doors: Readonly<Record<string, Door>> = {
  'what is readable': { length: entry, read: isReadable },
  'a name at the login': readable(form, identify),
  'a code': readable(form, codeOf),
  'a code of the second factor': readable(form, (text) => [readCode(text), readPaperCode(text)]),
  'addresses to be tested': readable(form, (text) => testRedirectUris(text, { loopback: true })),
  'figures of a day': readable(form, (text) => readFigures(Object.fromEntries(codes.map((code) => [code, text])))),
  'figures of a month': readable(4 * form, (text) => pastedRows(text, columns, '2026-11')),
  'words of a search': readable(form, queryOf),
  'words of a page, for the search': readable(longestText, (text) => termsOf([['D', text]])),
  'a title, for the search': readable(4_000, (text) => termsOf([['A', text]])),
  'a rich text that was stored': readable(3 * longestText, (text) => {
    const blocks = blocksOf(text);
    return [writeHtml(blocks), plainText(blocks), linesOf(blocks)];
  }),
  'a text with 敏感词': readable(longestText, marker),
  'what changed in a text': readable(longestText, (text) => wordDiff(text.slice(0, -3), `新${text}`)),
  'a patch': readable(entry, (text) =>
    mergePatch({ a: text }, Object.fromEntries([...text.slice(0, 5_000)].map((each, place) => [each + place, each]))),
  ),
  'a sentence of the log': readable(form, sentence),
  'a number to be dialled': readable(form, dial),
};
