import { Problem } from '../../errors.ts';
import { fact } from '../facts.ts';
import { activity } from './activity.ts';
import { audio } from './audio.ts';
import { book } from './book.ts';
import type { Channel } from './channel.ts';
import { course } from './course.ts';
import { live } from './live.ts';
import { market } from './market.ts';
import { news } from './news.ts';
import { venue } from './venue.ts';
import { video } from './video.ts';

/** R42: the seven channels, and the digital resources of R41. Adding a channel is one line here and one file in channels/. */
export const channels = { news, live, activity, venue, course, book, market, video, audio } as const satisfies Record<
  string,
  Channel
>;

export type ChannelCode = keyof typeof channels;
export type Channels = Readonly<Record<string, Channel>>;

export const isChannelCode = (text: string): text is ChannelCode => Object.hasOwn(channels, text);

/** By its code; throws where there is none. */
export function channelNamed(code: string, all: Channels = channels): Channel {
  const found = Object.hasOwn(all, code) ? all[code] : undefined;
  const problem = fact('resources.no_channel', { channel: code.slice(0, 30) });
  if (found === undefined) throw new Problem('not_found', problem, { fields: { channel: problem } });
  return found;
}

export type { Channel } from './channel.ts';
