type At = readonly [from: number, to: number];

/** Names behind 主办单位, without the words around them. */
export function namesIn(text: string, from: number, to: number, most: number): { value: string; at: At } | undefined {
  const value = text.slice(from, to).split(/[。;\n\t]/)[0] ?? '';
  const first = value.search(/[^\s:、,]/);
  if (first < 0) return undefined;
  const last = value.replace(/[\s,、|/]+$/, '').length;
  const name = value.slice(first, last).replace(/ ?[、,/] ?| (?=\p{Script=Han}{4})/gu, '、');
  return name === '' || name.length > most ? undefined : { value: name, at: [from + first, from + last] };
}

const sentence = /(?:由|是由) ?([^,。;\n由:]{3,40}?) ?(?:主办|举办)/;
/** 由青溪县文化馆主办, in a sentence. */
export function hostIn(text: string, from: number, to: number): { value: string; at: At } | undefined {
  const match = sentence.exec(text.slice(from, to));
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  const begin = from + match.index + match[0].indexOf(name);
  return { value: name, at: [begin, begin + name.length] };
}

const house =
  /(?:馆|局|中心|站|会|院|部|公司|团|剧院|书店|社|委|政府|学校|社区|街道办事处|办公室|基金会|宫|书房)(?:\([^()]{1,10}\))?$/;
/** A line at the end that is the name of an institution alone: the one that signs. */
export function signerIn(
  text: string,
  lines: readonly { from: number; to: number }[],
): { value: string; at: At } | undefined {
  for (const { from, to } of lines.slice(-4).toReversed()) {
    const line = text.slice(from, to);
    const name = line.replace(/ ?\d{4}年.{0,12}$/, '').trim();
    if (
      name.length >= 4 &&
      name.length <= 40 &&
      house.test(name) &&
      /^[\p{Script=Han}(“]/u.test(name) &&
      !/[,。;:]/.test(name)
    ) {
      const begin = from + line.indexOf(name);
      return { value: name, at: [begin, begin + name.length] };
    }
  }
  return undefined;
}
