import { z } from 'zod';
import { text } from '../../fields/text.ts';

/** Why somebody looks at the account of another. */
export const asked = z.object({ reason: text('原因', { min: 4, max: 200 }) });
