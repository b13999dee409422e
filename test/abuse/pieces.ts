/** Pieces of text that make a careless reader backtrack, or that change their meaning in a language below. */
export const pieces: readonly string[] = [
  ...[
    '<p ',
    '<a ',
    '</a ',
    '<br ',
    '<h2 ',
    '<li ',
    '<blockquote ',
    '<b>',
    '<ul><li>',
    '</p>',
    '<!--',
    '<svg>',
    '<a href="',
  ],
  ...['&amp;', '&#x6587;', '&', '((((', '[[', '{"a":', '"', "'", '\\', '%41', '=1+1,', '0x', '${', '\\u0000'],
  ...[' ', '　', '\t', '\n', '\n\n', '\r\n', ' \n'],
  ...['-', '.', '..', '@', 'a@', '/', '//', 'a.a', ':', '｜', ',', '，', '、', ';'],
  ...['0', '1,', '０', '٣', '1.', '2026-01-01', 'https://a.', 'https://a.cn/x\n', 'a-'],
  ...['文', '文.', 'e\u0301', '\u0301\u0323', '👨‍👩‍👧', '🐉', '\u202e', '\u200b', '\ud800', 'ﷺ', '가', 'İ'],
];

/** So much of a piece, again and again. */
export const chunks = (piece: string, length: number): string => piece.repeat(Math.floor(length / piece.length));

/** The same with something before it and something behind it that will not do, so that nothing is trimmed and every pattern tries all it can. */
export const wrapped = (piece: string, length: number): string => `文${chunks(piece, length - 2)}!`;
