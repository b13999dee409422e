import { drillOf } from './outages.ts';

export const drill = drillOf('read-only', 'PostgreSQL answers and takes no writes');
