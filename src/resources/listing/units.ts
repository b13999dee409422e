/** Of a run without a comma that goes on for ever, so much. */
const mostUnits = 6_000;

export type Unit = { word: string; isHan: boolean };

/** Runs of letters and digits, and single characters of the scripts that know no spaces; in one spelling. */
export function unitsOf(text: string): Unit[][] {
  const runs = fold(text).match(runsOf) ?? [];
  return runs.map((run) =>
    (run.match(unit) ?? []).map((word) => ({ word: word.slice(0, 64), isHan: han.test(word) })).slice(0, mostUnits),
  );
}

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tibetan}]/u;
const unit =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tibetan}]|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tibetan}]+/gu;
const runsOf = /[\p{L}\p{M}\p{N}]+/gu;

/** The words under which one run is found, each with its place in it. */
export function wordsOf(run: readonly Unit[]): string[] {
  return run.map(({ word, isHan }, place) => {
    const next = run[place + 1];
    return isHan && next?.isHan ? word + next.word : word;
  });
}

// Words that cannot be typed: they begin with a sign.
export const inTitle = (word: string) => `^${word}`;

export const fold = (text: string) => text.normalize('NFKC').toLowerCase();

export const quoted = (word: string) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
