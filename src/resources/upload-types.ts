import { everyField } from './canonical.ts';
import type { Channel } from './channel.ts';

/** Which kinds of files the forms of these channels take together. */
export const uploadTypes = (channels: readonly Channel[]): string[] => [
  ...new Set(channels.flatMap((channel) => everyField(channel).flatMap(({ accept }) => accept?.types ?? []))),
];
