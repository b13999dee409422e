import { days } from '../../clock.ts';

/** How long an export lies there. */
export const exportRetention = days(7);
