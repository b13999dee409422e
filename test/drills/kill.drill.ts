import { drillOf } from './outages.ts';

export const drill = drillOf('kill', 'PostgreSQL is killed (-9) and started again');
