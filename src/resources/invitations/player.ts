import { numberOf, textOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';
import { goTo, type Leading } from './ways.ts';

/** A player in the page, with the browser's own controls. Nothing is requested before 播放 is pressed. */
export interface Player {
  kind: 'video' | 'audio';
  src: string;
  /** A playlist (HLS): Safari and WeChat on iPhones play it, others are led to `elsewhere`. */
  isStream: boolean;
  hasCaptions: boolean;
  elsewhere: Leading | undefined;
}

/** Where in it something begins. */
export type Chapter = { at: number; clock: string; title: string };

const playable = /\.(mp4|m4v|webm|ogv|mp3|m4a|aac|flac|ogg|oga|wav|m3u8)$/i;
const stream = /\.m3u8$/i;

/** Browsers play http in a page only from this machine (Secure Contexts 3.1), where the demo has its partner; forms take no such address. */
const isSecure = ({ protocol, hostname }: URL) => protocol === 'https:' || hostname === 'localhost';

/** Undefined for media that browsers cannot play in a page: an address of a page, FLV. A field that names its format needs no ending. */
export function playerOf(
  url: unknown,
  kind: Player['kind'],
  values: Values,
  { isFile = false } = {},
): Player | undefined {
  const src = textOf(url);
  const address = src === undefined ? null : URL.parse(src);
  if (src === undefined || address === null || !isSecure(address)) return undefined;
  if (!isFile && !playable.test(address.pathname)) return undefined;
  return {
    ...{ kind, src },
    isStream: stream.test(address.pathname) || values.format === 'm3u8',
    hasCaptions: kind === 'video' && textOf(values.subtitle_url) !== undefined,
    elsewhere: goTo(values.h5_url, 'watch_elsewhere') ?? goTo(values.pc_url, 'watch_elsewhere'),
  };
}

const stamped = /^\[?(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)\]?\s+(\S.{0,59})$/u;

/** Chapters of a text whose lines begin with a time, like 06:40 投店: two of them at least, one after the other. */
export function chaptersIn(text: unknown, duration: unknown): Chapter[] {
  const length = numberOf(duration) ?? Number.POSITIVE_INFINITY;
  const found = (textOf(text) ?? '').split('\n').flatMap((line) => {
    const [, hours = '0', minutes, seconds, title] = stamped.exec(line.trim()) ?? [];
    if (minutes === undefined || seconds === undefined || title === undefined) return [];
    return [{ at: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds), title: title.trim() }];
  });
  const isInOrder = found.every(({ at }, place) => at < length && (place === 0 || at > (found[place - 1]?.at ?? 0)));
  return found.length < 2 || !isInOrder ? [] : found.map((each) => ({ ...each, clock: clockOf(each.at) }));
}

const two = (number: number) => String(number).padStart(2, '0');

/** 06:40, 1:02:03 */
function clockOf(inSeconds: number): string {
  const [hours, minutes, seconds] = [Math.floor(inSeconds / 3600), Math.floor((inSeconds % 3600) / 60), inSeconds % 60];
  return `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(seconds)}`;
}
