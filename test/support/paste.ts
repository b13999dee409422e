/** A program with lines to change pasted in: each part between the lines that stand around it, whatever stood there. */
export const paste = (program: string, change: string): string =>
  change.split('\n  …\n').reduce((now, part) => pasteOne(now.split('\n'), part.split('\n')).join('\n'), program);

function pasteOne(program: string[], part: readonly string[]): string[] {
  const isNew = (line: string) => line.startsWith('+');
  const plain = (line: string) => line.slice(2);
  const [first, last] = [part.findIndex(isNew), part.findLastIndex(isNew)];
  const [before, after] = [part.slice(0, first).map(plain), part.slice(last + 1).map(plain)];
  const at = placeOf(program, before, 0) + before.length;
  return [
    ...program.slice(0, at),
    ...part.slice(first, last + 1).map(plain),
    ...program.slice(placeOf(program, after, at)),
  ];
}

function placeOf(program: readonly string[], lines: readonly string[], from: number): number {
  const found = program.findIndex(
    (_, at) => at >= from && lines.every((line, offset) => program[at + offset] === line),
  );
  if (found < 0) throw new Error(`no place for ${lines.join(' / ')}`);
  return found;
}
