import { decoded, drawingProblem } from './svg-cost.ts';

const largest = 512 * 1024;

/** What may stand before the drawing. Each is matched by itself and at its place: together they could be tried in endless ways. */
const preamble = [/<\?xml[^>]*\?>/iy, /<!--[\s\S]*?-->/y, /<!DOCTYPE[^>]*>/iy, /\s+/y];

export function isSvg(bytes: Buffer): boolean {
  const text = bytes
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  let at = 0;
  for (let found = true; found; ) {
    found = false;
    for (const part of preamble) {
      part.lastIndex = at;
      if (!part.test(text)) continue;
      at = part.lastIndex;
      found = true;
    }
  }
  return /^<svg[\s>]/i.test(text.slice(at, at + 5));
}

const saveAsPng = '请另存为 PNG 再上传';

/** What an SVG is refused for. It is drawn to a PNG here and never sent to a browser, so this protects our own machine. */
export function svgProblem(bytes: Buffer): string | undefined {
  if (bytes.length > largest) return `SVG 超过 512 KB，${saveAsPng}`;
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes) || text.includes('\0')) return `SVG 不是 UTF-8 编码，${saveAsPng}`;
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return `SVG 含有 DOCTYPE 声明，${saveAsPng}`;
  const plain = decoded(text);
  if (
    /<(\w+:)?(script|foreignObject|iframe|object|embed|audio|video|handler|listener)[\s/>]/i.test(plain) ||
    /\son\w+\s*=/i.test(plain)
  )
    return `SVG 含有脚本或嵌入的网页，${saveAsPng}`;
  if (/<\?xml-stylesheet|@import|<(\w+:)?link[\s/>]/i.test(plain) || refersElsewhere(plain))
    return `SVG 引用了外部文件，${saveAsPng}`;
  if (/<(\w+:)?(filter|animate\w*|set)[\s/>]/i.test(plain)) return `SVG 含有滤镜或动画，${saveAsPng}`;
  if (/\b(width|height)\s*=\s*["']\s*\d{6,}/i.test(plain)) return `SVG 的宽高太大，${saveAsPng}`;
  // Drawn with the fonts of our machine it would look otherwise than at home.
  if (/<(\w+:)?text[\s/>]/i.test(plain)) return `SVG 中的文字请先转为轮廓（曲线），或${saveAsPng}`;
  return drawingProblem(text);
}

const own = /^\s{0,20}(#|data:image\/(png|jpeg);base64,)/i;

/** Everything but `#part` of the drawing itself and pictures that it brings along. Only the beginning of an address is looked at. */
function refersElsewhere(text: string): boolean {
  if (text.includes('\\')) return true;
  const beginnings = [
    ...[...text.matchAll(/\b(?:href|src)\s{0,20}=\s{0,20}["']/gi)],
    ...[...text.matchAll(/url\(\s{0,20}["']?/gi)],
  ].map(({ 0: found, index }) => text.slice(index + found.length, index + found.length + 60));
  return beginnings.some((beginning) => !own.test(beginning)) || /\b(href|src)(\s{0,20}=)?\s{21}/i.test(text);
}
