/** The indexed characters of a text, and their pronunciation. */
export interface Spelling {
  simplified: (text: string) => string;
  /** A syllable for each character, without tones; other characters are left unchanged. */
  syllables: (han: string) => string[];
}

/** As it is written, without sounds. */
export const plain: Spelling = { simplified: (text) => text, syllables: () => [] };

/** A listing of another version is rewritten (listing-index.ts). */
export const spellingVersion = 4;

let loaded: Promise<Spelling> | undefined;

/** The tables of characters are large, and read when the first text is looked at: not at the start. */
export const spelling = (): Promise<Spelling> => {
  loaded ??= load();
  return loaded;
};

async function load(): Promise<Spelling> {
  const [{ Converter }, { pinyin }] = await Promise.all([import('opencc-js/t2cn'), import('pinyin-pro')]);
  return {
    simplified: Converter({ from: 't', to: 'cn' }),
    syllables: (han) => pinyin(han, { toneType: 'none', type: 'array', v: true }),
  };
}
