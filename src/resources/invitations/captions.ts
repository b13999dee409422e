const largest = 512 * 1024;
const timing = /^(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{3} +--> +(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{3}/m;

/** The subtitles at an address, as WebVTT; undefined if there are none, or it is another file. */
export async function captionsIn(url: string, fetch: typeof globalThis.fetch): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok || answer.body === null) return undefined;
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body) {
      size += part.length;
      if (size > largest) return undefined;
      parts.push(part);
    }
    return asVtt(decode(Buffer.concat(parts)));
  } catch {
    return undefined; // a film without captions is still a film
  }
}

/** Older files are in GB 18030. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** SRT writes a comma where WebVTT writes a point, and has no first line. */
export function asVtt(text: string): string | undefined {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (!timing.test(plain)) return undefined;
  if (/^WEBVTT(?:[ \t\n]|$)/.test(plain)) return plain;
  const clock = (_: string, hours: string, rest: string, part: string) => `${hours.padStart(2, '0')}:${rest}.${part}`;
  const cues = plain.replace(/\b(\d{1,2}):(\d{2}:\d{2})[.,](\d{3})/g, clock);
  return `WEBVTT\n\n${cues}`;
}
