import { drillOf } from './outages.ts';

export const drill = drillOf('restart', 'PostgreSQL is stopped and started again');
