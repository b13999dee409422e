import type { z } from 'zod';
import { webAddress } from '../../fields/web-address.ts';

/** What plays inside a page of ours: browsers mix nothing from http into it. */
export const secureAddress = (label: string, meta: z.GlobalMeta = {}) =>
  webAddress(label)
    .refine((url) => url.startsWith('https:'), `${label}须以 https:// 开头`)
    .meta({ ...meta, title: label, control: 'url' });
