import type { Cost } from '../../src/crypto/argon2.ts';

/** A fiftieth of the product's: who logs in here is mostly not about the password. */
export const cheap: Cost = { memoryCost: 1_024, timeCost: 1 };
