import type { z } from 'zod';
import { written } from '../../fact.ts';
import { webAddress } from '../../fields/web-address.ts';
import { fact } from './facts.ts';

/** Media played inside a page of ours: browsers block http in it. */
export const secureAddress = (label: string, meta: z.GlobalMeta = {}) =>
  webAddress(label)
    .refine((url) => url.startsWith('https:'), written(fact('channels.https_address', { label })))
    .meta({ ...meta, title: label, control: 'url' });
