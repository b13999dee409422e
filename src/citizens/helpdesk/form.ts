import { z } from 'zod';
import { text } from '../../fields/text.ts';

/** The reason for looking at another person's account. */
export const reasonForm = z.object({ reason: text('原因', { min: 4, max: 200 }) });
